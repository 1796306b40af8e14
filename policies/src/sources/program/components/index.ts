import type { ComponentModel } from "./component-model.ts";
import { vpcModel } from "./awsx/model.ts";
import { clusterModel } from "./eks/cluster.ts";
import { managedNodeGroupModel } from "./eks/managed-node-group.ts";
import { nodeGroupModel } from "./eks/node-group.ts";
import { nodeGroupV2Model } from "./eks/node-group-v2.ts";
import { addonModel } from "./eks/separate-addon.ts";
import { vpcCniAddonModel } from "./eks/separate-vpc-cni-addon.ts";

/** The models of components. */
export const componentModels: readonly ComponentModel[] = [
  clusterModel,
  managedNodeGroupModel,
  nodeGroupModel,
  nodeGroupV2Model,
  addonModel,
  vpcCniAddonModel,
  vpcModel,
];
