import { cniModeIn } from "../../cluster/cni/cni-mode.ts";
import { knownInstanceTypes } from "../../cluster/nodes/group-instance-types.ts";
import { clusterOf, nodeGroups, type NodeGroup } from "../../cluster/nodes/node-groups.ts";
import { maxPodsLimit } from "../../facts/max-pods.ts";
import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

const EXAMPLE_CNI = {
  type: "aws:eks/addon:Addon",
  name: "vpc-cni",
  props: { clusterName: "prod", addonName: "vpc-cni" },
};

export default defineRule({
  id: "mixed-pod-limits",
  title: "The instance types of a node group support about the same number of pods",
  severity: "low",
  tags: ["instance-types", "kubelet"],
  article: "Limited pod capacity per node",
  why: "A managed node group has one maxPods for all its nodes, and EKS uses that of the type with the fewest addresses. One small type that was added for Spot capacity leaves the large ones half empty.",
  fix: "Put types that support about the same number of pods in one group, and the others in a separate group; or set ENABLE_PREFIX_DELEGATION on the VPC CNI, with which Nitro types with up to 30 vCPUs support 110 pods, except the smallest (nano and micro).",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html",
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/misc/eni-max-pods.txt",
  ],
  findings: {
    mixed: "One type of a group could run more than `ratio` times as many pods as another type limits it to.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    ratio: integer({
      description: "How many times as many pods the largest type may support as the smallest.",
      default: 2,
      min: 1,
      max: 100,
    }),
  },
  checkStack(stack, { ratio }, report) {
    for (const group of nodeGroups(stack).filter(isSizedByEks)) {
      const types = knownInstanceTypes(stack, group);
      const mode =
        types.length > 1 ? cniModeIn(stack, clusterOf(stack, group.resource), group.resource) : undefined;
      if (!mode) continue;
      const sorted = types
        .map(({ name, type }) => ({ name, pods: maxPodsLimit(type, mode) }))
        .toSorted((a, b) => a.pods - b.pods);
      const [smallest, largest] = [sorted[0], sorted.at(-1)];
      if (!smallest || !largest || largest.pods <= ratio * smallest.pods) continue;
      report("mixed", smallest.name, {
        found: text`${smallest.name} limits every node of the group to ${smallest.pods} pods, but ${largest.name} could run ${largest.pods}`,
        passes: text`put the smaller types in a separate group`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Three types of the same size",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", instanceTypes: ["m7i.xlarge", "m7a.xlarge", "m6i.xlarge"] },
        beside: [EXAMPLE_CNI],
      },
    ],
    bad: [
      {
        title: "A small type among large ones",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: {
          clusterName: "prod",
          capacityType: "SPOT",
          instanceTypes: ["m7i.4xlarge", "m7a.4xlarge", "m7i.large"],
        },
        beside: [EXAMPLE_CNI],
      },
    ],
  },
});

/** True for a managed group whose launch template, if any, specifies no AMI: only there does EKS use the smallest number. */
function isSizedByEks({ isManaged, resource, launchTemplate }: NodeGroup): boolean {
  if (!isManaged || launchTemplate?.isSet("imageId")) return false;
  if (launchTemplate || !resource.isSet("launchTemplate")) return true;
  resource
    .at("launchTemplate")
    .undetermined("its launch template is not in the stack, and may specify an AMI");
  return false;
}
