import type { TestResource } from "../../../policies/src/rule/example.ts";
import type { PropertyObject } from "../../../policies/src/rule/property-value.ts";

/** A cluster with these properties. */
export function cluster(props: PropertyObject): TestResource {
  return { type: "aws:eks/cluster:Cluster", props: { name: "shop", ...props } };
}
