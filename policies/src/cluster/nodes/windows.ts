import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { NODE_GROUP } from "../aws-types.ts";
import { EC2_NODE_CLASS, NODE_POOL, requirementValues } from "./karpenter.ts";
import { launchTemplates } from "./node-groups.ts";
import { nodeUserData } from "./node-user-data.ts";

/**
 * True if the nodes of a group or a NodePool run Linux, as far as the stack shows; for those that run Windows, it is recorded
 * that a rule about Linux nodes does not apply.
 */
export function runsLinux(stack: StackView, nodes: ResourceView): boolean {
  if (!runsWindows(stack, nodes)) return true;
  nodes.notApplicable("its nodes run Windows, whose pods get their addresses from EKS itself");
  return false;
}

/**
 * True if the nodes of a group or a NodePool run Windows. EKS itself assigns addresses to their pods: nothing that applies to the
 * VPC CNI's pods, network interfaces and variables applies to them.
 *
 * Source: Amazon EKS user guide, "Deploy Windows nodes on EKS clusters", read 2026-11.
 */
export function runsWindows(stack: StackView, nodes: ResourceView): boolean {
  if (NODE_POOL.includes(nodes.type)) {
    const systems = requirementValues(nodes, "kubernetes.io/os").map((system) => system.string());
    return systems.length > 0 && systems.every((one) => one.kind === "known" && one.value === "windows");
  }
  if (nodes.type === NODE_GROUP && hasWindowsImage(nodes)) return true;
  // For a custom AMI, only the user data shows the operating system.
  return launchTemplates(stack, nodes).some(({ resources }) => resources.some(hasWindowsUserData));
}

/** True for a managed group that uses a Windows AMI of EKS. */
export function hasWindowsImage(group: ResourceView): boolean {
  const amiType = group.string("amiType");
  return amiType.kind === "known" && amiType.value.startsWith("WINDOWS_");
}

/** True for a node class of Karpenter with a Windows AMI. */
export function isOfWindows(nodeClass: ResourceView): boolean {
  if (!EC2_NODE_CLASS.includes(nodeClass.type)) return false;
  const terms = nodeClass.list("spec.amiSelectorTerms");
  const names = [
    nodeClass.at("spec.amiFamily"),
    ...(terms.kind === "known" ? terms.value.map((term) => term.at("alias")) : []),
  ];
  return names
    .map((name) => name.string())
    .some((name) => name.kind === "known" && /^windows/i.test(name.value));
}

/**
 * True for the tags that mark Windows scripts on EC2. Source: Amazon EC2 user guide, "How EC2 handles user data for Windows",
 * read 2026-11.
 */
function hasWindowsUserData(template: ResourceView): boolean {
  if (!template.isSet("imageId") || template.isUnknown("userData")) return false;
  const userData = nodeUserData(template);
  return (
    userData.kind === "known" &&
    userData.value.scripts.some((script) => /^[ \t]*<(powershell|script)>/im.test(script))
  );
}
