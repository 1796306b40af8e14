import { isUnknown, type PropertyObject, type PropertyValue } from "../../../../rule/property-value.ts";
import { fieldsOf } from "../output.ts";

/** What an object is named after. */
export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Empty if it has none. */
  readonly namespace: string;
}

/** An object that can be named. */
export interface IdentifiedObject extends Identity {
  readonly object: PropertyObject;
}

/** Returns an object with its identity; undefined if a part of that is missing, unknown or secret. */
export function identified(object: PropertyObject): IdentifiedObject | undefined {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = fieldsOf(metadata);
  const given = namespace ?? "";
  return isText(apiVersion) && isText(kind) && isText(name) && (given === "" || isText(given))
    ? { object, apiVersion, kind, name, namespace: given }
    : undefined;
}

/** True for a string that is known and not empty. */
export function isText(value: PropertyValue): value is string {
  return typeof value === "string" && value !== "" && !isUnknown(value);
}
