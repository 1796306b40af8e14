import {
  isPropertyObject,
  Secret,
  type PropertyObject,
  type PropertyValue,
} from "../../../../rule/property-value.ts";

/** A secret that is shorter is taken for one only where it is a whole value. */
const SHORTEST_PART = 4;

/** Returns a value without its secrets' wrappers, and adds their texts. */
export function revealed(value: PropertyValue, secrets: Set<string>, isSecret = false): PropertyValue {
  if (value instanceof Secret) return revealed(value.value, secrets, true);
  if (Array.isArray(value))
    return (value as readonly PropertyValue[]).map((element) => revealed(element, secrets, isSecret));
  if (isPropertyObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, revealed(inner, secrets, isSecret)]),
    );
  }
  if (isSecret && (typeof value === "number" || typeof value === "string") && value !== "")
    secrets.add(String(value));
  return value;
}

/**
 * Returns an object that was rendered from values with secrets, in which each value that contains one is secret. The provider itself
 * loses that they are.
 */
export function concealed(object: PropertyObject, secrets: ReadonlySet<string>): PropertyObject {
  const conceal = (value: PropertyValue): PropertyValue => {
    if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(conceal);
    if (isPropertyObject(value)) return concealed(value, secrets);
    if (typeof value !== "number" && typeof value !== "string") return value;
    const text = String(value);
    const isSecret = [...secrets].some((secret) =>
      secret.length < SHORTEST_PART ? text === secret : text.includes(secret),
    );
    return isSecret ? new Secret(value) : value;
  };
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, conceal(value)]));
}

/** Returns an object of a manifest that is secret as a whole: only what identifies the object isn't. */
export function withSecretContents({
  apiVersion,
  kind,
  metadata,
  ...contents
}: PropertyObject): PropertyObject {
  const { name, namespace, ...others } = isPropertyObject(metadata) ? metadata : {};
  const identity = {
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
  };
  return { apiVersion, kind, metadata: { ...identity, ...secretValues(others) }, ...secretValues(contents) };
}

function secretValues(object: PropertyObject): PropertyObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, new Secret(value)]));
}
