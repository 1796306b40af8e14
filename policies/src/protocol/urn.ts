import { STACK_TYPE } from "../rule/stack-view.ts";

/** The project and the stack, which are part of every URN of a run. */
export interface StackIdentity {
  readonly project: string;
  readonly stack: string;
}

/** Returns the URN of the stack. */
export function stackUrn({ project, stack }: StackIdentity): string {
  return `urn:pulumi:${stack}::${project}::${STACK_TYPE}::${project}-${stack}`;
}

/** Returns the URN of a resource, which includes the types of its parents except the stack. */
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

/** Returns the type and the name of a resource. */
export function nameLine(urn: string): string {
  return `${typeOf(urn)} ${nameOf(urn)}`;
}

/** Returns the type of a resource. */
export function typeOf(urn: string): string {
  return qualifiedType(urn).split("$").at(-1) ?? "";
}

/** Returns the name of a resource. */
export function nameOf(urn: string): string {
  return urn.split("::")[3] ?? "";
}

/** Returns the types in a URN, outermost parent first, joined with `$`. */
export function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}
