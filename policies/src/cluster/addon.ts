import type { Reading } from "../rule/reading.ts";
import type { ResourceView } from "../rule/resource-view.ts";
import type { View } from "../rule/view.ts";
import { ADDON } from "./aws-types.ts";

/** True for the EKS add-on of this name. */
export function isAddon(resource: ResourceView, name: string): boolean {
  if (resource.type !== ADDON) return false;
  const addonName = resource.string("addonName");
  return addonName.kind === "known" && addonName.value === name;
}

/** What an add-on's `configurationValues` say, which EKS takes as JSON or YAML. */
export function addonConfiguration(addon: ResourceView): Reading<View> {
  const text = addon.string("configurationValues");
  if (text.kind !== "known") return text;
  // AWS reports an add-on without configuration back with an empty text.
  if (text.value.trim() === "") return { kind: "absent", urn: text.urn, path: text.path };
  return addon.document("configurationValues");
}
