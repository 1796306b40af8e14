import {
  DEEPEST,
  isPropertyObject,
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../rule/property-value.ts";

/** The properties with at most {@link DEEPEST} levels of lists and objects. */
interface Limited {
  /** The same object if nothing in it is nested deeper. */
  readonly props: PropertyObject;
  /** Names of the properties in which deeper values were replaced with unknown, here or when they were read. */
  readonly tooDeep: readonly string[];
}

export function withLimitedNesting(props: PropertyObject): Limited {
  const tooDeep = Object.keys(props).filter((name) => isTooDeep(props[name], 1));
  if (tooDeep.length === 0) return { props, tooDeep };
  return {
    props: { ...props, ...Object.fromEntries(tooDeep.map((name) => [name, limited(props[name], 1)])) },
    tooDeep,
  };
}

function isTooDeep(value: PropertyValue, depth: number): boolean {
  if (depth > DEEPEST) return true;
  if (value instanceof Secret) return isTooDeep(value.value, depth + 1);
  if (typeof value !== "object" || value === null) return false;
  for (const below of Object.values(value as PropertyObject)) if (isTooDeep(below, depth + 1)) return true;
  return false;
}

function limited(value: PropertyValue, depth: number): PropertyValue {
  if (depth > DEEPEST) return UNKNOWN;
  if (value instanceof Secret) return new Secret(limited(value.value, depth + 1));
  if (Array.isArray(value)) {
    return (value as readonly PropertyValue[]).map((element) => limited(element, depth + 1));
  }
  if (!isPropertyObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, limited(below, depth + 1)]));
}
