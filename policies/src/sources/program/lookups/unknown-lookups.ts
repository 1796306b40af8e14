import { SIGNATURE } from "../../../protocol/wire.ts";
import { isUnknown, UNKNOWN, type PropertyObject } from "../../../rule/property-value.ts";
import { holdsUnknown } from "../components/output.ts";

const NOTHING = { fields: new Set<string>(), entries: new Set<string>() };

/** The lookups of a run whose answers have unknown parts, and what the program's own code uses of them. */
export class UnknownLookups {
  /** By token: unknown fields (none for an answer that is unknown as a whole), and entries that would answer the calls. */
  readonly #answers = new Map<string, { readonly fields: Set<string>; readonly entries: Set<string> }>();
  readonly #later = new Map<string, readonly string[]>();
  readonly #uses = new Map<string, Set<string>>();

  /** Adds an answer with unknown parts; undefined if all of it is unknown. Arguments that are secret must be left out. */
  add(token: string, args: PropertyObject, answer?: PropertyObject): void {
    const { fields, entries } = this.#answers.get(token) ?? { fields: new Set(), entries: new Set() };
    this.#answers.set(token, { fields, entries });
    const unknown = Object.keys(answer ?? {}).filter((field) => holdsUnknown(answer?.[field]));
    for (const field of unknown) fields.add(field);
    entries.add(answerEntry(token, args, unknown));
  }

  /**
   * Adds a lookup whose arguments are not known: those of the program's own code come from another lookup, and others from resources,
   * so that no preview knows them.
   */
  addLater(token: string, fields: readonly string[]): void {
    this.#later.set(token, fields);
  }

  /** Adds a use of an unknown value in the program's own code. */
  addUse(token: string, path: string): void {
    this.#uses.set(token, (this.#uses.get(token) ?? new Set()).add(path === "" ? "its answer" : path));
  }

  /** One line for each function: what isn't known, what the program uses of it, and how to answer it. */
  lines(): string[] {
    for (const [token, fields] of this.#uses.size > 0 ? this.#later : []) {
      if (!this.#answers.has(token))
        this.add(token, {}, Object.fromEntries(fields.map((field) => [field, UNKNOWN])));
    }
    const tokens = new Set([...this.#answers.keys(), ...this.#uses.keys()]);
    return [...tokens].map((token) => {
      const { fields, entries } = this.#answers.get(token) ?? NOTHING;
      const what = fields.size > 0 ? [...fields].join(", ") : "its answer";
      const answer = entries.size > 0 ? `; to answer it, ${howToAnswer(entries)}` : "";
      return `${token}: ${what} not known offline${this.#useOf(token)}${answer}`;
    });
  }

  /** The uses of unknown values in the program's own code, in one line for each function. */
  uses(): string[] {
    return [...this.#uses.keys()].map((token) => `${token}${this.#useOf(token)}`);
  }

  #useOf(token: string): string {
    const uses = this.#uses.get(token);
    return uses ? `, and the program's own code depends on ${[...uses].join(", ")}` : "";
  }
}

/** Returns the advice to add entries to the lookups of a project. */
export function howToAnswer(entries: Iterable<string>): string {
  return `add to "lookups" in productionproof.json: ${[...entries].join(", ")}`;
}

/** Returns the entry for `productionproof.json` that answers a lookup. Arguments that aren't plain values are left out. */
export function answerEntry(token: string, args: PropertyObject, fields: readonly string[] = []): string {
  const plain = Object.entries(args).filter(([, value]) => isPlain(value));
  return JSON.stringify({
    token,
    ...(plain.length > 0 ? { args: Object.fromEntries(plain) } : {}),
    result: Object.fromEntries(fields.map((field) => [field, NOT_ANSWERED])),
  });
}

/** What stands in an entry for a value that is to be filled in; it is unknown. */
export const NOT_ANSWERED = "…";

function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return !isUnknown(value);
  return !(SIGNATURE in value) && Object.values(value).every(isPlain);
}
