import { CLUSTER, SUBNET } from "../../cluster/aws-types.ts";
import { podAddressSource } from "../../cluster/cni/cni-mode.ts";
import { clusterSubnets } from "../../cluster/network/cluster-subnets.ts";
import { subnetPrefix } from "../../cluster/network/subnet-prefix.ts";
import { isAutoMode } from "../../cluster/nodes/auto-mode.ts";
import { clusterOfNodes } from "../../cluster/nodes/node-groups.ts";
import { subnetUses, type SubnetUse } from "../../cluster/nodes/node-subnets.ts";
import { runsWindows } from "../../cluster/nodes/windows.ts";
import { CNI_TAG, isTagged } from "../../cluster/plan/pod-subnets.ts";
import { settled } from "../../cluster/references.ts";
import { groupBy } from "../../facts/group-by.ts";
import { SUBNET_PREFIX_LENGTHS, usableAddresses } from "../../facts/subnet-size.ts";
import { oncePerStack } from "../../rule/once.ts";
import { boolean, integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text, type Text } from "../../rule/text.ts";

export default defineRule({
  id: "subnet-min-size",
  title: "Subnets for nodes and pods have room",
  severity: "high",
  article: "Limited pod capacity per subnet & VPC",
  why: "Every pod takes an address from its subnet, and every node holds warm and cooling addresses in addition. A subnet's size can't be changed later: when it is full, pods stay in ContainerCreating and nodes don't start.",
  fix: "Give the subnets of nodes and pods a shorter prefix (a /22 has 1019 usable addresses, a /19 has 8187), from a secondary CIDR of the VPC if the primary one is full. Subnets only for the control plane or for load balancers may be small: leave the cluster's tag and kubernetes.io/role/cni off them. So may subnets of nodes whose pods have subnets of their own (custom networking) or IPv6 addresses: such a node takes one address.",
  references: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/custom-networking.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
  ],
  findings: {
    "below-floor": "The subnet's prefix is longer than `maxPrefixLength`.",
    "below-advised": "The subnet's prefix is longer than `advisedPrefixLength`.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["below-advised"] },
    strict: { level: "mandatory" },
  },
  options: {
    maxPrefixLength: integer({
      description: "Longest prefix of a subnet for nodes or pods.",
      default: 24,
      min: SUBNET_PREFIX_LENGTHS.shortest,
      max: SUBNET_PREFIX_LENGTHS.longest,
    }),
    advisedPrefixLength: integer({
      description: "Longest prefix that leaves room to grow; a value above `maxPrefixLength` has no effect.",
      default: 22,
      min: SUBNET_PREFIX_LENGTHS.shortest,
      max: SUBNET_PREFIX_LENGTHS.longest,
    }),
    judgeAll: boolean({
      description: "Whether to judge every subnet, whatever its tags and whatever uses it.",
      default: false,
    }),
  },
  targets: [SUBNET],
  check(subnet, options, report) {
    if (options.judgeAll || isTaggedForPods(subnet)) judgeSize(subnet, options, report, NODES_AND_PODS);
  },
  checkStack(stack, options, report) {
    const usersOf = new Map<ResourceView, Text[]>();
    const ofNodesOnly = new Set<ResourceView>();
    for (const use of subnetUses(stack)) {
      const { kind, user, subnetIds } = use;
      if (holdsOnlyNodes(stack, use)) {
        for (const subnet of [...use.resources, ...(use.candidates ?? [])]) ofNodesOnly.add(subnet);
        continue;
      }
      const { resources, gap } = settled(use, (subnet) => verdictOn(subnetPrefix(subnet), options));
      if (gap !== undefined) subnetIds.undetermined(gap);
      for (const subnet of resources) {
        usersOf.set(subnet, [...(usersOf.get(subnet) ?? []), text`${kind} ${user}`]);
      }
    }
    for (const subnet of stack.ofType([SUBNET])) {
      // Such a subnet was judged on its own, before it was created.
      if (options.judgeAll || isTaggedForPods(subnet)) continue;
      const users = usersOf.get(subnet);
      if (users) {
        const need = text`${joined(users, " and ")} ${users.length === 1 ? "needs" : "need"}`;
        judgeSize(subnet, options, report, need);
      } else if (!ofNodesOnly.has(subnet) && isTaggedForNodes(subnet) && mayHoldPods(stack, subnet)) {
        judgeSize(subnet, options, report, NODES_AND_PODS);
      }
    }
  },
  examples: {
    good: [
      {
        title: "A subnet for pods with 8187 usable addresses",
        type: "aws:ec2/subnet:Subnet",
        props: { cidrBlock: "10.0.0.0/19", tags: { "kubernetes.io/role/cni": "1" } },
      },
      {
        title: "A small subnet for load balancers",
        type: "aws:ec2/subnet:Subnet",
        props: { cidrBlock: "10.0.96.0/27", tags: { "kubernetes.io/role/elb": "1" } },
      },
    ],
    bad: [
      {
        title: "A subnet of a cluster with 59 usable addresses",
        type: "aws:ec2/subnet:Subnet",
        props: { cidrBlock: "10.0.1.0/26", tags: { "kubernetes.io/cluster/prod": "shared" } },
        beside: [{ type: CLUSTER, name: "prod", props: { name: "prod" } }],
      },
    ],
  },
});

