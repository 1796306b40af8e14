import { SIGNATURE } from "../../protocol/wire.ts";
import {
  isPropertyObject,
  isUnknown,
  Secret,
  type PropertyObject,
  type PropertyValue,
} from "../../rule/property-value.ts";

/** The differences between two sets of inputs, as dotted paths; elements of a list have the path of the list. */
export interface Difference {
  readonly changed: readonly string[];
  /** What can't be compared because it is unknown, encrypted or a file. */
  readonly unknown: readonly string[];
}

/**
 * Compares the inputs of the last update with those that a program sets.
 *
 * @param prior the inputs in the state, including names and defaults that the provider added and the program doesn't set.
 */
export function difference(prior: PropertyObject, asked: PropertyObject): Difference {
  const changed = new Set<string>();
  const unknown = new Set<string>();
  const visit = (before: PropertyValue, after: PropertyValue, path: string): void => {
    const [old, current] = [revealed(before), revealed(after)];
    if (isIncomparable(old) || isIncomparable(current)) unknown.add(path);
    else if (Array.isArray(old) && Array.isArray(current) && old.length === current.length) {
      for (const [index, element] of old.entries()) {
        visit(element as PropertyValue, current[index] as PropertyValue, path);
      }
    } else if (isPropertyObject(old) && isPropertyObject(current)) {
      for (const key of keys(old, current))
        visit(old[key], current[key], path === "" ? key : `${path}.${key}`);
    } else if (old !== current) changed.add(path);
  };
  visit(prior, asked, "");
  return { changed: [...changed], unknown: [...unknown].filter((path) => !changed.has(path)) };
}

function revealed(value: PropertyValue): PropertyValue {
  return value instanceof Secret ? revealed(value.value) : (value ?? undefined);
}

/** True for a value that can't be compared; the state contains only the hash of files and archives. */
function isIncomparable(value: PropertyValue): boolean {
  return isUnknown(value) || (isPropertyObject(value) && SIGNATURE in value);
}

/** Returns the keys that either has, without a provider's internal keys and the defaults that it filled in. */
function keys(prior: PropertyObject, asked: PropertyObject): readonly string[] {
  const defaults = Array.isArray(prior["__defaults"]) ? (prior["__defaults"] as readonly string[]) : [];
  return [...new Set([...Object.keys(prior), ...Object.keys(asked)])].filter(
    (key) =>
      !key.startsWith("__") && key !== "tagsAll" && !(defaults.includes(key) && asked[key] === undefined),
  );
}
