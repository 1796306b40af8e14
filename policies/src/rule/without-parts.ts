import {
  isPropertyObject,
  isUnknown,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "./property-value.ts";

/**
 * Returns a value from a document that is known in part: everything that is known only in part is unknown, including objects with
 * such names, and lists with an unknown element, which may stand for several.
 */
export function withoutParts(value: PropertyValue): PropertyValue {
  if (isUnknown(value)) return UNKNOWN;
  if (Array.isArray(value)) {
    const elements = value as readonly PropertyValue[];
    return elements.includes(UNKNOWN) ? UNKNOWN : elements.map(withoutParts);
  }
  if (!isPropertyObject(value)) return value;
  return Object.keys(value).some(isUnknown) ? UNKNOWN : propertiesWithoutParts(value);
}

/** Returns the properties of an object; see {@link withoutParts}. */
export function propertiesWithoutParts(object: PropertyObject): PropertyObject {
  return Object.fromEntries(Object.entries(object).map(([name, below]) => [name, withoutParts(below)]));
}