const NODES_AND_PODS = text`nodes and pods need`;

interface Prefixes {
  readonly maxPrefixLength: number;
  readonly advisedPrefixLength: number;
}

function judgeSize(
  subnet: ResourceView,
  prefixes: Prefixes,
  report: Report<"below-floor" | "below-advised">,
  need: Text,
): void {
  const prefix = subnetPrefix(subnet);
  const verdict = verdictOn(prefix, prefixes);
  if (prefix?.kind !== "known" || verdict === undefined) return;
  const found = text`${prefix} has ${usableAddresses(prefix.value)} usable addresses`;
  const passes =
    verdict === "below-floor"
      ? text`${need} ${orLarger(prefixes.maxPrefixLength)}`
      : text`use ${orLarger(prefixes.advisedPrefixLength)} for room to grow`;
  report(verdict, prefix, { found, passes });
}

/** The key of the finding on a prefix; undefined if it is short enough or can't be judged. */
function verdictOn(
  prefix: ReturnType<typeof subnetPrefix>,
  { maxPrefixLength, advisedPrefixLength }: Prefixes,
): "below-floor" | "below-advised" | undefined {
  if (prefix?.kind !== "known") return undefined;
  if (prefix.value > maxPrefixLength) return "below-floor";
  return prefix.value > advisedPrefixLength ? "below-advised" : undefined;
}

function orLarger(prefixLength: number): Text {
  return text`/${prefixLength} or larger (${usableAddresses(prefixLength)} usable addresses)`;
}

/** True if its tag says that a subnet is for pods. */
function isTaggedForPods(subnet: ResourceView): boolean {
  return isTagged(subnet, CNI_TAG);
}

/**
 * True if its tags say that a subnet is for nodes. The cluster's tag on its own, or with internal-elb, marks the usual private
 * subnet of nodes; with elb, the public subnet of load balancers.
 */
function isTaggedForNodes(subnet: ResourceView): boolean {
  const tags = subnet.object("tags");
  if (tags.kind !== "known") return false;
  if (tags.value.has("karpenter.sh/discovery")) return true;
  const isForCluster = [...tags.value.keys()].some((key) => key.startsWith("kubernetes.io/cluster/"));
  return isForCluster && !tags.value.has("kubernetes.io/role/elb");
}

/** True for a use by nodes whose pods take no addresses from their subnets, or may take none, which is then recorded. */
function holdsOnlyNodes(stack: StackView, { kind, user }: SubnetUse): boolean {
  if ((kind !== "node group" && kind !== "autoscaling group") || runsWindows(stack, user)) return false;
  return podAddressSource(stack, clusterOfNodes(stack, user)) !== "node subnets";
}

/** False for a tagged subnet that nothing uses for pods, as far as the stack shows. */
function mayHoldPods(stack: StackView, subnet: ResourceView): boolean {
  if (controlPlaneOnly(stack).has(subnet)) return false;
  const clusters = stack.ofType([CLUSTER]);
  const sources = (clusters.length > 0 ? clusters : [undefined]).map((one) => podAddressSource(stack, one));
  return sources.includes("node subnets");
}

/** The subnets of control planes whose nodes are elsewhere: EKS used to set the cluster's tag on all of them. */
const controlPlaneOnly = oncePerStack((stack): ReadonlySet<ResourceView> => {
  const nodes = groupBy(
    subnetUses(stack).filter(({ kind }) => kind === "node group" || kind === "autoscaling group"),
    ({ user }) => clusterOfNodes(stack, user),
  );
  const subnets = clusterSubnets(stack).flatMap(({ cluster, resources, candidates = [] }) => {
    const uses = nodes.get(cluster) ?? [];
    const isShown = uses.length > 0 && uses.every(({ gap }) => gap === undefined);
    return isShown && !isAutoMode(cluster) ? [...resources, ...candidates] : [];
  });
  return new Set(subnets);
});
