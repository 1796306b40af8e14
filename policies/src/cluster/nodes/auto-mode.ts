import { holds } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";

/** Type token of the NodeClass of EKS Auto Mode, which configures how its nodes are created. */
export const AUTO_MODE_NODE_CLASS = "kubernetes:eks.amazonaws.com/v1:NodeClass";

/** Whether EKS Auto Mode runs the cluster's nodes; undefined if that is not known, which is then recorded. */
export function isAutoMode(cluster: ResourceView): boolean | undefined {
  return holds(cluster.boolean("computeConfig.enabled"), (enabled) => enabled);
}

/** True for a cluster that is not in Auto Mode; for any other, it is recorded why a rule about its nodes does not judge it. */
export function hasOwnNodes(cluster: ResourceView): boolean {
  return isNotOfAutoMode(cluster, isAutoMode(cluster));
}

/** True for a NodePool of Karpenter; for any other, it is recorded why a rule about its nodes does not judge it. */
export function isOfKarpenter(nodePool: ResourceView): boolean {
  return isNotOfAutoMode(nodePool, isNodePoolOfAutoMode(nodePool));
}

/** True also for a NodePool of which that is not known. */
export function mayBeOfKarpenter(nodePool: ResourceView): boolean {
  const isIt = isNodePoolOfAutoMode(nodePool);
  return isIt === undefined || isNotOfAutoMode(nodePool, isIt);
}

function isNodePoolOfAutoMode(nodePool: ResourceView): boolean | undefined {
  return holds(
    nodePool.string("spec.template.spec.nodeClassRef.group"),
    (name) => name === "eks.amazonaws.com",
  );
}

function isNotOfAutoMode(resource: ResourceView, isIt: boolean | undefined): boolean {
  if (isIt === true) resource.notApplicable(AUTO_MODE);
  return isIt === false;
}

/** The CNI and the kubelet of such nodes can't be configured. */
const AUTO_MODE = "EKS Auto Mode creates its nodes";
