import type { ResourceView } from "../../rule/resource-view.ts";

/** True for a cluster whose API endpoint the internet may reach, which it may unless the cluster says otherwise. */
export function hasPublicEndpoint(cluster: ResourceView): boolean {
  const isPublic = cluster.boolean("vpcConfig.endpointPublicAccess");
  return isPublic.kind === "absent" || (isPublic.kind === "known" && isPublic.value);
}
