import type { ResourceView } from "../../rule/resource-view.ts";

/** Type token of the NodeClass of EKS Auto Mode, which configures how its nodes are created. */
export const AUTO_MODE_NODE_CLASS = "kubernetes:eks.amazonaws.com/v1:NodeClass";

/** True if EKS Auto Mode runs the cluster's nodes. */
export function isAutoMode(cluster: ResourceView): boolean {
  const enabled = cluster.boolean("computeConfig.enabled");
  return enabled.kind === "known" && enabled.value;
}

/** True for a cluster that is not in Auto Mode; for one that is, it is recorded that a rule about its nodes does not apply. */
export function hasOwnNodes(cluster: ResourceView): boolean {
  if (!isAutoMode(cluster)) return true;
  cluster.notApplicable(AUTO_MODE);
  return false;
}

/** True for a NodePool of Karpenter; for one of Auto Mode, it is recorded that a rule about its nodes does not apply. */
export function isOfKarpenter(nodePool: ResourceView): boolean {
  const group = nodePool.string("spec.template.spec.nodeClassRef.group");
  if (group.kind !== "known" || group.value !== "eks.amazonaws.com") return true;
  nodePool.notApplicable(AUTO_MODE);
  return false;
}

/** The CNI and the kubelet of such nodes can't be configured. */
const AUTO_MODE = "EKS Auto Mode creates its nodes";
