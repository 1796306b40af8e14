import { SCALED_OBJECT } from "../../cluster/workloads/custom-kinds.ts";
import { isInKubeSystem } from "../../cluster/workloads/kube-system.ts";
import { POD_AUTOSCALER } from "../../cluster/workloads/replicas.ts";
import { DEPLOYMENT } from "../../rule/kubernetes-kinds.ts";
import { holds } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { every, some } from "../../rule/truth.ts";
import { DNS_NAMES, replicasFrom, type Replicas } from "./replicas.ts";

/**
 * True for the DNS Deployment: by its name, or by the labels that the chart coredns gives the cluster's DNS, whatever its release is
 * called. Source: charts/coredns/templates/_helpers.tpl of github.com/coredns/helm, read 2026-11-28.
 */
export function isDnsDeployment(resource: ResourceView): boolean {
  if (!DEPLOYMENT.includes(resource.type)) return false;
  return isInKubeSystem(resource, DNS_NAMES) || (hasDnsLabels(resource) && isHere(resource) === true);
}

/** The replicas of the DNS Deployment; undefined for a Patch that doesn't set them. */
export function deploymentReplicas(resource: ResourceView): Replicas | undefined {
  if (!isDnsDeployment(resource)) return undefined;
  const replicas = resource.integer("spec.replicas");
  if (replicas.kind === "absent" && resource.isPatch) return undefined;
  return replicasFrom(replicas, "replicas", 1, { isMinimum: false });
}

/** Whether a resource is an autoscaler of DNS' pods; undefined if that is not known, which is then recorded. */
export function isPodAutoscaler(resource: ResourceView): boolean | undefined {
  if (!POD_AUTOSCALER.includes(resource.type)) return false;
  const target = resource.string("spec.scaleTargetRef.name");
  // The name that the chart coredns gives a release, in the namespace where it can only be the cluster's.
  const isOfChart = holds(target, (name) => name.endsWith("-coredns"));
  const isDns = some([isOfChart, holds(target, (name) => DNS_NAMES.includes(name))]);
  if (isDns === false || (isOfChart === true && !resource.isSet("metadata.namespace"))) return false;
  // An autoscaler scales workloads in its own namespace.
  return every([isDns, isHere(resource)]);
}

/** The minimum of an autoscaler of DNS' pods; undefined for a Patch that doesn't set it. */
export function podAutoscalerReplicas(resource: ResourceView): Replicas | undefined {
  if (isPodAutoscaler(resource) !== true) return undefined;
  if (SCALED_OBJECT.includes(resource.type)) {
    return replicasFrom(resource.integer("spec.minReplicaCount"), "minReplicaCount", 0, { isMinimum: true });
  }
  const minimum = resource.integer("spec.minReplicas");
  if (minimum.kind === "absent" && resource.isPatch) return undefined;
  return replicasFrom(minimum, "minReplicas", 1, { isMinimum: true });
}

function hasDnsLabels(resource: ResourceView): boolean {
  const app = resource.string(["metadata", "labels", "k8s-app"]);
  if (app.kind !== "known" || !DNS_NAMES.includes(app.value)) return false;
  const isService = resource.string(["metadata", "labels", "kubernetes.io/cluster-service"]);
  return isService.kind === "known" && isService.value === "true";
}

/** Whether an object is in kube-system; one without a namespace may be, by the provider's default. */
function isHere(object: ResourceView): boolean | undefined {
  const namespace = object.string("metadata.namespace");
  return namespace.kind === "absent" || holds(namespace, (name) => name === "kube-system");
}
