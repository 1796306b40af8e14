import { matchesGlob } from "../../rule/glob.ts";
import { NAMESPACE } from "../../rule/kubernetes-kinds.ts";
import { holds } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";

/** Whether two objects are in the same namespace; undefined if the stack does not show it. Records nothing. */
export function isSameNamespace(stack: StackView, a: ResourceView, b: ResourceView): boolean | undefined {
  const [one, other] = [namespaceOf(stack, a), namespaceOf(stack, b)];
  if (one === undefined || other === undefined) return undefined;
  // If one of them uses the provider's default, the other may name the same namespace explicitly.
  return (one === DEFAULT) === (other === DEFAULT) ? one === other : undefined;
}

/**
 * Whether an object is in a namespace that matches one of these patterns with `*` and `?`; undefined if that is not known, which is
 * then recorded.
 */
export function isInNamespace(object: ResourceView, patterns: readonly string[]): boolean | undefined {
  return holds(object.string("metadata.namespace"), (namespace) =>
    patterns.some((pattern) => matchesGlob(pattern, namespace)),
  );
}

const DEFAULT = "the provider's default";

/** The identity of an object's namespace: its name, or the URN of the Namespace resource that it comes from. */
function namespaceOf(stack: StackView, object: ResourceView): string | undefined {
  const namespace = object.at("metadata.namespace");
  if (!namespace.isSet()) return DEFAULT;
  if (!namespace.isUnknown()) return textOf(namespace);
  const [made, ...others] = stack
    .dependencies(object, "metadata")
    .filter(({ type }) => NAMESPACE.includes(type));
  return made && others.length === 0 ? (textOf(made.at("metadata.name")) ?? made.urn) : undefined;
}

function textOf(view: View): string | undefined {
  if (view.isUnknown()) return undefined;
  const text = view.string();
  return text.kind === "known" ? text.value : undefined;
}
