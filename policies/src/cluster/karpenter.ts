import type { ResourceView } from "../rule/resource-view.ts";
import type { View } from "../rule/view.ts";

/** Type tokens of Karpenter's EC2NodeClass, which says how its nodes are made. */
export const EC2_NODE_CLASS: readonly string[] = [
  "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
  "kubernetes:karpenter.k8s.aws/v1beta1:EC2NodeClass",
];

/** Type tokens of Karpenter's NodePool, which says what nodes it may start; EKS Auto Mode has the same kind. */
export const NODE_POOL: readonly string[] = [
  "kubernetes:karpenter.sh/v1:NodePool",
  "kubernetes:karpenter.sh/v1beta1:NodePool",
];

/** Type token of the NodeClass of EKS Auto Mode, which says how its nodes are made. */
export const AUTO_MODE_NODE_CLASS = "kubernetes:eks.amazonaws.com/v1:NodeClass";

/** True for a NodePool of EKS Auto Mode, whose nodes have a CNI and a kubelet that nobody configures. */
export function isOfAutoMode(nodePool: ResourceView): boolean {
  const path = "spec.template.spec.nodeClassRef.group";
  if (nodePool.isUnknown(path)) return false;
  const group = nodePool.string(path);
  return group.kind === "known" && group.value === "eks.amazonaws.com";
}

/** The instance types that a NodePool names; none where it chooses by other properties. */
export function namedInstanceTypes(nodePool: ResourceView): readonly View[] {
  const requirements = nodePool.list("spec.template.spec.requirements");
  return requirements.kind === "known" ? requirements.value.flatMap(instanceTypes) : [];
}

function instanceTypes(requirement: View): readonly View[] {
  const key = requirement.string("key");
  if (key.kind !== "known" || key.value !== "node.kubernetes.io/instance-type") return [];
  const operator = requirement.oneOf(OPERATORS, "operator");
  if (operator.kind !== "known" || operator.value !== "In") return [];
  const values = requirement.list("values");
  return values.kind === "known" ? values.value : [];
}

/** Source: Karpenter v1 API, NodePool, read 2026-11. */
const OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte"];
