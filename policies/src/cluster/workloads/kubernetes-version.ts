import { minorVersion } from "../../facts/minor-version.ts";
import { KUBERNETES_VERSION } from "../../rule/kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { clusterOfKubernetes } from "./kubernetes-cluster.ts";

/**
 * The minor version of the cluster on which a Kubernetes resource is created, 36 for `1.36`: what its cluster in the stack has,
 * or the version that the run is for. Undefined if neither shows it; a version that is not known yet is recorded.
 */
export function kubernetesMinorOf(stack: StackView, object: ResourceView): number | undefined {
  const version = clusterOfKubernetes(stack, object)?.value("version", KUBERNETES_VERSION);
  const known = version?.kind === "known" ? version.value : stack.targetVersion;
  return known === undefined ? undefined : minorVersion(known);
}
