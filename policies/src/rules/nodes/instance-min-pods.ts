import { cniModeIn } from "../../cluster/cni/cni-mode.ts";
import { effectiveCniSettings } from "../../cluster/cni/cni-settings.ts";
import { typedNodes } from "../../cluster/nodes/group-instance-types.ts";
import { instanceTypes, type InstanceType } from "../../facts/instance-types.ts";
import { maxPodsLimit, type CniMode } from "../../facts/max-pods.ts";
import { oncePerStack } from "../../rule/once.ts";
import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { Text, text } from "../../rule/text.ts";

const EXAMPLE_CNI = {
  type: "aws:eks/addon:Addon",
  name: "vpc-cni",
  props: { clusterName: "prod", addonName: "vpc-cni" },
};

export default defineRule({
  id: "instance-min-pods",
  title: "Instance types support more pods than a node needs for itself",
  severity: "high",
  tags: ["instance-types", "addresses"],
  article: "Limited pod capacity per node",
  why: "The number of pods on a node depends on its network interfaces, not on its CPUs: t3.nano supports 4, t3.small 11. A dozen of them run on every node (aws-node, kube-proxy, CSI drivers, agents for logs and metrics), so little is left for workloads, and the DaemonSets may not all fit.",
  fix: "Use a larger size, or set ENABLE_PREFIX_DELEGATION on the VPC CNI, with which even small Nitro instances support 110 pods.",
  references: [
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/misc/eni-max-pods.txt",
    "https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html",
  ],
  findings: { few: "A node may get an instance type that has addresses for fewer than `minPods` pods." },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    minPods: integer({
      description:
        "The number of pods that a node must have addresses for, including those that run on every node.",
      default: 17,
      min: 1,
      max: 250,
    }),
  },
  checkStack(stack, { minPods }, report) {
    for (const { resource, types, cluster } of typedNodes(stack)) {
      // The CNI's settings, which may not be in the stack, only matter for types that are small without prefixes.
      const doubtful = hasMaxEni(stack)
        ? types
        : types.filter(({ type }) => maxPodsLimit(type, SCARCEST) < minPods);
      const mode = doubtful.length > 0 ? cniModeIn(stack, cluster(), resource) : undefined;
      if (!mode) continue;
      for (const { name, type } of doubtful) {
        const pods = maxPodsLimit(type, mode);
        if (pods >= minPods) continue;
        report("few", name, {
          found: text`${name} has addresses for ${pods} pods, including those that run on every node`,
          passes: passing(type, mode, minPods),
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "17 pods",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", instanceTypes: ["t3.medium"] },
        beside: [EXAMPLE_CNI],
      },
    ],
    bad: [
      {
        title: "11 pods",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", instanceTypes: ["t3.small"] },
        beside: [EXAMPLE_CNI],
      },
    ],
  },
});

const hasMaxEni = oncePerStack((stack) =>
  effectiveCniSettings(stack).some((settings) => settings.variable("MAX_ENI").kind !== "absent"),
);

/** The mode in which a node has the fewest addresses, unless MAX_ENI limits its network interfaces. */
const SCARCEST: CniMode = { prefixDelegation: false, customNetworking: true };

function passing(type: InstanceType, mode: CniMode, minPods: number): Text {
  const { maxEni, ...unlimited } = mode;
  if (maxEni !== undefined && maxPodsLimit(type, unlimited) >= minPods) return text`raise or remove MAX_ENI`;
  const size = smallestOfFamily(type, mode, minPods);
  const larger = size ? text`use ${Text.of(size.name)} or larger` : text`use a type with more`;
  const delegates = maxPodsLimit(type, { ...mode, prefixDelegation: true }) >= minPods;
  return delegates ? text`${larger}, or enable prefix delegation` : larger;
}

/** The size in a type's family that supports enough pods with the fewest addresses. */
function smallestOfFamily({ name }: InstanceType, mode: CniMode, minPods: number): InstanceType | undefined {
  const family = name.slice(0, name.indexOf(".") + 1);
  const [smallest] = instanceTypes()
    .filter((other) => other.name.startsWith(family) && maxPodsLimit(other, mode) >= minPods)
    .sort((a, b) => maxPodsLimit(a, mode) - maxPodsLimit(b, mode));
  return smallest;
}
