import type { Journal } from "./journal.ts";
import type { ResourceView } from "./resource-view.ts";
import type { StackView } from "./stack-view.ts";

/**
 * Returns a function that derives something from a stack once for each view of it, that is, once for each rule and run. Rules
 * ask the same questions for each node group or cluster; if each answer took all resources into account again, the time would
 * grow with the square of their number. What is not known is recorded for the rule the first time, and in each journal.
 */
export function oncePerStack<T>(derive: (stack: StackView) => T): (stack: StackView) => T {
  const results = new WeakMap<StackView, Derived<T>>();
  return (stack) => {
    const result = results.get(stack) ?? stack.derive(() => derive(stack));
    results.set(stack, result);
    return valueOf(stack, result);
  };
}

/** The same for something that is derived from one resource of a stack. */
export function oncePerResource<T>(
  derive: (stack: StackView, resource: ResourceView) => T,
): (stack: StackView, resource: ResourceView) => T {
  const ofStack = oncePerStack(() => new Map<ResourceView, Derived<T>>());
  return (stack, resource) => {
    const results = ofStack(stack);
    const result = results.get(resource) ?? stack.derive(() => derive(stack, resource));
    results.set(resource, result);
    return valueOf(stack, result);
  };
}

/** What was derived, and what was recorded in the course of it if somebody keeps a journal. */
interface Derived<T> {
  readonly value: T;
  readonly journal?: Journal;
}

function valueOf<T>(stack: StackView, { value, journal }: Derived<T>): T {
  if (journal) stack.repeat(journal);
  return value;
}
