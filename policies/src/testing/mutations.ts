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
export type Mutation = "unknown" | "absent" | "of another type" | "secret" | "another text";

/** The properties with one leaf replaced. */
export interface Mutant {
  readonly mutation: Mutation;
  /** The path of the leaf. */
  readonly path: string;
  /** The original value. */
  readonly leaf: PropertyValue;
  readonly props: PropertyObject;
}

/** Yields every replacement of every leaf, including the leaves of documents in strings. */
export function* mutants(props: PropertyObject): Iterable<Mutant> {
  for (const { path: segments, value: leaf, isInDocument } of leaves(props, [], false)) {
    const path = formatPath(segments);
    const changes = new Map<Mutation, PropertyValue>([
      ["absent", undefined],
      ["of another type", [1]],
    ]);
    if (!isInDocument) {
      changes.set("unknown", UNKNOWN);
      changes.set("secret", new Secret(leaf));
    }
    if (typeof leaf === "string") changes.set("another text", PLANTED);
    for (const [mutation, value] of changes) {
      const copy = editableCopy(props);
      applyEdits(copy, [{ path, value }]);
      yield { mutation, path, leaf, props: copy };
    }
  }
}

interface Leaf {
  readonly path: PropertyPath;
  readonly value: PropertyValue;
  readonly isInDocument: boolean;
}

function* leaves(value: PropertyValue, path: PropertyPath, isInDocument: boolean): Iterable<Leaf> {
  if (value === undefined || value === null || isUnknown(value) || value instanceof Secret) return;
  if (Array.isArray(value) || isPropertyObject(value)) {
    const below: readonly (readonly [string | number, PropertyValue])[] = Array.isArray(value)
      ? [...(value as readonly PropertyValue[]).entries()]
      : Object.entries(value);
    for (const [segment, child] of below) yield* leaves(child, [...path, segment], isInDocument);
    if (below.length > 0) return;
  }
  yield { path, value, isInDocument };
  const document = typeof value === "string" && !isInDocument ? parseDocument(value) : undefined;
  if (document) yield* leaves(document, path, true);
}
