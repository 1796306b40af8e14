import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { CLUSTER } from "../aws-types.ts";

/**
 * The cluster on which a Kubernetes resource is created: the one from which its provider's kubeconfig is built, or the only one
 * in the stack; undefined if that can't be determined. Records nothing.
 */
export function clusterOfKubernetes(stack: StackView, resource: ResourceView): ResourceView | undefined {
  const clusters = stack.ofType([CLUSTER]);
  if (clusters.length < 2) return clusters[0];
  const provider = stack.provider(resource);
  const origins = provider ? stack.dependencies(provider, "kubeconfig") : [];
  const [cluster, ...others] = origins.filter(({ type }) => type === CLUSTER);
  return others.length === 0 ? cluster : undefined;
}

/** True for a Kubernetes resource, false for an AWS resource. */
export function isOfKubernetes({ type }: ResourceView): boolean {
  return type.startsWith("kubernetes:");
}
