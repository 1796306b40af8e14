import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { CLUSTER } from "../aws-types.ts";

/**
 * The cluster on which a resource of Kubernetes is made: the one that its provider's kubeconfig was made from, or the only one of
 * the stack; undefined where that can't be told. Puts nothing on record.
 */
export function clusterOfKubernetes(stack: StackView, resource: ResourceView): ResourceView | undefined {
  const clusters = stack.ofType([CLUSTER]);
  if (clusters.length < 2) return clusters[0];
  const provider = stack.provider(resource);
  const origins = provider ? stack.dependencies(provider, "kubeconfig") : [];
  const [cluster, ...others] = origins.filter(({ type }) => type === CLUSTER);
  return others.length === 0 ? cluster : undefined;
}

/** True for a resource of Kubernetes, and not of AWS. */
export function isOfKubernetes({ type }: ResourceView): boolean {
  return type.startsWith("kubernetes:");
}
