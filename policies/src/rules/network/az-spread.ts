import { AUTOSCALING_GROUP, CLUSTER } from "../../cluster/aws-types.ts";
import { subnetPrefix } from "../../cluster/network/subnet-prefix.ts";
import { zoneOfSubnet } from "../../cluster/network/zone.ts";
import { hasOwnNodes } from "../../cluster/nodes/auto-mode.ts";
import { isOfCluster, mayHaveClusterTag } from "../../cluster/nodes/autoscaling-group.ts";
import { groupsOfCluster } from "../../cluster/nodes/node-groups.ts";
import { nodePoolsOfCluster, subnetsOfNodePool } from "../../cluster/nodes/node-pools.ts";
import { allSubnets, subnetUseOf } from "../../cluster/nodes/node-subnets.ts";
import { usableAddresses } from "../../facts/subnet-size.ts";
import { ZONE_ID } from "../../rule/kinds.ts";
import { integer } from "../../rule/option.ts";
import type { Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { exampleCluster, exampleParts } from "../capacity/example-cluster.ts";

export default defineRule({
  id: "az-spread",
  title: "A cluster's nodes are in several zones",
  severity: "medium",
  tags: ["subnets", "availability"],
  frameworks: { "aws-fsbp": ["AutoScaling.2"] },
  article: "Limited availability",
  why: "A zone that is lost takes its nodes with it. With two zones, that is half of the cluster, and the other half needs the capacity and the addresses for the whole cluster; with one zone, nothing is left.",
  fix: "Add a subnet in another zone to the node groups, or a node group in another zone. Groups with one zone each, as EBS volumes need them, are counted together.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/reliability.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/disaster-recovery-resiliency.html",
  ],
  findings: {
    "few-zones":
      "The node groups of a cluster, and the NodePools of Karpenter, are in fewer than `minZones` zones in total.",
    uneven:
      "Node subnets in one zone have more than twice the addresses of those in another, so losing a zone may leave only the smaller ones.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    minZones: integer({
      description:
        "Minimum number of zones that a cluster's nodes are in; at most two in us-west-1, where EKS is available in two zones.",
      default: 3,
      min: 1,
      max: 6,
    }),
  },
  checkStack(stack, { minZones }, report) {
    for (const cluster of stack.ofType([CLUSTER])) {
      if (!hasOwnNodes(cluster)) continue;
      const zones = zonesOfCluster(stack, cluster);
      if (!zones || zones.size === 0) continue;
      const ids = [...zones.keys()].filter((zone) => ZONE_ID.parse(zone) !== undefined);
      if (ids.length > 0 && ids.length < zones.size) {
        // us-east-1a is a different zone in each account.
        if (Math.max(ids.length, zones.size - ids.length) < minZones)
          cluster.undetermined("some zones are set by name and some by ID, and may be the same");
        continue;
      }
      reportUneven(cluster, [...zones.values()], report);
      const isSmallRegion = [...zones.keys()].every((zone) => /^(us-west-1|usw1-)/.test(zone));
      const needed = isSmallRegion ? Math.min(2, minZones) : minZones;
      if (zones.size < needed) {
        report("few-zones", cluster, {
          found: text`all nodes are in ${zones.size} ${zones.size === 1 ? "zone" : "zones"}`,
          passes: text`use subnets in ${needed} zones or more`,
        });
      }
    }
  },
  examples: {
    good: [{ title: "A node group in three zones", ...exampleCluster(), beside: exampleParts({}) }],
    bad: [
      {
        title: "A node group in two zones",
        ...exampleCluster(),
        beside: exampleParts({ group: { subnetIds: ["subnet-a", "subnet-b"] } }),
      },
      {
        title: "A large subnet in one zone, and small ones in the others",
        ...exampleCluster(),
        beside: exampleParts({}).map((part) =>
          part.name === "nodes-a" ? { ...part, props: { ...part.props, cidrBlock: "10.0.128.0/19" } } : part,
        ),
      },
    ],
  },
});

interface NodeZone {
  readonly name: Shown<string>;
  /** The node subnets in it, by their URNs. */
  readonly subnets: Map<string, ResourceView>;
}

/** The zones of all node groups and NodePools, by name; undefined if there may be others, which is then recorded. */
function zonesOfCluster(stack: StackView, cluster: ResourceView): ReadonlyMap<string, NodeZone> | undefined {
  const groups = groupsOfCluster(stack, cluster)?.map(({ resource }) => resource);
  const mayBeMore = stack
    .ofType([AUTOSCALING_GROUP])
    .some((group) => mayHaveClusterTag(group) && !isOfCluster(stack, group));
  if (!groups || mayBeMore) return undefined;
  const zones = new Map<string, NodeZone>();
  let isComplete = true;
  const ofGroups = groups
    .flatMap((group) => subnetUseOf(stack, group) ?? [])
    .map((use) => {
      const { resources, gap } = allSubnets(stack, use);
      if (gap !== undefined) use.subnetIds.undetermined(gap);
      return gap === undefined ? resources : undefined;
    });
  const ofNodePools = nodePoolsOfCluster(stack, cluster).map((one) => subnetsOfNodePool(stack, one));
  for (const subnets of [...ofGroups, ...ofNodePools]) {
    if (!subnets) isComplete = false;
    for (const subnet of subnets ?? []) {
      const name = zoneOfSubnet(subnet);
      if (!name) {
        isComplete = false;
        continue;
      }
      const zone = zones.get(name.value) ?? { name, subnets: new Map() };
      zones.set(name.value, zone);
      zone.subnets.set(subnet.urn, subnet);
    }
  }
  return isComplete ? zones : undefined;
}

function reportUneven(
  cluster: ResourceView,
  zones: readonly NodeZone[],
  report: Report<"few-zones" | "uneven">,
): void {
  const sized = zones
    .map(({ name, subnets }) => ({ name, addresses: addressesOf([...subnets.values()]) }))
    .flatMap(({ name, addresses }) => (addresses === undefined ? [] : [{ name, addresses }]))
    .toSorted((a, b) => a.addresses - b.addresses);
  const [least, most] = [sized[0], sized.at(-1)];
  if (!least || !most || sized.length < zones.length || most.addresses <= 2 * least.addresses) return;
  report("uneven", cluster, {
    found: text`the node subnets in ${most.name} have ${most.addresses} usable addresses, and those in ${least.name} have ${least.addresses}`,
    passes: text`give each zone ${Math.ceil(most.addresses / 2)} or more`,
  });
}

/** The usable addresses of subnets; undefined if a block isn't known, which is then recorded. */
function addressesOf(subnets: readonly ResourceView[]): number | undefined {
  const sizes = subnets.map((subnet) => subnetPrefix(subnet)).filter((prefix) => prefix !== undefined);
  const known = sizes.flatMap((prefix) => (prefix.kind === "known" ? [usableAddresses(prefix.value)] : []));
  return known.length === sizes.length ? known.reduce((sum, one) => sum + one, 0) : undefined;
}
