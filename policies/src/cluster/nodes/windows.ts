import { holds, type Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { some } from "../../rule/truth.ts";
import { NODE_GROUP } from "../aws-types.ts";
import { EC2_NODE_CLASS, mayRequireMore, NODE_POOL, requirementValues } from "./karpenter.ts";
import { launchTemplates } from "./node-groups.ts";
import { nodeUserData } from "./node-user-data.ts";

/**
 * True if the nodes of a group or a NodePool run Linux; for others, it is recorded why a rule about Linux nodes does not judge
 * them.
 */
export function runsLinux(stack: StackView, nodes: ResourceView): boolean {
  const isIt = runsWindows(stack, nodes);
  if (isIt === true)
    nodes.notApplicable("its nodes run Windows, whose pods get their addresses from EKS itself");
  return isIt === false;
}

/**
 * Whether the nodes of a group or a NodePool run Windows; undefined if that is not known, which is then recorded. EKS itself
 * assigns addresses to their pods: nothing that applies to the VPC CNI's pods, network interfaces and variables applies to them.
 *
 * Source: Amazon EKS user guide, "Deploy Windows nodes on EKS clusters", read 2026-11.
 */
export function runsWindows(stack: StackView, nodes: ResourceView): boolean | undefined {
  if (NODE_POOL.includes(nodes.type)) {
    const systems = requirementValues(nodes, OS).map((system) => system.string());
    if (systems.some((one) => one.kind === "known" && one.value !== "windows")) return false;
    const isUnknown = systems.some((one) => one.kind !== "known") || mayRequireMore(nodes, OS);
    return isUnknown ? undefined : systems.length > 0;
  }
  const hasImage = nodes.type === NODE_GROUP ? hasWindowsImage(nodes) : false;
  if (hasImage !== false) return hasImage;
  // For a custom AMI, only the user data shows the operating system.
  const templates = launchTemplates(stack, nodes).flatMap(({ resources }) => resources);
  return some(templates.map((template) => hasWindowsUserData(stack, template)));
}

const OS = "kubernetes.io/os";

/** Whether a managed group uses a Windows AMI of EKS; undefined if that is not known, which is then recorded. */
export function hasWindowsImage(group: ResourceView): boolean | undefined {
  return holds(group.string("amiType"), (type) => type.startsWith("WINDOWS_"));
}

/** Whether a resource is a node class of Karpenter with a Windows AMI; undefined if that is not known, which is then recorded. */
export function isOfWindows(nodeClass: ResourceView): boolean | undefined {
  if (!EC2_NODE_CLASS.includes(nodeClass.type)) return false;
  const terms = nodeClass.list("spec.amiSelectorTerms");
  const names: readonly Reading<string>[] = [
    nodeClass.string("spec.amiFamily"),
    ...(terms.kind === "known" ? terms.value.map((term) => term.string("alias")) : []),
  ];
  return some([
    ...names.map((name) => holds(name, (text) => /^windows/i.test(text))),
    ...(terms.kind === "undetermined" ? [undefined] : []),
  ]);
}

/**
 * Whether a template has the tags that mark Windows scripts on EC2; undefined if that is not known, which is then recorded. The
 * components of `@pulumi/eks` write user data for Linux only. Sources: Amazon EC2 user guide, "How EC2 handles user data for
 * Windows", read 2026-11; pulumi-eks v4.3.0, nodes/ami.ts, read 2026-11-28.
 */
function hasWindowsUserData(stack: StackView, template: ResourceView): boolean | undefined {
  if (!template.isSet("imageId") || stack.parent(template)?.type.startsWith("eks:index:") === true) {
    return false;
  }
  if (hasLinuxVolume(template)) return false;
  return holds(nodeUserData(template), ({ scripts }) =>
    scripts.some((script) => /^[ \t]*<(powershell|script)>/im.test(script)),
  );
}

/** True for a volume with a device name that Windows doesn't have. Source: Amazon EC2 user guide, "Device names", read 2026-11-28. */
function hasLinuxVolume(template: ResourceView): boolean {
  const list = template.at("blockDeviceMappings");
  const mappings = list.isUnknown() ? undefined : list.list();
  if (mappings?.kind !== "known") return false;
  return mappings.value
    .map((mapping) => mapping.at("deviceName"))
    .filter((name) => !name.isUnknown())
    .some((name) => holds(name.string(), (text) => text.startsWith("/dev/xvd")) === true);
}
