import { parseDocument } from "../rule/document.ts";
import { formatPath, type PropertyPath } from "../rule/property-path.ts";
import {
  isPropertyObject,
  isUnknown,
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../rule/property-value.ts";
import { applyEdits, editableCopy } from "../run/edit.ts";

/** A string that stands for a secret that isn't marked. */
export const PLANTED = "planted-7d1f0c";

/** The kinds of values that replace a leaf, one at a time. */
export type Mutation =
  | "unknown"
  | "absent"
  | "of another type"
  | "secret"
  | "a larger secret"
  | "a smaller secret"
  | "another text";

/** The properties with one leaf replaced. */
export interface Mutant {
  readonly mutation: Mutation;
  /** The path of the leaf. */
  readonly path: string;
  /** The original value. */
  readonly leaf: PropertyValue;
  readonly props: PropertyObject;
}

/**
 * Yields every replacement of every leaf, including the leaves of documents in strings, and every object and list as unknown.
 *
 * @param isVisited False for a place that the rule doesn't look at: whatever is there, the rule says the same. A document counts
 * as one place.
 */
export function* mutants(
  props: PropertyObject,
  isVisited: (path: string) => boolean = () => true,
): Iterable<Mutant> {
  for (const { path: segments, value: leaf, documentPath, isInner } of nodes(props, [])) {
    const path = formatPath(segments);
    const isInDocument = documentPath !== undefined;
    if (!isVisited(formatPath(documentPath ?? segments))) continue;
    const changes = new Map<Mutation, PropertyValue>();
    if (!isInDocument) changes.set("unknown", UNKNOWN);
    if (!isInner) {
      changes.set("absent", undefined).set("of another type", [1]);
      if (!isInDocument) {
        changes.set("secret", new Secret(leaf));
        if (typeof leaf === "number") {
          changes.set("a larger secret", new Secret(leaf + 1)).set("a smaller secret", new Secret(leaf - 1));
        }
      }
      if (typeof leaf === "string") changes.set("another text", PLANTED);
    }
    for (const [mutation, value] of changes) {
      const copy = editableCopy(props);
      applyEdits(copy, [{ path, value }]);
      yield { mutation, path, leaf, props: copy };
    }
  }
}

interface Node {
  readonly path: PropertyPath;
  readonly value: PropertyValue;
  /** The path of the string that has the document which the value is in. */
  readonly documentPath: PropertyPath | undefined;
  /** True for an object or a list that is not empty. */
  readonly isInner: boolean;
}

function* nodes(value: PropertyValue, path: PropertyPath, documentPath?: PropertyPath): Iterable<Node> {
  if (value === undefined || value === null || isUnknown(value) || value instanceof Secret) return;
  if (Array.isArray(value) || isPropertyObject(value)) {
    const below: readonly (readonly [string | number, PropertyValue])[] = Array.isArray(value)
      ? [...(value as readonly PropertyValue[]).entries()]
      : Object.entries(value);
    if (below.length > 0) {
      if (path.length > 0) yield { path, value, documentPath, isInner: true };
      for (const [segment, child] of below) yield* nodes(child, [...path, segment], documentPath);
      return;
    }
  }
  yield { path, value, documentPath, isInner: false };
  const document = typeof value === "string" && !documentPath ? parseDocument(value) : undefined;
  if (document) yield* nodes(document, path, path);
}
