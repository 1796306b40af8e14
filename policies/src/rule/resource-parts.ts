import { groupsOfTemplate } from "./cloudformation-stack.ts";
import { membersOfList } from "./kubernetes-list.ts";
import type { Resource, ResourcePart } from "./resource-view.ts";

/**
 * Returns what a resource stands for: itself, with the Auto Scaling groups in its template if it is a CloudFormation stack, or the
 * members of a Kubernetes list.
 */
export function partsOf(
  resource: Resource & { readonly propertyDependencies?: Readonly<Record<string, readonly string[]>> },
): readonly ResourcePart[] {
  const { type, name, urn, props, propertyDependencies = {} } = resource;
  const whole: ResourcePart = { type, name, urn, value: props, segments: [] };
  const groups = groupsOfTemplate(whole, propertyDependencies["templateBody"]);
  return groups.length === 0 ? membersOfList(whole) : [whole, ...groups];
}
