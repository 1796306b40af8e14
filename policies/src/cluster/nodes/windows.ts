import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { NODE_GROUP } from "../aws-types.ts";
import { EC2_NODE_CLASS, NODE_POOL, requirementValues } from "./karpenter.ts";
import { launchTemplates } from "./node-groups.ts";
import { nodeUserData } from "./node-user-data.ts";

/**
 * True where the nodes of a group, or of a NodePool, run Linux, as far as the stack shows; of those that run Windows it is on record
 * that a rule about Linux nodes does not apply.
 */
export function runsLinux(stack: StackView, nodes: ResourceView): boolean {
  if (!runsWindows(stack, nodes)) return true;
  nodes.notApplicable("its nodes run Windows, whose pods get their addresses from EKS itself");
  return false;
}

/**
 * True where the nodes of a group, or of a NodePool, run Windows. EKS gives their pods addresses by itself: none of what is known
 * of the VPC CNI's pods, network interfaces and variables holds for them.
 *
 * Source: Amazon EKS user guide, "Deploy Windows nodes on EKS clusters", read 2026-11.
 */
export function runsWindows(stack: StackView, nodes: ResourceView): boolean {
  if (NODE_POOL.includes(nodes.type)) {
    const systems = requirementValues(nodes, "kubernetes.io/os").map((system) => system.string());
    return systems.length > 0 && systems.every((one) => one.kind === "known" && one.value === "windows");
  }
  if (nodes.type === NODE_GROUP && hasWindowsImage(nodes)) return true;
  // Of an image that somebody chose, only the user data tells.
  return launchTemplates(stack, nodes).some(({ resources }) => resources.some(hasWindowsUserData));
}

/** True for a managed group that takes its image from EKS, one of Windows. */
export function hasWindowsImage(group: ResourceView): boolean {
  // AWS reports the type back, so it is unknown for a new group that leaves it to EKS, which takes Linux.
  const amiType = group.isUnknown("amiType") ? undefined : group.string("amiType");
  return amiType?.kind === "known" && amiType.value.startsWith("WINDOWS_");
}

/** True for a node class of Karpenter whose image is one of Windows. */
export function isOfWindows(nodeClass: ResourceView): boolean {
  if (!EC2_NODE_CLASS.includes(nodeClass.type)) return false;
  const terms = nodeClass.list("spec.amiSelectorTerms");
  const names = [
    nodeClass.at("spec.amiFamily"),
    ...(terms.kind === "known" ? terms.value.map((term) => term.at("alias")) : []),
  ];
  return names
    .filter((name) => !name.isUnknown())
    .map((name) => name.string())
    .some((name) => name.kind === "known" && /^windows/i.test(name.value));
}

/** The tags by which EC2 knows scripts for Windows. Source: Amazon EC2 user guide, "How EC2 handles user data for Windows", read 2026-11. */
function hasWindowsUserData(template: ResourceView): boolean {
  if (!template.isSet("imageId") || template.isUnknown("userData")) return false;
  const userData = nodeUserData(template);
  return (
    userData.kind === "known" &&
    userData.value.scripts.some((script) => /^\s*<(powershell|script)>/im.test(script))
  );
}
