import { SUBNET } from "../../cluster/aws-types.ts";
import { subnetPrefix } from "../../cluster/network/subnet-prefix.ts";
import { subnetUses } from "../../cluster/nodes/node-subnets.ts";
import { settled } from "../../cluster/references.ts";
import { SUBNET_PREFIX_LENGTHS, usableAddresses } from "../../facts/subnet-size.ts";
import { boolean, integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { joined, text, type Text } from "../../rule/text.ts";

export default defineRule({
  id: "subnet-min-size",
  title: "Subnets for nodes and pods have room",
  severity: "high",
  article: "Limited pod capacity per subnet & VPC",
  why: "Every pod takes an address from its subnet, and every node holds warm and cooling addresses in addition. A subnet's size can't be changed later: when it is full, pods stay in ContainerCreating and nodes don't start.",
  fix: "Give the subnets of nodes and pods a shorter prefix (a /22 has 1019 usable addresses, a /19 has 8187), from a secondary CIDR of the VPC if the primary one is full. Subnets only for the control plane or for load balancers may be small: leave the cluster's tag and kubernetes.io/role/cni off them.",
  references: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html",
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
    if (options.judgeAll || isTaggedForNodesOrPods(subnet))
      judgeSize(subnet, options, report, NODES_AND_PODS);
  },
  checkStack(stack, options, report) {
    const usersOf = new Map<string, Text[]>();
    const used = new Map<string, ResourceView>();
    for (const use of subnetUses(stack)) {
      const { kind, user, subnetIds } = use;
      const { resources, gap } = settled(use, (subnet) => verdictOn(subnetPrefix(subnet), options));
      if (gap !== undefined) subnetIds.undetermined(gap);
      for (const subnet of resources) {
        used.set(subnet.urn, subnet);
        usersOf
          .set(subnet.urn, usersOf.get(subnet.urn) ?? [])
          .get(subnet.urn)
          ?.push(text`${kind} ${user}`);
      }
    }
    for (const [urn, subnet] of used) {
      // A tagged subnet was judged on its own, before it was created.
      if (options.judgeAll || isTaggedForNodesOrPods(subnet)) continue;
      const users = usersOf.get(urn) ?? [];
      const need = text`${joined(users, " and ")} ${users.length === 1 ? "needs" : "need"}`;
      judgeSize(subnet, options, report, need);
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

/**
 * True if its tags say that a subnet is for nodes or pods. The cluster's tag on its own, or with internal-elb, marks the
 * usual private subnet of nodes; with elb, the public subnet of load balancers.
 */
function isTaggedForNodesOrPods(subnet: ResourceView): boolean {
  const tags = subnet.object("tags");
  if (tags.kind !== "known") return false;
  if (tags.value.has("karpenter.sh/discovery")) return true;
  const isForCluster = [...tags.value.keys()].some((key) => key.startsWith("kubernetes.io/cluster/"));
  if (isForCluster && !tags.value.has("kubernetes.io/role/elb")) return true;
  // "0" keeps the CNI out of the subnet: https://github.com/aws/amazon-vpc-cni-k8s#cni-configuration-variables
  const cni = tags.value.get("kubernetes.io/role/cni")?.scalar();
  return cni?.kind === "known" && cni.value !== "0";
}
