import { isInKubeSystem } from "../../cluster/workloads/kube-system.ts";
import { DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER } from "../../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { DNS_NAMES, replicasFrom, type Replicas } from "./replicas.ts";

/** The replicas of the DNS Deployment; undefined for a Patch that doesn't set them. */
export function deploymentReplicas(resource: ResourceView): Replicas | undefined {
  if (!DEPLOYMENT.includes(resource.type) || !isInKubeSystem(resource, DNS_NAMES)) return undefined;
  const replicas = resource.integer("spec.replicas");
  if (replicas.kind === "absent" && resource.isPatch) return undefined;
  return replicasFrom(replicas, "replicas", 1, { isMinimum: false });
}

/** True for a HorizontalPodAutoscaler of DNS. */
export function isPodAutoscaler(resource: ResourceView): boolean {
  if (!HORIZONTAL_POD_AUTOSCALER.includes(resource.type)) return false;
  const target = resource.string("spec.scaleTargetRef.name");
  if (target.kind !== "known" || !DNS_NAMES.includes(target.value)) return false;
  // A HorizontalPodAutoscaler scales workloads in its own namespace.
  const namespace = resource.string("metadata.namespace");
  return namespace.kind === "absent" || (namespace.kind === "known" && namespace.value === "kube-system");
}

/** The minimum of a HorizontalPodAutoscaler of DNS; undefined for a Patch that doesn't set it. */
export function podAutoscalerReplicas(resource: ResourceView): Replicas | undefined {
  if (!isPodAutoscaler(resource)) return undefined;
  const minimum = resource.integer("spec.minReplicas");
  if (minimum.kind === "absent" && resource.isPatch) return undefined;
  return replicasFrom(minimum, "minReplicas", 1, { isMinimum: true });
}
