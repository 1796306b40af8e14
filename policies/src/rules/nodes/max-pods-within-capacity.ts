import { cniModeOf, haveIpv4Pods } from "../../cluster/cni/cni-mode.ts";
import {
  knownInstanceTypes,
  typedNodes,
  type GroupInstanceType,
} from "../../cluster/nodes/group-instance-types.ts";
import { nodeClassOf, NODE_POOL } from "../../cluster/nodes/karpenter.ts";
import { COUNT, hasMaxPodsExpression, kubeletSettings } from "../../cluster/nodes/kubelet-settings.ts";
import { nodeGroups } from "../../cluster/nodes/node-groups.ts";
import { addressablePods, podsByImage, recommendedPods, type CniMode } from "../../facts/max-pods.ts";
import type { Absent, Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "max-pods-within-capacity",
  title: "Nodes have an address for each pod that they accept",
  severity: "critical",
  tags: ["kubelet", "vpc-cni", "addresses"],
  article: "Limited pod capacity per node",
  why: "The scheduler does not know about addresses: it fills a node up to maxPods. Pods beyond the addresses of the node's network interfaces stay in ContainerCreating, even if other nodes have room, and neither a monitor of pending pods nor an autoscaler notices them.",
  fix: "Remove maxPods from the user data, so that the image sets the number of pods that the instance type has addresses for (with custom networking, set a number that takes it into account); or set ENABLE_PREFIX_DELEGATION on the VPC CNI, which takes effect on nodes that are created after that; or use a larger instance type. EKS recommends at most 110 pods on nodes with up to 30 vCPUs, and 250 on larger nodes.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html",
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/misc/eni-max-pods.txt",
  ],
  findings: {
    "above-addresses":
      "maxPods, which the user data, the node class or the image sets, is more than the node has addresses for.",
    "above-recommended": "maxPods is more than EKS recommends for a node of its size.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["above-recommended"] },
    strict: { level: "mandatory" },
  },
  options: {},
  checkStack(stack, _, report) {
    for (const group of nodeGroups(stack)) {
      const { resource, launchTemplate, isManaged } = group;
      const byEks = isManaged && launchTemplate?.isSet("imageId") === false;
      // If the template specifies no AMI, EKS sets maxPods of a managed group, except in Bottlerocket's settings.
      if (!launchTemplate || (byEks && !hasBottlerocketImage(resource))) continue;
      const kubelet = kubeletSettings(launchTemplate);
      const maxPods = kubelet?.at("maxPods").value("", COUNT);
      // What a script does that passes nothing to the kubelet is not known.
      const byImage = !byEks && kubelet?.source !== undefined;
      if (!maxPods || maxPods.kind === "undetermined") continue;
      if (maxPods.kind === "absent" && (!byImage || hasMaxPodsExpression(launchTemplate))) continue;
      if (!haveIpv4Pods(stack, resource)) continue;
      const mode = cniModeOf(stack, resource);
      if (!mode) continue;
      const types = knownInstanceTypes(stack, group);
      if (maxPods.kind === "known") judge(types, maxPods, mode, report);
      else judgeImage(types, maxPods, mode, report);
    }
    for (const { resource, types } of typedNodes(stack)) {
      const nodeClass = NODE_POOL.includes(resource.type) ? nodeClassOf(stack, resource) : undefined;
      const maxPods = nodeClass && kubeletSettings(nodeClass)?.at("maxPods").value("", COUNT);
      if (maxPods?.kind !== "known" || !haveIpv4Pods(stack, resource)) continue;
      if (types.length === 0) resource.undetermined("no instance type in the stack");
      const mode = types.length > 0 ? cniModeOf(stack, resource) : undefined;
      if (mode) judge(types, maxPods, mode, report);
    }
  },
  examples: {
    good: [
      {
        title: "58 pods on m5.xlarge",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: exampleGroup(),
        beside: [exampleTemplate("--max-pods=58"), exampleCni()],
      },
    ],
    bad: [
      {
        title: "110 pods on m5.xlarge, which has addresses for 58",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: exampleGroup(),
        beside: [exampleTemplate("--max-pods=110"), exampleCni()],
      },
    ],
  },
});

/** Judges what the image sets if nothing else does. */
function judgeImage(
  types: readonly GroupInstanceType[],
  maxPods: Absent,
  mode: CniMode,
  report: Report<"above-addresses">,
): void {
  const [scarcest] = types
    .map(({ name, type }) => ({ name, byImage: podsByImage(type), addresses: addressablePods(type, mode) }))
    .filter(({ byImage, addresses }) => byImage > addresses)
    .toSorted((a, b) => a.addresses - b.addresses);
  if (!scarcest) return;
  report("above-addresses", maxPods, {
    found: text`the image sets maxPods to ${scarcest.byImage} on ${scarcest.name}, which has addresses for ${scarcest.addresses}`,
    passes: text`set maxPods to ${scarcest.addresses} or less`,
  });
}

function judge(
  groupTypes: readonly GroupInstanceType[],
  maxPods: Shown<number>,
  mode: CniMode,
  report: Report<"above-addresses" | "above-recommended">,
): void {
  const types = groupTypes.map(({ name, type }) => ({
    name,
    addresses: addressablePods(type, mode),
    recommended: recommendedPods(type),
  }));
  // All nodes of a group have the same maxPods, so the smallest type decides.
  const [scarcest] = types.toSorted((a, b) => a.addresses - b.addresses);
  const [smallest] = types.toSorted((a, b) => a.recommended - b.recommended);
  if (scarcest && maxPods.value > scarcest.addresses) {
    report("above-addresses", maxPods, {
      found: text`maxPods is ${maxPods}, but ${scarcest.name} has addresses for ${scarcest.addresses}`,
      passes: text`set ${Math.min(scarcest.addresses, smallest?.recommended ?? scarcest.addresses)} or less${mode.prefixDelegation ? text`` : text`, or enable prefix delegation before the nodes are created`}`,
    });
  } else if (smallest && maxPods.value > smallest.recommended) {
    report("above-recommended", maxPods, {
      found: text`maxPods is ${maxPods}, but EKS recommends at most ${smallest.recommended} on ${smallest.name}`,
      passes: text`set ${smallest.recommended} or less`,
    });
  }
}

function hasBottlerocketImage(group: ResourceView): boolean {
  const amiType = group.string("amiType");
  return amiType.kind === "known" && amiType.value.startsWith("BOTTLEROCKET_");
}

function exampleGroup() {
  return {
    clusterName: "prod",
    instanceTypes: ["m5.xlarge"],
    launchTemplate: { name: "apps", version: "1" },
  };
}

function exampleTemplate(flag: string) {
  const config = `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  cluster: { name: prod, apiServerEndpoint: https://example.com, certificateAuthority: Y2E=, cidr: 10.100.0.0/16 }
  kubelet: { flags: ["${flag}"] }
`;
  const userData = Buffer.from(config).toString("base64");
  return {
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    name: "apps",
    props: { name: "apps", imageId: "ami-0abcdef1234567890", userData },
  };
}

function exampleCni() {
  return {
    type: "aws:eks/addon:Addon",
    name: "vpc-cni",
    props: { clusterName: "prod", addonName: "vpc-cni" },
  };
}
