import { didYouMean } from "../did-you-mean.ts";
import type { Option, OptionSchema } from "./option.ts";

/**
 * A finding that a team accepts for a limited time: for which resources, why, on whose responsibility and until when. Every
 * selector that is set must match.
 */
export interface Exemption<Key extends string = string> {
  /** URN of the resource. */
  readonly urn?: string;
  /** Type token of the resource, or of a member of a Kubernetes list. */
  readonly type?: string;
  /** Name of the resource in the program; `*` matches any number of characters, `?` exactly one. */
  readonly name?: string;
  /** Kubernetes namespace that the object itself sets. */
  readonly namespace?: string;
  /** Key of the only finding to waive. @defaultValue all findings of the rule */
  readonly finding?: Key;
  /** The reason, at least {@link SHORTEST_REASON} characters long. */
  readonly reason: string;
  /** Who is responsible for it. */
  readonly owner: string;
  /** The last day, through its end in UTC (`2027-01-31`), or a time (`2027-01-31T12:00:00Z`). */
  readonly expires: string;
  /** Where it was approved. */
  readonly ticket?: string;
}

/** The minimum length of a reason, in characters. */
export const SHORTEST_REASON = 15;

/** The maximum number of days from today that an exemption can last. */
export const LONGEST_DAYS = 180;

/** The pattern of {@link Exemption.expires}. */
export const EXPIRES = "^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}Z)?$";

/** The fields by which an exemption selects resources. */
export const SELECTORS = ["urn", "type", "name", "namespace"] as const;

/** The option `exempt`, which every rule has. */
export function exemptions<Key extends string>(keys: readonly Key[]): Option<readonly Exemption<Key>[]> {
  const word = (description: string) => ({ type: "string", minLength: 1, description }) as const;
  const properties = {
    urn: word("URN of the resource."),
    type: word("Type token of the resource, or of a member of a Kubernetes list."),
    name: word("Name of the resource; * matches any number of characters, ? exactly one."),
    namespace: word("Kubernetes namespace of the object."),
    finding: {
      ...word("The only finding to waive. If unset, all findings of the rule are waived."),
      enum: keys,
    },
    reason: { ...word("Reason for the exemption."), minLength: SHORTEST_REASON },
    owner: word("Who is responsible for it."),
    expires: { ...word(`Last day (UTC), at most ${LONGEST_DAYS} days ahead: 2027-01-31.`), pattern: EXPIRES },
    ticket: word("Where it was approved."),
  };
  const schema: OptionSchema = {
    type: "array",
    description: `Findings that are waived for a limited time. Each entry selects resources by one or more of ${SELECTORS.join(", ")}, and states the reason, the owner and the expiry date.`,
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
    expected: `a list of objects with ${SELECTORS.join(", ")} (at least one of them), reason (${SHORTEST_REASON} characters or more), owner, expires (YYYY-MM-DD), and optionally finding and ticket`,
    accepts: (value): value is readonly Exemption<Key>[] =>
      Array.isArray(value) && value.every((entry) => entryProblems(entry, properties).length === 0),
    problems: (value) =>
      Array.isArray(value)
        ? value.flatMap((entry, index) =>
            entryProblems(entry, properties).map((problem) => `[${index}]${problem}`),
          )
        : [],
  };
}

interface TextSchema {
  readonly minLength: number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
}

const REQUIRED = ["reason", "owner", "expires"];

/** Returns what is wrong with an entry, each line with the field. */
function entryProblems(entry: unknown, properties: Readonly<Record<string, TextSchema>>): readonly string[] {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    return [` is ${JSON.stringify(entry)}; expected an object with ${REQUIRED.join(", ")}`];
  }
  const values = new Map<string, unknown>(Object.entries(entry));
  const names = Object.keys(properties);
  return [
    ...REQUIRED.filter((name) => !values.has(name)).map((name) => `.${name} is missing`),
    ...[...values].flatMap(([name, value]) => {
      const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (!schema)
        return [`.${name} is not a field${didYouMean(name, names)}; accepted: ${names.join(", ")}`];
      const expected = expectation(value, schema);
      return expected === undefined ? [] : [`.${name} is ${JSON.stringify(value)}; expected ${expected}`];
    }),
  ];
}

/** Returns what a field must be; undefined if it is. */
function expectation(value: unknown, schema: TextSchema): string | undefined {
  if (typeof value !== "string") return "a string";
  if (schema.enum?.includes(value) === false) {
    return `one of ${schema.enum.join(", ")}${didYouMean(value, schema.enum)}`;
  }
  if (characters(value) < schema.minLength) {
    return schema.minLength === 1 ? "a text" : `${schema.minLength} characters or more`;
  }
  const isMatch = new RegExp(schema.pattern ?? "").test(value);
  return isMatch ? undefined : "a date as YYYY-MM-DD, or a time as YYYY-MM-DDTHH:MM:SSZ";
}

/** Returns the number of characters as JSON Schema counts them: code points, not UTF-16 code units. */
export function characters(text: string): number {
  return Array.from(text).length;
}
