import type { ResourceView } from "../../rule/resource-view.ts";

/** Type token of the NodeClass of EKS Auto Mode, which says how its nodes are made. */
export const AUTO_MODE_NODE_CLASS = "kubernetes:eks.amazonaws.com/v1:NodeClass";

/** True for a cluster whose nodes EKS Auto Mode runs. */
export function isAutoMode(cluster: ResourceView): boolean {
  // AWS reports the block back, so all of it is unknown for a new cluster that doesn't set it.
  if (cluster.isUnknown("computeConfig")) return false;
  const enabled = cluster.boolean("computeConfig.enabled");
  return enabled.kind === "known" && enabled.value;
}

/** True for a cluster whose nodes somebody makes; of one in Auto Mode it is on record that a rule about them does not apply. */
export function hasOwnNodes(cluster: ResourceView): boolean {
  if (!isAutoMode(cluster)) return true;
  cluster.notApplicable(AUTO_MODE);
  return false;
}

/** True for a NodePool of Karpenter; of one of Auto Mode it is on record that a rule about its nodes does not apply. */
export function isOfKarpenter(nodePool: ResourceView): boolean {
  const path = "spec.template.spec.nodeClassRef.group";
  const group = nodePool.isUnknown(path) ? undefined : nodePool.string(path);
  if (group?.kind !== "known" || group.value !== "eks.amazonaws.com") return true;
  nodePool.notApplicable(AUTO_MODE);
  return false;
}

/** Such nodes have a CNI and a kubelet that nobody configures. */
const AUTO_MODE = "EKS Auto Mode makes its nodes";
