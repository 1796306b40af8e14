import type { Place } from "./reading.ts";

/** Something that was recorded about a stack. */
export type JournalEntry =
  | { readonly kind: "undetermined" | "notApplicable"; readonly place: Place; readonly reason: string }
  | { readonly kind: "secret"; readonly place: Place };

/** Everything that was recorded in an operation, in order; what was recorded in operations within it is a journal of its own. */
export class Journal {
  readonly #entries = new Set<JournalEntry | Journal>();

  /** Adds an entry, or what was recorded in an operation that has ended. */
  add(entry: JournalEntry | Journal): void {
    if (!(entry instanceof Journal) || entry.#entries.size > 0) this.#entries.add(entry);
  }

  /** Returns all entries, each once. */
  all(seen = new Set<Journal>()): readonly JournalEntry[] {
    if (seen.has(this)) return [];
    seen.add(this);
    return [...this.#entries].flatMap((entry) => (entry instanceof Journal ? entry.all(seen) : [entry]));
  }
}
