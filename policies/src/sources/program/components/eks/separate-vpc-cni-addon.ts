import type { ComponentModel } from "../component-model.ts";
import { optionsBeside, VPC_CNI_OPTIONS } from "./modeled-options.ts";
import { optionsOf } from "./options.ts";
import { EKS_VERSIONS } from "./sdk.ts";
import { createVpcCniAddon } from "./vpc-cni-addon.ts";

/** The model of a VPC CNI add-on that is separate from a cluster. */
export const vpcCniAddonModel: ComponentModel = {
  type: "eks:index:VpcCniAddon",
  versions: EKS_VERSIONS,

  async expand(component) {
    const options = optionsOf(component);
    if (!options("addonVersion").isSet && !options("clusterVersion").isSet) {
      throw new Error("addonVersion or clusterVersion is required");
    }
    const addon = await createVpcCniAddon(component, {
      name: component.name,
      options,
      clusterName: options("clusterName"),
      tags: options("tags"),
    });
    return { addon: addon.reference };
  },

  notModeled: (inputs) =>
    optionsBeside([...VPC_CNI_OPTIONS, "clusterName", "clusterVersion", "tags"], inputs),
};
