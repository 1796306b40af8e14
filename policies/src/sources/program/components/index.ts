import type { ComponentModel } from "./component-model.ts";
import { vpcModel } from "./awsx/model.ts";
import { clusterModel } from "./eks/cluster.ts";
import { managedNodeGroupModel } from "./eks/managed-node-group.ts";
import { nodeGroupModel } from "./eks/node-group.ts";
import { nodeGroupV2Model } from "./eks/node-group-v2.ts";
import { addonModel } from "./eks/separate-addon.ts";
import { vpcCniAddonModel } from "./eks/separate-vpc-cni-addon.ts";
import { chartModel } from "./kubernetes/chart.ts";
import { directoryModel } from "./kubernetes/directory.ts";
import { configFileModel, configGroupModel } from "./kubernetes/manifests.ts";

/** The models of components. */
export const componentModels: readonly ComponentModel[] = [
  clusterModel,
  managedNodeGroupModel,
  nodeGroupModel,
  nodeGroupV2Model,
  addonModel,
  vpcCniAddonModel,
  vpcModel,
  chartModel,
  directoryModel,
  configFileModel,
  configGroupModel,
];
