import {
  isPartlyKnown,
  isPropertyObject,
  isUnknown,
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../rule/property-value.ts";

// How Pulumi marks special values inside a google.protobuf.Struct; source: pulumi sdk/go/common/resource/properties.go.
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** A value in a protobuf Struct, converted to JavaScript. */
export type WireValue = null | boolean | number | string | readonly WireValue[] | WireObject;

/** An object on the wire; special values carry a signature. */
export interface WireObject {
  readonly [key: string]: WireValue;
}

/**
 * Decodes a property value from the wire. An output value becomes the value that it holds, or unknown; the URNs that it depends
 * on are added to `dependencies`. Assets and resource references stay as they are.
 */
export function decode(wire: WireValue, dependencies?: Set<string>): PropertyValue {
  if (Array.isArray(wire))
    return (wire as readonly WireValue[]).map((element) => decode(element, dependencies));
  // What a program counts with an unknown number; no property can have that value.
  if (Number.isNaN(wire)) return UNKNOWN;
  return isWireObject(wire) ? meaningOf(decodeObject(wire, dependencies), dependencies) : wire;
}

/** Returns the value that an object from the wire represents; its properties must already be decoded. See {@link decode}. */
export function meaningOf(object: PropertyObject, dependencies?: Set<string>): PropertyValue {
  switch (object[SIGNATURE]) {
    case SECRET:
      return new Secret(object["value"] ?? null);
    case OUTPUT_VALUE: {
      for (const urn of (object["dependencies"] ?? []) as readonly string[]) dependencies?.add(urn);
      const value = object["value"] === undefined ? UNKNOWN : object["value"];
      return object["secret"] === true ? new Secret(value) : value;
    }
    default:
      return object;
  }
}

/** Decodes each property of an object from the wire; see {@link decode}. */
export function decodeObject(wire: WireObject, dependencies?: Set<string>): PropertyObject {
  return Object.fromEntries(Object.entries(wire).map(([key, value]) => [key, decode(value, dependencies)]));
}

/** Encodes a property value for the wire. */
export function encode(value: PropertyValue): WireValue {
  if (value instanceof Secret) return { [SIGNATURE]: SECRET, value: encode(value.value) };
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(encode);
  if (typeof value === "object" && value !== null) return encodeObject(value as PropertyObject);
  return isPartlyKnown(value) ? UNKNOWN : (value ?? null);
}

/** Encodes each property of an object for the wire; properties without a value are omitted. */
export function encodeObject(object: PropertyObject): WireObject {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, encode(value)]),
  );
}

/**
 * Encodes a property value as the engine shows it to a transform: unknown and secret values are output values, so that `apply`
 * works on them.
 */
export function encodeForTransform(value: PropertyValue): WireValue {
  if (value instanceof Secret) {
    return { [SIGNATURE]: OUTPUT_VALUE, value: encodeForTransform(value.value), secret: true };
  }
  if (isUnknown(value)) return { [SIGNATURE]: OUTPUT_VALUE };
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(encodeForTransform);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, encodeForTransform(below)]));
  }
  return value ?? null;
}

/** Returns a reference to a resource whose ID isn't known yet, as in a component's outputs. */
export function resourceReference(urn: string): PropertyObject {
  return { [SIGNATURE]: RESOURCE_REFERENCE, urn, id: "" };
}

/**
 * Returns the URN in a reference to a resource that a provider creates; undefined for other values. The reference to a component
 * has no ID.
 */
export function referencedResource(value: PropertyValue): string | undefined {
  if (!isPropertyObject(value) || value[SIGNATURE] !== RESOURCE_REFERENCE) return undefined;
  return "id" in value && typeof value["urn"] === "string" ? value["urn"] : undefined;
}

function isWireObject(value: WireValue): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
