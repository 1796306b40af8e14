import { CLUSTER } from "../../cluster/aws-types.ts";
import { NODE_POOL } from "../../cluster/karpenter.ts";
import { groupsOfCluster } from "../../cluster/node-groups.ts";
import { isAutoMode, subnetUses } from "../../cluster/node-subnets.ts";
import { zoneOfSubnet } from "../../cluster/zone.ts";
import { integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { exampleCluster, exampleParts } from "../capacity/example-cluster.ts";

export default defineRule({
  id: "az-spread",
  title: "Nodes of a cluster are in several zones",
  severity: "medium",
  tags: ["subnets", "availability"],
  article: "Limited availability",
  why: "A zone that is lost takes its nodes with it. With two zones that is half of the cluster, and the other half has to have the room and the addresses for all of it; with one zone nothing is left.",
  fix: "Add a subnet in another zone to the node groups, or a node group in another zone. Groups of one zone each, as volumes of EBS want them, are counted together.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/reliability.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/disaster-recovery-resiliency.html",
  ],
  findings: { "few-zones": "The node groups of a cluster are in fewer than `minZones` zones, all together." },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    minZones: integer({
      description:
        "Fewest zones that nodes of a cluster are in; in us-west-1, which offers EKS in two, never more.",
      default: 3,
      min: 1,
      max: 6,
    }),
  },
  checkStack(stack, { minZones }, report) {
    for (const cluster of stack.ofType([CLUSTER])) {
      // Karpenter and Auto Mode have nodes beside those of groups.
      if (isAutoMode(cluster) || stack.ofType(NODE_POOL).length > 0) continue;
      const zones = zonesOfCluster(stack, cluster);
      if (!zones || zones.size === 0) continue;
      const isSmallRegion = [...zones].every((zone) => /^(us-west-1|usw1-)/.test(zone));
      const needed = isSmallRegion ? Math.min(2, minZones) : minZones;
      if (zones.size >= needed) continue;
      report("few-zones", cluster, {
        found: text`all nodes are in ${zones.size} ${zones.size === 1 ? "zone" : "zones"}`,
        passes: text`use subnets of ${needed} zones or more`,
      });
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
    ],
  },
});

/** The zones of all node groups; undefined where one may be in others, which is then on record. */
function zonesOfCluster(stack: StackView, cluster: ResourceView): ReadonlySet<string> | undefined {
  const groups = groupsOfCluster(stack, cluster)?.map(({ resource }) => resource);
  const uses = subnetUses(stack).filter(({ user }) => groups?.includes(user));
  const zones = uses.flatMap(({ resources, gap, subnetIds }) => {
    if (gap !== undefined) subnetIds.undetermined(gap);
    return gap === undefined ? resources.map((subnet) => zoneOfSubnet(subnet)?.value) : [undefined];
  });
  const known = zones.filter((zone) => zone !== undefined);
  return groups && known.length === zones.length ? new Set(known) : undefined;
}
