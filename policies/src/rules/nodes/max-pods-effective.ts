import { LAUNCH_TEMPLATE } from "../../cluster/aws-types.ts";
import { cniModeOf, haveIpv4Pods } from "../../cluster/cni/cni-mode.ts";
import { knownInstanceTypes, typedNodes, type TypedNodes } from "../../cluster/nodes/group-instance-types.ts";
import { nodeClassOf, NODE_POOL } from "../../cluster/nodes/karpenter.ts";
import { COUNT, hasMaxPodsExpression, kubeletSettings } from "../../cluster/nodes/kubelet-settings.ts";
import { nodeGroups, type NodeGroup } from "../../cluster/nodes/node-groups.ts";
import { userDataDocument } from "../../cluster/nodes/node-user-data.ts";
import { groupBy } from "../../facts/group-by.ts";
import { maxPodsLimit, podsByImage } from "../../facts/max-pods.ts";
import { holds } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { every } from "../../rule/truth.ts";

export default defineRule({
  id: "max-pods-effective",
  title: "Nodes accept as many pods as intended",
  severity: "medium",
  tags: ["kubelet", "launch-template"],
  article: "Limited pod capacity per node",
  why: "EKS sets maxPods of a managed node group itself unless the launch template specifies an AMI: at most 110 on nodes with up to 30 vCPUs, 250 on larger nodes. It silently overrides the user data, so lowering the number to keep addresses free for short-lived pods has no effect. If the launch template specifies an AMI, it is the other way around: the image ignores prefix delegation and uses the number of single addresses, 29 on m5.large instead of 110.",
  fix: "Specify an AMI in the launch template (the EKS-optimized one is fine, from the SSM parameter /aws/service/eks/optimized-ami/…), with a NodeConfig that names the cluster; or remove maxPods from the user data. If the VPC CNI delegates prefixes and the template specifies an AMI, set maxPods in the user data; with Karpenter, set spec.kubelet.maxPods in the node class.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html"],
  findings: {
    ignored: "The user data sets maxPods in a launch template without an AMI, so EKS overrides it.",
    "prefixes-unused":
      "The VPC CNI delegates prefixes, and neither the user data of a launch template with an AMI nor the node class sets maxPods.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {},
  checkStack(stack, _, report) {
    const groupsByTemplate = groupBy(nodeGroups(stack), ({ launchTemplate }) => launchTemplate);
    for (const template of stack.ofType([LAUNCH_TEMPLATE])) {
      judgeTemplate(template, groupsByTemplate.get(template) ?? [], report);
    }
    const judged = new Set<string>();
    for (const group of nodeGroups(stack)) {
      const { resource, launchTemplate } = group;
      if (!launchTemplate?.isSet("imageId") || judged.has(launchTemplate.urn)) continue;
      const kubelet = kubeletSettings(launchTemplate);
      // What a script does that passes nothing to the kubelet is not known.
      if (!kubelet?.source || hasMaxPodsExpression(launchTemplate)) continue;
      const maxPods = kubelet.at("maxPods").value("", COUNT);
      if (maxPods.kind !== "absent") continue;
      const mode = haveIpv4Pods(stack, group.resource) ? cniModeOf(stack, resource) : undefined;
      if (!mode?.prefixDelegation) continue;
      const types = knownInstanceTypes(stack, group);
      const possible = Math.min(...types.map(({ type }) => maxPodsLimit(type, mode)));
      const [smallest] = types
        .map(({ name, type }) => ({ name, byImage: podsByImage(type) }))
        .toSorted((a, b) => a.byImage - b.byImage);
      if (!smallest || smallest.byImage >= possible) continue;
      judged.add(launchTemplate.urn);
      report("prefixes-unused", maxPods, {
        found: text`the image sets maxPods to ${smallest.byImage} on ${smallest.name}, as if the VPC CNI delegated no prefixes`,
        passes: text`set maxPods to ${possible} or less`,
      });
    }
    for (const nodes of typedNodes(stack)) {
      const nodeClass = NODE_POOL.includes(nodes.resource.type)
        ? nodeClassOf(stack, nodes.resource)
        : undefined;
      if (nodeClass && !judged.has(nodeClass.urn)) judgeNodeClass(stack, nodes, nodeClass, report);
    }
  },
  examples: {
    good: [
      {
        title: "A launch template that specifies its AMI",
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        props: { imageId: "ami-0abcdef1234567890", userData: exampleUserData() },
        beside: [],
      },
    ],
    bad: [
      {
        title:
          "A launch template that leaves the AMI to EKS (the user data is a NodeConfig with maxPods: 43)",
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        props: { userData: exampleUserData() },
        beside: [],
      },
    ],
  },
});

/** Judges what EKS overrides. Bottlerocket doesn't read a NodeConfig, and settings in its own format take precedence over those of EKS. */
function judgeTemplate(
  template: ResourceView,
  groups: readonly NodeGroup[],
  report: Report<"ignored">,
): void {
  const kubelet = template.isSet("imageId") ? undefined : kubeletSettings(template);
  if (kubelet?.source !== "NodeConfig") return;
  const maxPods = kubelet.at("maxPods").value("", COUNT);
  const document = userDataDocument(template);
  const expression =
    document.kind === "known" ? document.value.string("spec.kubelet.maxPodsExpression") : undefined;
  const isExpression = maxPods.kind === "absent" && expression?.kind === "known";
  if ((maxPods.kind !== "known" && !isExpression) || areOfBottlerocket(groups) !== false) return;
  const property = isExpression ? text`maxPodsExpression` : text`maxPods`;
  report("ignored", isExpression ? expression : maxPods, {
    found: text`EKS overrides ${maxPods.kind === "known" ? text`maxPods ${maxPods}` : property} in a managed node group whose launch template specifies no AMI`,
    passes: text`set imageId in the launch template, or remove ${property}`,
  });
}

/** True if all nodes of one or more groups run Bottlerocket; undefined if that is not known, which is then recorded. */
function areOfBottlerocket(groups: readonly NodeGroup[]): boolean | undefined {
  if (groups.length === 0) return false;
  return every(
    groups.map(({ resource }) =>
      holds(resource.string("amiType"), (type) => type.startsWith("BOTTLEROCKET_")),
    ),
  );
}

/** Judges nodes of Karpenter, which calculates maxPods itself if the node class doesn't set it. */
function judgeNodeClass(
  stack: StackView,
  { resource, types }: TypedNodes,
  nodeClass: ResourceView,
  report: Report<"prefixes-unused">,
): void {
  const maxPods = kubeletSettings(nodeClass)?.at("maxPods").value("", COUNT);
  if (maxPods?.kind !== "absent" || !haveIpv4Pods(stack, resource)) return;
  const mode = cniModeOf(stack, resource);
  if (!mode?.prefixDelegation) return;
  const [first] = types.toSorted((a, b) => podsByImage(a.type) - podsByImage(b.type));
  if (!first) {
    resource.undetermined("no instance type in the stack");
    return;
  }
  const possible = Math.min(...types.map(({ type }) => maxPodsLimit(type, mode)));
  const byKarpenter = podsByImage(first.type);
  if (byKarpenter >= possible) return;
  report("prefixes-unused", nodeClass.at("spec.kubelet.maxPods"), {
    found: text`Karpenter sets maxPods to ${byKarpenter} on ${first.name}, as if the VPC CNI delegated no prefixes`,
    passes: text`set spec.kubelet.maxPods to ${possible} or less`,
  });
}

function exampleUserData(): string {
  const config =
    "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config: { maxPods: 43 }\n";
  return Buffer.from(config).toString("base64");
}
