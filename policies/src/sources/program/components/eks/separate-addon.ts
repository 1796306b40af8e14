import type { ComponentModel } from "../component-model.ts";
import { apply } from "../output.ts";
import { sortedJson } from "./addon.ts";
import { coreOfAnotherComponent } from "./core.ts";
import { clusterOptionNotModeled, optionsBeside } from "./modeled-options.ts";
import { optionsOf } from "./options.ts";
import { declareAws, EKS_VERSIONS } from "./sdk.ts";

// The inputs that the add-on gets as they are.
const ADDON_OPTIONS: readonly string[] = [
  "addonName",
  "addonVersion",
  "preserve",
  "resolveConflictsOnCreate",
  "resolveConflictsOnUpdate",
  "serviceAccountRoleArn",
  "tags",
];

/** The model of an add-on that is separate from a cluster. Source: pulumi-eks v4.3.0, addons/addon.ts, read 2026-11-28. */
export const addonModel: ComponentModel = {
  type: "eks:index:Addon",
  versions: EKS_VERSIONS,
  parentInput: "cluster",

  async expand(component) {
    const options = optionsOf(component);
    const values = options("configurationValues");
    await declareAws(component, {
      type: "aws:eks/addon:Addon",
      name: component.name,
      props: {
        ...Object.fromEntries(ADDON_OPTIONS.map((name) => [name, options(name)])),
        clusterName: coreOfAnotherComponent(options).clusterName,
        configurationValues: values.isSet ? apply([values], sortedJson) : undefined,
      },
    });
    return {};
  },

  notModeled: (inputs) => [
    ...optionsBeside([...ADDON_OPTIONS, "cluster", "configurationValues"], inputs),
    ...clusterOptionNotModeled(inputs),
  ],
};
