import { editDocument, nestedIn } from "../rule/document.ts";
import type { Edit } from "../rule/finding.ts";
import { toSegments } from "../rule/property-path.ts";
import { Secret, type PropertyObject, type PropertyValue } from "../rule/property-value.ts";

/**
 * Applies edits in place. Everything else stays as it is, including unknown and secret values; a secret with a new value remains
 * secret.
 */
export function applyEdits(props: object, edits: readonly Edit[]): void {
  for (const { path, value } of edits) set(props as Container, toSegments(path), value);
}

/** Returns the properties with edits applied; the original properties stay unchanged. */
export function edited(props: PropertyObject, edits: readonly Edit[]): PropertyObject {
  const copied = editableCopy(props);
  applyEdits(copied, edits);
  return copied;
}

/** Returns a copy that can be edited; unknown and secret values stay as they are. */
export function editableCopy(props: PropertyObject): PropertyObject {
  return copy(props) as PropertyObject;
}

type Container = Record<string | number, PropertyValue>;

function set(
  container: Container,
  [segment, ...below]: readonly (string | number)[],
  value: PropertyValue,
): void {
  if (segment === undefined) return;
  const current = container[segment];
  const plain = current instanceof Secret ? current.value : current;
  if (below.length > 0 && typeof plain === "object" && plain !== null) {
    set(plain as Container, below, value);
    return;
  }
  const changed =
    below.length === 0
      ? value
      : typeof plain === "string"
        ? editDocument(plain, below, value)
        : nestedIn(below, value);
  container[segment] = current instanceof Secret ? new Secret(changed) : changed;
}

function copy(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return new Secret(copy(value.value));
  if (Array.isArray(value)) return (value as readonly PropertyValue[]).map(copy);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, copy(below)]));
}
