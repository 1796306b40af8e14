import type { AddressPool, WarmTargets } from "../../facts/address-pool.ts";
import type { InstanceType } from "../../facts/instance-types.ts";
import { maxPodsLimit, podsByImage, type CniMode } from "../../facts/max-pods.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { cniModeOf, hasPodEni, warmTargetsOf } from "../cni/cni-mode.ts";
import { allInstanceTypes } from "../nodes/group-instance-types.ts";
import { COUNT, kubeletSettings } from "../nodes/kubelet-settings.ts";
import type { NodeGroup } from "../nodes/node-groups.ts";
import { userDataDocument } from "../nodes/node-user-data.ts";

/**
 * The addresses of a group's nodes, one pool for each instance type that they may have; undefined if the stack does not show
 * what determines them, which is then recorded.
 */
export function poolsOfGroup(
  stack: StackView,
  group: NodeGroup,
): readonly [AddressPool, ...AddressPool[]] | undefined {
  const types = allInstanceTypes(stack, group);
  const cni = cniModeOf(stack, group.resource);
  const podEni = cni && hasPodEni(stack, group.resource);
  const targets = cni && warmTargetsOf(stack, group.resource);
  if (!types || podEni === undefined || !targets) return undefined;
  return poolsOf(group, types, { ...cni, podEni }, targets);
}

function poolsOf(
  group: NodeGroup,
  [first, ...others]: readonly [InstanceType, ...InstanceType[]],
  cni: CniMode,
  targets: WarmTargets,
): readonly [AddressPool, ...AddressPool[]] | undefined {
  const maxPods = maxPodsOf(group);
  if (maxPods === undefined) return undefined;
  // EKS gives all nodes of a group what its smallest type has room for; an AMI decides for each node.
  const ofEks = Math.min(...[first, ...others].map((type) => maxPodsLimit(type, cni)));
  const pool = (instanceType: InstanceType): AddressPool => {
    const ofImage = podsByImage(instanceType);
    const fallback = maxPods === "image" ? ofImage : ofEks;
    return { instanceType, cni, targets, maxPods: typeof maxPods === "number" ? maxPods : fallback };
  };
  return [pool(first), ...others.map(pool)];
}

/** The `maxPods` that takes effect, or what decides it: EKS in a managed group whose launch template names no AMI. */
function maxPodsOf({ isManaged, resource, launchTemplate }: NodeGroup): number | "EKS" | "image" | undefined {
  if (!launchTemplate) {
    if (isManaged && !resource.isSet("launchTemplate")) return "EKS";
    resource.at("launchTemplate").undetermined("its launch template is not in the stack");
    return undefined;
  }
  const byEks = isManaged && !launchTemplate.isSet("imageId");
  const kubelet = kubeletSettings(launchTemplate);
  if (!kubelet) return undefined;
  // Bottlerocket settings take precedence over what EKS adds.
  if (byEks && kubelet.source !== "Bottlerocket") return "EKS";
  const maxPods = kubelet.at("maxPods").value("", COUNT);
  if (maxPods.kind !== "absent") return maxPods.kind === "known" ? maxPods.value : undefined;
  const document = userDataDocument(launchTemplate);
  if (document.kind === "known" && document.value.isSet("spec.kubelet.maxPodsExpression")) {
    document.value.at("spec.kubelet.maxPodsExpression").undetermined("set by an expression");
    return undefined;
  }
  return byEks ? "EKS" : "image";
}
