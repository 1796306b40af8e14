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

/** Pattern of {@link Exemption.expires}. */
export const EXPIRES = "^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}Z)?$";

/** What an exemption names its resources by. */
export const SELECTORS = ["urn", "type", "name", "namespace"] as const;

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

/** The number of characters, counted as JSON Schema does, which does not count in UTF-16 units. */
export function characters(text: string): number {
  return Array.from(text).length;
}
