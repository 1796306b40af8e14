import { STRING } from "../rule/kinds.ts";
import type { Reading } from "../rule/reading.ts";
import type { ResourceView } from "../rule/resource-view.ts";
import type { View } from "../rule/view.ts";
import { ADDON } from "./aws-types.ts";

/** True if the resource is the EKS add-on with this name. */
export function isAddon(resource: ResourceView, name: string): boolean {
  if (resource.type !== ADDON) return false;
  const addonName = resource.string("addonName");
  return addonName.kind === "known" && addonName.value === name;
}

/** Returns an add-on's `configurationValues`, which EKS accepts as JSON or YAML. */
export function addonConfiguration(addon: ResourceView): Reading<View> {
  const text = addon.value("configurationValues", { ...STRING, readsParts: true });
  if (text.kind !== "known") return text;
  // For an add-on without configuration, AWS reports an empty string back.
  if (text.value.trim() === "") return { kind: "absent", urn: text.urn, path: text.path };
  return addon.document("configurationValues");
}
