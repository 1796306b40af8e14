import type { ComponentModel } from "../component-model.ts";
import { CORE_OF_ANOTHER_COMPONENT } from "./core.ts";
import { clusterOptionNotModeled, NODE_GROUP_OPTIONS, optionsBeside } from "./modeled-options.ts";
import { optionsOf } from "./options.ts";
import { EKS_VERSION } from "./sdk.ts";
import { createSelfManagedNodes } from "./self-managed-nodes.ts";

/** The model of self-managed nodes that are separate from a cluster. */
export const nodeGroupV2Model: ComponentModel = {
  type: "eks:index:NodeGroupV2",
  version: EKS_VERSION,

  async expand(component) {
    const options = optionsOf(component);
    const { autoScalingGroup, security } = await createSelfManagedNodes(component, {
      options,
      core: CORE_OF_ANOTHER_COMPONENT,
    });
    return {
      autoScalingGroup: autoScalingGroup.reference,
      extraNodeSecurityGroups: options("extraNodeSecurityGroups").or([]).value,
      nodeSecurityGroup: security?.group.reference ?? options("nodeSecurityGroup").value,
      ...(security ? {} : { nodeSecurityGroupId: options("nodeSecurityGroupId").value }),
    };
  },

  notModeled: (inputs) => [
    ...optionsBeside([...NODE_GROUP_OPTIONS, "cluster"], inputs),
    ...clusterOptionNotModeled(inputs),
  ],
};
