import type { ResourceView } from "../../rule/resource-view.ts";

/**
 * True for an object with one of these names in kube-system. An object without a namespace counts too: its namespace may
 * be the provider's default, which policies can't see, and names like these are used nowhere else.
 */
export function isInKubeSystem(object: ResourceView, names: readonly string[]): boolean {
  const name = object.string("metadata.name");
  if (name.kind !== "known" || !names.includes(name.value)) return false;
  const namespace = object.string("metadata.namespace");
  return namespace.kind === "absent" || (namespace.kind === "known" && namespace.value === "kube-system");
}
