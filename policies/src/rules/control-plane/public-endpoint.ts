import type { Absent, Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";

/** Returns the setting that makes a cluster's API endpoint public, which it is by default; undefined if it is not public. */
export function publicEndpoint(cluster: ResourceView): Absent | Shown<boolean> | undefined {
  const isPublic = cluster.boolean("vpcConfig.endpointPublicAccess");
  return isPublic.kind === "absent" || (isPublic.kind === "known" && isPublic.value) ? isPublic : undefined;
}
