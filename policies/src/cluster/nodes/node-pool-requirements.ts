import { findInstanceType, instanceTypes, type InstanceType } from "../../facts/instance-types.ts";
import { KARPENTER_LABELS } from "../../facts/karpenter-labels.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { View } from "../../rule/view.ts";
import { OPERATORS } from "./karpenter.ts";

/** Whether a requirement allows a value of its label; undefined stands for none. */
type Allows = (value: string | undefined) => boolean;

/**
 * The instance types that the requirements of a NodePool allow, one or more; undefined if that is not known, which is then
 * recorded.
 */
export function allowedInstanceTypes(
  nodePool: ResourceView,
): readonly [InstanceType, ...InstanceType[]] | undefined {
  const requirements = requirementsOf(nodePool);
  const filters = requirements?.map(({ key, view }) => {
    const labelOf = KARPENTER_LABELS.get(key);
    const allows = labelOf ? allowsOf(view) : undefined;
    if (labelOf)
      return allows && areInTable(key, view) ? (type: InstanceType) => allows(labelOf(type)) : undefined;
    if (!OTHER_LABELS_OF_SIZE.test(key) || excludes(view)) return () => true;
    view.at("key").undetermined("selects instance types by what the pack does not know of them");
    return undefined;
  });
  const known = filters?.filter((filter) => filter !== undefined);
  if (!known || known.length !== filters?.length) return undefined;
  const [first, ...others] = instanceTypes().filter((type) => known.every((allows) => allows(type)));
  if (!first) nodePool.at(REQUIREMENTS).undetermined("no instance type that the pack knows meets them");
  return first && [first, ...others];
}

/** The requirements that a NodePool has for a label; undefined if they are not known, which is then recorded. */
export function requirementsFor(nodePool: ResourceView, label: string): readonly Allows[] | undefined {
  const all = requirementsOf(nodePool)
    ?.filter(({ key }) => key === label)
    .map(({ view }) => allowsOf(view));
  const known = all?.filter((allows) => allows !== undefined);
  return known?.length === all?.length ? known : undefined;
}

const REQUIREMENTS = "spec.template.spec.requirements";

/** Labels of accelerators, memory, disks and bandwidth, which go with the size of an instance, and so with its interfaces. */
const OTHER_LABELS_OF_SIZE =
  /^karpenter\.k8s\.aws\/instance-(?!(tenancy|cpu-manufacturer|encryption-in-transit-supported)$)/;

interface Requirement {
  readonly key: string;
  readonly view: View;
}

function requirementsOf(nodePool: ResourceView): readonly Requirement[] | undefined {
  const list = nodePool.list(REQUIREMENTS);
  if (list.kind !== "known") return list.kind === "absent" ? [] : undefined;
  const keys = list.value.map((view) => ({ view, key: view.string("key") }));
  const known = keys.flatMap(({ view, key }) => (key.kind === "known" ? [{ view, key: key.value }] : []));
  return keys.some(({ key }) => key.kind === "undetermined") ? undefined : known;
}

/** Instance types without accelerators are among the largest and the smallest. */
function excludes(requirement: View): boolean {
  const operator = requirement.oneOf(OPERATORS, "operator");
  return operator.kind === "known" && operator.value === "DoesNotExist";
}

/** False if a requirement names a type that is not in the table, which is then recorded. */
function areInTable(key: string, requirement: View): boolean {
  const list = key === "node.kubernetes.io/instance-type" ? requirement.list("values") : undefined;
  const newer = (list?.kind === "known" ? list.value : []).filter((value) => {
    const name = value.string();
    return name.kind === "known" && !findInstanceType(name.value);
  });
  for (const value of newer) value.undetermined("an instance type newer than the pack");
  return newer.length === 0;
}

/** Source: kubernetes-sigs/karpenter 2266468, pkg/scheduling/requirement.go, 2026-08. */
function allowsOf(requirement: View): Allows | undefined {
  const operator = requirement.oneOf(OPERATORS, "operator");
  const list = requirement.list("values");
  if (operator.kind !== "known" || list.kind === "undetermined") return undefined;
  const readings = (list.kind === "known" ? list.value : []).map((value) => value.scalar());
  const values = readings.flatMap((one) => (one.kind === "known" ? [one.value] : []));
  if (values.length < readings.length) return undefined;
  const bound = Number(values[0]);
  const tests: Readonly<Record<(typeof OPERATORS)[number], Allows>> = {
    In: (value) => value !== undefined && values.includes(value),
    NotIn: (value) => value === undefined || !values.includes(value),
    Exists: (value) => value !== undefined,
    DoesNotExist: (value) => value === undefined,
    Gt: (value) => Number(value) > bound,
    Gte: (value) => Number(value) >= bound,
    Lt: (value) => Number(value) < bound,
    Lte: (value) => Number(value) <= bound,
  };
  return tests[operator.value];
}
