import { matchesGlob } from "./glob.ts";
import type { Option, OptionSchema } from "./option.ts";

/**
 * A finding that a team lives with, for a while: which resources, why, who says so and until when. Every selector that is
 * given must match.
 */
export interface Exemption<Key extends string = string> {
  /** URN of the resource. */
  readonly urn?: string;
  /** Type token of the resource, or of a member of a Kubernetes list. */
  readonly type?: string;
  /** Name of the resource in the program; `*` stands for any characters, `?` for one. */
  readonly name?: string;
  /** Kubernetes namespace of the object, as it names it itself. */
  readonly namespace?: string;
  /** Key of the only finding that is waived. @defaultValue all findings of the rule */
  readonly finding?: Key;
  /** Why, in at least {@link SHORTEST_REASON} characters. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** Last day, `2027-01-31`, whose end in UTC is the end; or a time, `2027-01-31T12:00:00Z`. */
  readonly expires: string;
  /** Where it was agreed. */
  readonly ticket?: string;
}

/** Fewest characters of a reason. */
export const SHORTEST_REASON = 15;

/** Most days that an exemption can last, from today on. */
export const LONGEST_DAYS = 180;

const DAY = 24 * 60 * 60 * 1000;
const EXPIRES = "^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}Z)?$";
const SELECTORS = ["urn", "type", "name", "namespace"] as const;

/** The option `exempt`, which every rule has. */
export function exemptions<Key extends string>(keys: readonly Key[]): Option<readonly Exemption<Key>[]> {
  const word = (description: string) => ({ type: "string", minLength: 1, description }) as const;
  const properties = {
    urn: word("URN of the resource."),
    type: word("Type token of the resource, or of a member of a Kubernetes list."),
    name: word("Name of the resource; * stands for any characters, ? for one."),
    namespace: word("Kubernetes namespace of the object."),
    finding: { ...word("The only finding that is waived; all of the rule without it."), enum: keys },
    reason: { ...word("Why."), minLength: SHORTEST_REASON },
    owner: word("Who answers for it."),
    expires: { ...word(`Last day (UTC), at most ${LONGEST_DAYS} days ahead: 2027-01-31.`), pattern: EXPIRES },
    ticket: word("Where it was agreed."),
  };
  const schema: OptionSchema = {
    type: "array",
    description: `Findings that are waived for a while. Each entry names its resources by ${SELECTORS.join(", ")}, or several of them, and says why, who answers for it and until when.`,
    default: [],
    items: {
      type: "object",
      properties,
      required: ["reason", "owner", "expires"],
      additionalProperties: false,
    },
  };
  return {
    default: [],
    schema,
    expected: `a list of objects with ${SELECTORS.join(", ")} (at least one of them), reason (${SHORTEST_REASON} characters or more), owner, expires (YYYY-MM-DD), and finding and ticket if wanted`,
    accepts: (value): value is readonly Exemption<Key>[] =>
      Array.isArray(value) && value.every((entry) => isEntry(entry, properties)),
  };
}

interface TextSchema {
  readonly minLength: number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
}

function isEntry(entry: unknown, properties: Readonly<Record<string, TextSchema>>): boolean {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return false;
  const values = new Map<string, unknown>(Object.entries(entry));
  return (
    ["reason", "owner", "expires"].every((name) => values.has(name)) &&
    [...values].every(([name, value]) => {
      const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return (
        schema !== undefined &&
        typeof value === "string" &&
        characters(value) >= schema.minLength &&
        (schema.enum?.includes(value) ?? true) &&
        new RegExp(schema.pattern ?? "").test(value)
      );
    })
  );
}

/** What an exemption is compared with: a resource, or a member of a Kubernetes list. */
export interface Subject {
  readonly urn: string;
  readonly name: string;
  /** Its own type, and that of the list it is a member of. */
  readonly types: readonly string[];
  /** Undefined where the object names none, null where it is not known yet. */
  readonly namespace: string | null | undefined;
}

/** What an exemption does on a day. */
export type ExemptionState =
  | { readonly kind: "active" | "expiring" | "expired" }
  | { readonly kind: "malformed"; readonly problem: string };

/** Days before its end on which an exemption is reported as expiring. */
export const EXPIRING_DAYS = 14;

/** Whether an exemption still holds; one that is malformed never does. */
export function stateOf(exemption: Exemption, now: Date): ExemptionState {
  const { expires, reason } = exemption;
  const malformed = (problem: string): ExemptionState => ({ kind: "malformed", problem });
  if (SELECTORS.every((selector) => exemption[selector] === undefined)) {
    return malformed(`names no resource; give ${SELECTORS.join(", ")} or several of them`);
  }
  if (characters(reason.trim()) < SHORTEST_REASON) {
    return malformed(`has a reason of fewer than ${SHORTEST_REASON} characters`);
  }
  const end = endOf(expires);
  if (end === undefined) return malformed(`expires on ${expires}, which is no day`);
  const left = end - now.getTime();
  if (left <= 0) return { kind: "expired" };
  if (end > endOfDay(now) + LONGEST_DAYS * DAY) {
    return malformed(`expires on ${expires}; at most ${LONGEST_DAYS} days ahead are accepted`);
  }
  return { kind: left <= EXPIRING_DAYS * DAY ? "expiring" : "active" };
}

/** Whether an exemption is about a resource: undefined where that depends on a namespace that is not known yet. */
export function concerns(exemption: Exemption, subject: Subject): boolean | undefined {
  const { urn, type, name, namespace } = exemption;
  const matches =
    (urn === undefined || urn === subject.urn) &&
    (type === undefined || subject.types.includes(type)) &&
    (name === undefined || matchesGlob(name, subject.name));
  if (!matches || namespace === undefined) return matches;
  return subject.namespace === null ? undefined : namespace === subject.namespace;
}

/** The moment at which an exemption ends, in milliseconds; undefined for a day or time that no calendar has. */
function endOf(expires: string): number | undefined {
  if (!new RegExp(EXPIRES).test(expires)) return undefined;
  const [day = "", time] = expires.split("T");
  const start = new Date(`${day}T00:00:00Z`);
  // JavaScript takes the 30th of February for the 2nd of March.
  if (Number.isNaN(start.getTime()) || start.toISOString().slice(0, 10) !== day) return undefined;
  const end = time === undefined ? endOfDay(start) : Date.parse(expires);
  return Number.isNaN(end) ? undefined : end;
}

/** Counted as JSON Schema does, which does not count in UTF-16 units. */
function characters(text: string): number {
  return Array.from(text).length;
}

function endOfDay(date: Date): number {
  return Math.floor(date.getTime() / DAY) * DAY + DAY;
}
