/**
 * A property value as rules see it: plain data, in which a value that is not known yet is one of Pulumi's sentinel strings (as on
 * the wire), and a value that is marked as secret is wrapped in {@link Secret}.
 */
export type PropertyValue =
  undefined | null | boolean | number | string | Secret | readonly PropertyValue[] | PropertyObject;

/** An object that maps property names to values, such as a resource's inputs or outputs. */
export interface PropertyObject {
  readonly [key: string]: PropertyValue;
}

/** A value that the program marked as secret. It can be judged but is never printed. */
export class Secret {
  readonly value: PropertyValue;

  constructor(value: PropertyValue) {
    this.value = value;
  }
}

/** The sentinel for a string that is unknown until `pulumi up` has created the resource that it comes from. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

// One sentinel per kind of value; source: pulumi-policy sdk/nodejs/policy/proxy.ts, 1.21.0.
const UNKNOWN_SENTINELS: ReadonlySet<unknown> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/**
 * The number of levels of lists and objects in which values are read; what is nested deeper is unknown. Kubernetes' own schema for
 * custom resources, the deepest object that teams have, has some tens.
 */
export const DEEPEST = 200;

/** True for a value that is unknown until `pulumi up`, in whole or in part. */
export function isUnknown(value: unknown): boolean {
  return UNKNOWN_SENTINELS.has(value) || isPartlyKnown(value);
}

/**
 * True for a string of which parts are known: the sentinel stands for each of the others. Only the offline preview has such strings,
 * from the models of components and from `interpolate` and `concat`; on the engine's wire, all of it is unknown.
 */
export function isPartlyKnown(value: unknown): value is string {
  return typeof value === "string" && value.length > UNKNOWN.length && value.includes(UNKNOWN);
}

/** True for an object of properties; false for a list, a secret or null. */
export function isPropertyObject(value: PropertyValue): value is PropertyObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Secret);
}
