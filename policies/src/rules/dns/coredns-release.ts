import { isRelease, unlessInFile } from "../../cluster/workloads/helm-release.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { linearReplicas } from "./proportional-parameters.ts";
import { replicasFrom, type Replicas } from "./replicas.ts";

/**
 * The replicas of a release of the coredns chart, with the chart's defaults:
 * https://github.com/coredns/helm/blob/master/charts/coredns/values.yaml
 */
export function releaseReplicas(resource: ResourceView): Replicas | undefined {
  if (!isRelease(resource, "coredns")) return undefined;
  const integer = (path: string) => unlessInFile(resource, resource.integer(`values.${path}`));
  const boolean = (path: string) => unlessInFile(resource, resource.boolean(`values.${path}`));

  // If this is off, the release is some other DNS server, which the cluster's pods don't use.
  const isClusterDns = boolean("isClusterService");
  if (isClusterDns.kind === "undetermined" || (isClusterDns.kind === "known" && !isClusterDns.value)) {
    return undefined;
  }
  // Without a Deployment, the release only adds resources around the CoreDNS that EKS installed.
  const hasDeployment = boolean("deployment.enabled");
  if (hasDeployment.kind === "undetermined" || (hasDeployment.kind === "known" && !hasDeployment.value)) {
    return undefined;
  }
  const isProportional = boolean("autoscaler.enabled");
  if (isProportional.kind === "undetermined") return undefined;
  if (isProportional.kind === "known" && isProportional.value) {
    return linearReplicas(
      integer("autoscaler.min"),
      "autoscaler.min",
      () => boolean("autoscaler.preventSinglePointFailure"),
      { preventsByDefault: true },
    );
  }
  const hasPodAutoscaler = boolean("hpa.enabled");
  if (hasPodAutoscaler.kind === "undetermined") return undefined;
  return hasPodAutoscaler.kind === "known" && hasPodAutoscaler.value
    ? replicasFrom(integer("hpa.minReplicas"), "hpa.minReplicas", 1, { isMinimum: true })
    : replicasFrom(integer("replicaCount"), "replicaCount", 1, { isMinimum: false });
}
