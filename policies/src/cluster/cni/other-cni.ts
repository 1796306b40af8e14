import { HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { CLUSTER } from "../aws-types.ts";
import { isRelease } from "../workloads/helm-release.ts";

/** Charts of CNIs that assign addresses to pods in place of the VPC CNI. */
const CHARTS = ["antrea", "calico", "cilium", "flannel", "kube-ovn", "tigera-operator"];

/** True if the stack installs a CNI other than Amazon's on nodes in AWS. */
export function hasOtherCni(stack: StackView): boolean {
  return otherCnis(stack).length > 0;
}

/**
 * The Helm releases that install a CNI other than Amazon's on nodes in AWS. Hybrid nodes need another one in addition to it.
 * Source: Amazon EKS user guide, "Configure CNI for hybrid nodes", read 2026-11.
 */
export const otherCnis = oncePerStack((stack): readonly ResourceView[] => {
  const releases = stack
    .ofType(HELM_RELEASE)
    .filter((release) => CHARTS.some((chart) => isRelease(release, chart)));
  return releases.length > 0 && stack.ofType([CLUSTER]).some(hasHybridNodes) ? [] : releases;
});

/** The reason why a rule about the VPC CNI does not apply if there is another CNI. */
export const OTHER_CNI = "another CNI assigns addresses to its pods";

/** True if nodes outside of AWS can join the cluster; if that is not known, it is recorded. */
export function hasHybridNodes(cluster: ResourceView): boolean {
  return cluster.object("remoteNetworkConfig").kind === "known";
}
