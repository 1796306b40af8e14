import { findInstanceType, type InstanceType } from "../../facts/instance-types.ts";
import { INSTANCE_TYPE } from "../../rule/kinds.ts";
import type { Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";
import { isOfKarpenter } from "./auto-mode.ts";
import { namedInstanceTypes, NODE_POOL } from "./karpenter.ts";
import { clusterOf, clusterOfNodes, instanceTypesOf, nodeGroups, type NodeGroup } from "./node-groups.ts";

/** An instance type that a group or a NodePool names. */
export interface GroupInstanceType {
  readonly name: Shown<string>;
  readonly type: InstanceType;
}

/** The instance types of a group that the pack knows; the others are recorded. */
export function knownInstanceTypes(stack: StackView, group: NodeGroup): readonly GroupInstanceType[] {
  const byDefault = defaultType(group);
  if (byDefault) return [byDefault];
  const views = instanceTypesOf(group);
  if (!views) group.resource.undetermined("no instance type in the stack");
  return knownTypes(views ?? []);
}

/** All instance types of a group; undefined if one is not known, which is then recorded. */
export function allInstanceTypes(
  stack: StackView,
  group: NodeGroup,
): readonly [InstanceType, ...InstanceType[]] | undefined {
  const [first, ...others] = knownInstanceTypes(stack, group).map(({ type }) => type);
  const named = instanceTypesOf(group)?.length ?? 1;
  return first && others.length + 1 === named ? [first, ...others] : undefined;
}

/** A resource that launches nodes of the instance types that it names: a group, or a NodePool of Karpenter. */
export interface TypedNodes {
  readonly resource: ResourceView;
  readonly types: readonly GroupInstanceType[];
  /** The cluster that the nodes join, if it is in the stack; if that can't be determined, it is recorded. */
  readonly cluster: () => ResourceView | undefined;
}

/** All resources in a stack that launch nodes, with the instance types that the pack knows; the others are recorded. */
export function typedNodes(stack: StackView): readonly TypedNodes[] {
  const groups = nodeGroups(stack).map((group) => ({
    resource: group.resource,
    types: knownInstanceTypes(stack, group),
    cluster: () => clusterOfNodes(stack, group.resource),
  }));
  const pools = stack
    .ofType(NODE_POOL)
    .filter(isOfKarpenter)
    .map((resource) => ({
      resource,
      types: knownTypes(namedInstanceTypes(resource)),
      cluster: () => clusterOf(stack, resource),
    }));
  return [...groups, ...pools];
}

/**
 * The default of EKS for a managed group that doesn't set a type anywhere. Source: EKS API reference, CreateNodegroup, read
 * 2026-11.
 */
function defaultType({ isManaged, resource, launchTemplate }: NodeGroup): GroupInstanceType | undefined {
  const place = resource.at("instanceTypes");
  const isInTemplate = launchTemplate
    ? launchTemplate.isSet("instanceType") || launchTemplate.isSet("instanceRequirements")
    : resource.isSet("launchTemplate");
  const type = findInstanceType("t3.medium");
  if (!isManaged || !type || place.isSet("[0]") || isInTemplate) return undefined;
  const { urn, path } = place;
  return { name: { kind: "known", urn, path, value: type.name, shown: text`t3.medium` }, type };
}

function knownTypes(views: readonly View[]): readonly GroupInstanceType[] {
  return views.flatMap((view) => {
    const name = view.value("", INSTANCE_TYPE);
    if (name.kind !== "known") return [];
    const type = findInstanceType(name.value);
    if (!type) view.undetermined("an instance type newer than the pack");
    return type ? [{ name, type }] : [];
  });
}
