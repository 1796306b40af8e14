import type { PropertyObject } from "../../../rule/property-value.ts";

/** A resource that a provider checks. */
export interface CheckedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: PropertyObject;
}
