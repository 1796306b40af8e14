import { HELM_RELEASE } from "../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../rule/resource-view.ts";
import type { View } from "../rule/view.ts";
import { ADDON } from "./aws-types.ts";

/**
 * The place that is not known before `pulumi up` and decides which add-on, chart or object in kube-system a resource is;
 * undefined if that is known. Next to such a resource, a rule must not claim that something is missing. Records nothing.
 *
 * @param names the names of the object in question
 */
export function unknownIdentity(resource: ResourceView, names: readonly string[]): View | undefined {
  if (resource.type === ADDON) return ifUnknown(resource.at("addonName"));
  if (HELM_RELEASE.some((type) => type === resource.type)) return ifUnknown(resource.at("chart"));
  const unknownName = ifUnknown(resource.at("metadata.name"));
  if (unknownName) return unknownName;
  const name = resource.string("metadata.name");
  const isNamed = name.kind === "known" && names.includes(name.value);
  return isNamed ? ifUnknown(resource.at("metadata.namespace")) : undefined;
}

function ifUnknown(view: View): View | undefined {
  return view.isUnknown() ? view : undefined;
}
