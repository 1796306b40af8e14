import { groupBy } from "../../facts/group-by.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";

/** Type tokens of Karpenter's EC2NodeClass, which configures how its nodes are created. */
export const EC2_NODE_CLASS: readonly string[] = [
  "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
  "kubernetes:karpenter.k8s.aws/v1beta1:EC2NodeClass",
];

/** Type tokens of Karpenter's NodePool, which constrains the nodes that it may launch; EKS Auto Mode has the same kind. */
export const NODE_POOL: readonly string[] = [
  "kubernetes:karpenter.sh/v1:NodePool",
  "kubernetes:karpenter.sh/v1beta1:NodePool",
];

/** The instance types that a NodePool names; empty if it selects them by other properties. */
export function namedInstanceTypes(nodePool: ResourceView): readonly View[] {
  return requirementValues(nodePool, "node.kubernetes.io/instance-type");
}

/** The values of a label that a NodePool allows for its nodes, if it lists them. */
export function requirementValues(nodePool: ResourceView, label: string): readonly View[] {
  const requirements = nodePool.list("spec.template.spec.requirements");
  if (requirements.kind !== "known") return [];
  return requirements.value.flatMap((requirement) => {
    const key = requirement.string("key");
    if (key.kind !== "known" || key.value !== label) return [];
    const operator = requirement.oneOf(OPERATORS, "operator");
    if (operator.kind !== "known" || operator.value !== "In") return [];
    const values = requirement.list("values");
    return values.kind === "known" ? values.value : [];
  });
}

/** True if requirements that are not known may constrain a label further. Records nothing. */
export function mayRequireMore(nodePool: ResourceView, label: string): boolean {
  const list = nodePool.at("spec.template.spec.requirements");
  if (list.isUnknown()) return true;
  const requirements = list.isSet() ? list.list() : undefined;
  return (
    requirements?.kind === "known" &&
    requirements.value.some((requirement) => {
      if (requirement.isUnknown("key")) return true;
      const key = requirement.string("key");
      const isOfLabel = key.kind === "known" && key.value === label;
      return isOfLabel && (requirement.isUnknown("operator") || requirement.isUnknown("values"));
    })
  );
}

/** The operators of requirements. Source: Karpenter v1 API, NodePool, read 2026-11. */
export const OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte"] as const;

/** The node class that a NodePool refers to; if it is not in the stack, that is recorded. */
export function nodeClassOf(stack: StackView, nodePool: ResourceView): ResourceView | undefined {
  const name = nodePool.string("spec.template.spec.nodeClassRef.name");
  if (name.kind === "absent") nodePool.at(name.path).undetermined("refers to no node class");
  if (name.kind !== "known") return undefined;
  const nodeClass = nodeClassesByName(stack).get(name.value)?.[0];
  if (!nodeClass) nodePool.at(name.path).undetermined("names something that is not in the stack");
  return nodeClass;
}

const nodeClassesByName = oncePerStack((stack) =>
  groupBy(stack.ofType(EC2_NODE_CLASS), (one) => {
    const name = one.string("metadata.name");
    return name.kind === "known" ? name.value : undefined;
  }),
);
