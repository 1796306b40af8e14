import { CLUSTER } from "../../cluster/aws-types.ts";
import { minorVersion } from "../../facts/minor-version.ts";
import { isUnknown, Secret } from "../../rule/property-value.ts";
import type { Resource } from "../../rule/resource-view.ts";

/**
 * Returns a cluster as if it had been updated to a version, so that every rule that reads its version judges the stack after
 * the update; other resources, clusters that are newer, and versions that EKS rejects are returned as they are.
 */
export function atTargetVersion<R extends Resource>(resource: R, target: string | undefined): R {
  if (target === undefined || resource.type !== CLUSTER) return resource;
  const written = resource.props["version"];
  const own = written instanceof Secret ? written.value : written;
  if (!isUnknown(own) && (typeof own === "string" || typeof own === "number")) {
    const minor = minorVersion(String(own));
    if (minor === undefined || minor >= (minorVersion(target) ?? 0)) return resource;
  }
  return { ...resource, props: { ...resource.props, version: target } };
}
