import type { ComponentModel } from "../component-model.ts";
import { coreOfAnotherComponent } from "./core.ts";
import { clusterOptionNotModeled, NODE_GROUP_OPTIONS, optionsBeside } from "./modeled-options.ts";
import { optionsOf } from "./options.ts";
import { NODE_GROUP_VERSIONS } from "./sdk.ts";
import { createSelfManagedNodes } from "./self-managed-nodes.ts";

/** The model of self-managed nodes that are separate from a cluster. */
export const nodeGroupV2Model: ComponentModel = {
  type: "eks:index:NodeGroupV2",
  versions: NODE_GROUP_VERSIONS,

  async expand(component) {
    const options = optionsOf(component);
    const { autoScalingGroup, security } = await createSelfManagedNodes(component, {
      options,
      core: coreOfAnotherComponent(options),
    });
    return {
      autoScalingGroup: autoScalingGroup.reference,
      extraNodeSecurityGroups: options("extraNodeSecurityGroups").or([]),
      nodeSecurityGroup: security?.group.reference ?? options("nodeSecurityGroup"),
      nodeSecurityGroupId: security?.group.output("id") ?? options("nodeSecurityGroupId"),
    };
  },

  notModeled: (inputs) => [
    ...optionsBeside([...NODE_GROUP_OPTIONS, "cluster"], inputs),
    ...clusterOptionNotModeled(inputs),
  ],
};
