// Kubernetes' own judgment of objects: the API server's decoders, defaults and validation.
import { answersOf, KUBERNETES } from "./oracle.ts";

/** What the API server says when an object is created. */
export type Verdict =
  | { readonly accepted: true }
  | { readonly refused: string }
  /** The kind or version is not among those that the program serves. */
  | { readonly unserved: string };

/** Returns the verdict on each object, in order. */
export function verdictsOn(objects: readonly object[]): readonly Verdict[] {
  return answersOf(KUBERNETES, objects) as readonly Verdict[];
}
