import { HELM_RELEASE } from "../rule/kubernetes-kinds.ts";
import type { StackView } from "../rule/stack-view.ts";
import { isRelease } from "./helm-release.ts";

/** Charts of CNIs that give addresses to pods in place of the VPC CNI. */
const CHARTS = ["antrea", "calico", "cilium", "flannel", "kube-ovn", "tigera-operator"];

/** True where the stack installs another CNI than Amazon's. */
export function hasOtherCni(stack: StackView): boolean {
  return stack.ofType(HELM_RELEASE).some((release) => CHARTS.some((chart) => isRelease(release, chart)));
}

/** Why a rule about the VPC CNI does not apply where there is another one. */
export const OTHER_CNI = "another CNI gives its pods their addresses";
