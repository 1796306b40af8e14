import { findInstanceType, type InstanceType } from "../facts/instance-types.ts";
import { INSTANCE_TYPE } from "../rule/kinds.ts";
import type { Shown, View } from "../rule/view.ts";
import { instanceTypesOf, type NodeGroup } from "./node-groups.ts";

/** An instance type, where a group or a NodePool names it. */
export interface GroupInstanceType {
  readonly name: Shown<string>;
  readonly type: InstanceType;
}

/** The instance types of a group that the pack knows; the others are on record. */
export function knownInstanceTypes(group: NodeGroup): readonly GroupInstanceType[] {
  const views = instanceTypesOf(group);
  if (!views) group.resource.undetermined("no instance type in the stack");
  return knownTypes(views ?? []);
}

/** What the pack knows of some instance types; the others are on record. */
export function knownTypes(views: readonly View[]): readonly GroupInstanceType[] {
  return views.flatMap((view) => {
    const name = view.value("", INSTANCE_TYPE);
    if (name.kind !== "known") return [];
    const type = findInstanceType(name.value);
    if (!type) view.undetermined("an instance type that came after the pack");
    return type ? [{ name, type }] : [];
  });
}
