import type { ResourceView } from "./resource-view.ts";
import type { StackView } from "./stack-view.ts";

/**
 * Returns a function that derives something from a stack once for each view of it, that is, once for each rule and run. Rules
 * ask the same questions for each node group or cluster; if each answer took all resources into account again, the time would
 * grow with the square of their number. What is not known is recorded for the rule the first time.
 */
export function oncePerStack<T>(derive: (stack: StackView) => T): (stack: StackView) => T {
  const results = new WeakMap<StackView, { readonly value: T }>();
  return (stack) => {
    const result = results.get(stack) ?? { value: derive(stack) };
    results.set(stack, result);
    return result.value;
  };
}

/** The same for something that is derived from one resource of a stack. */
export function oncePerResource<T>(
  derive: (stack: StackView, resource: ResourceView) => T,
): (stack: StackView, resource: ResourceView) => T {
  const ofStack = oncePerStack(() => new Map<ResourceView, { readonly value: T }>());
  return (stack, resource) => {
    const results = ofStack(stack);
    const result = results.get(resource) ?? { value: derive(stack, resource) };
    results.set(resource, result);
    return result.value;
  };
}
