import type { Absent, Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";

/** The setting by which the internet may reach a cluster's API endpoint, which it may unless that is false; undefined where it may not. */
export function publicEndpoint(cluster: ResourceView): Absent | Shown<boolean> | undefined {
  const isPublic = cluster.boolean("vpcConfig.endpointPublicAccess");
  return isPublic.kind === "absent" || (isPublic.kind === "known" && isPublic.value) ? isPublic : undefined;
}
