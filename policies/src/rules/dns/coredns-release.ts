import { isRelease, unlessInFile } from "../../cluster/workloads/helm-release.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { linearReplicas } from "./proportional-parameters.ts";
import { replicasFrom, type Replicas } from "./replicas.ts";

/**
 * The replicas of a release of the coredns chart, with the chart's defaults:
 * https://github.com/coredns/helm/blob/master/charts/coredns/values.yaml
 */
export function releaseReplicas(resource: ResourceView): Replicas | undefined {
  if (isDnsRelease(resource) !== true) return undefined;
  const integer = (path: string) => unlessInFile(resource, resource.integer(`values.${path}`));
  const boolean = (path: string) => unlessInFile(resource, resource.boolean(`values.${path}`));
  const isProportional = boolean("autoscaler.enabled");
  if (isProportional.kind === "undetermined") return undefined;
  if (isProportional.kind === "known" && isProportional.value) {
    return linearReplicas(
      integer("autoscaler.min"),
      "autoscaler.min",
      () => boolean("autoscaler.preventSinglePointFailure"),
      { preventsByDefault: true, maximum: integer("autoscaler.max") },
    );
  }
  const hasPodAutoscaler = boolean("hpa.enabled");
  if (hasPodAutoscaler.kind === "undetermined") return undefined;
  return hasPodAutoscaler.kind === "known" && hasPodAutoscaler.value
    ? replicasFrom(integer("hpa.minReplicas"), "hpa.minReplicas", 1, { isMinimum: true })
    : replicasFrom(integer("replicaCount"), "replicaCount", 1, { isMinimum: false });
}

/**
 * Whether a resource is a release of the coredns chart that runs the cluster's DNS; undefined if that is not known, which is then
 * recorded. A release in another namespace is some other DNS server, unless it is given an address, which may be that of the cluster's DNS.
 */
export function isDnsRelease(resource: ResourceView): boolean | undefined {
  if (!isRelease(resource, "coredns")) return false;
  const namespace = resource.string("namespace");
  if (namespace.kind === "undetermined") return undefined;
  if (namespace.kind === "known" && namespace.value !== "kube-system") {
    const address = unlessInFile(resource, resource.string("values.service.clusterIP"));
    if (address.kind !== "known") return address.kind === "absent" ? false : undefined;
  }
  // Not the cluster's DNS, or only resources around the CoreDNS that EKS installed.
  for (const path of ["isClusterService", "deployment.enabled"]) {
    const isOn = unlessInFile(resource, resource.boolean(`values.${path}`));
    if (isOn.kind === "undetermined") return undefined;
    if (isOn.kind === "known" && !isOn.value) return false;
  }
  return true;
}
