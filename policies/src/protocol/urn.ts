import { STACK_TYPE } from "../rule/stack-view.ts";

/** What every URN of a run starts with. */
export interface StackIdentity {
  readonly project: string;
  readonly stack: string;
}

/** The URN of the stack. */
export function stackUrn({ project, stack }: StackIdentity): string {
  return `urn:pulumi:${stack}::${project}::${STACK_TYPE}::${project}-${stack}`;
}

/** The URN of a resource: the types of its parents, the stack excepted, are part of it. */
export function resourceUrn(
  { project, stack }: StackIdentity,
  parent: string,
  type: string,
  name: string,
): string {
  const parentTypes = parent === "" ? STACK_TYPE : qualifiedType(parent);
  const prefix = parentTypes === STACK_TYPE ? "" : `${parentTypes}$`;
  return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

/** A resource by its type and name. */
export function nameLine(urn: string): string {
  const [, , type = "", name = ""] = urn.split("::");
  return `${type.split("$").at(-1) ?? ""} ${name}`;
}

/** The types in a URN, outermost parent first, joined with `$`. */
function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}
