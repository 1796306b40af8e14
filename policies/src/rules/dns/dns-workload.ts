import { isInKubeSystem } from "../../cluster/workloads/kube-system.ts";
import { DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER } from "../../rule/kubernetes-kinds.ts";
import { holds } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { every } from "../../rule/truth.ts";
import { DNS_NAMES, replicasFrom, type Replicas } from "./replicas.ts";

/** The replicas of the DNS Deployment; undefined for a Patch that doesn't set them. */
export function deploymentReplicas(resource: ResourceView): Replicas | undefined {
  if (!DEPLOYMENT.includes(resource.type) || !isInKubeSystem(resource, DNS_NAMES)) return undefined;
  const replicas = resource.integer("spec.replicas");
  if (replicas.kind === "absent" && resource.isPatch) return undefined;
  return replicasFrom(replicas, "replicas", 1, { isMinimum: false });
}

/** Whether a resource is a HorizontalPodAutoscaler of DNS; undefined if that is not known, which is then recorded. */
export function isPodAutoscaler(resource: ResourceView): boolean | undefined {
  if (!HORIZONTAL_POD_AUTOSCALER.includes(resource.type)) return false;
  const isDns = holds(resource.string("spec.scaleTargetRef.name"), (name) => DNS_NAMES.includes(name));
  if (isDns === false) return false;
  // A HorizontalPodAutoscaler scales workloads in its own namespace.
  const namespace = resource.string("metadata.namespace");
  const isHere = namespace.kind === "absent" || holds(namespace, (name) => name === "kube-system");
  return every([isDns, isHere]);
}

/** The minimum of a HorizontalPodAutoscaler of DNS; undefined for a Patch that doesn't set it. */
export function podAutoscalerReplicas(resource: ResourceView): Replicas | undefined {
  if (isPodAutoscaler(resource) !== true) return undefined;
  const minimum = resource.integer("spec.minReplicas");
  if (minimum.kind === "absent" && resource.isPatch) return undefined;
  return replicasFrom(minimum, "minReplicas", 1, { isMinimum: true });
}
