import type { ComponentModel } from "./component-model.ts";
import { vpcModel } from "./awsx/model.ts";
import { clusterModel } from "./eks/cluster.ts";
import { managedNodeGroupModel } from "./eks/managed-node-group.ts";
import { nodeGroupV2Model } from "./eks/node-group-v2.ts";

/** The models of components. */
export const componentModels: readonly ComponentModel[] = [
  clusterModel,
  managedNodeGroupModel,
  nodeGroupV2Model,
  vpcModel,
];
