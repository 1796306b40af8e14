import leven from "leven";
import { z } from "zod";

type Issue = z.core.$ZodIssue;

/** A value that conflicts with others. */
export interface Problem {
  readonly path: PropertyKey[];
  readonly input: unknown;
  readonly message: string;
}

/**
 * Returns a line for each problem with a stack's settings: its location, the value, and what would be accepted.
 *
 * @param where the text before the key.
 */
export function describeProblems(
  issues: readonly Issue[],
  schema: z.ZodType,
  where: string,
): readonly string[] {
  return issues.flatMap((issue) => {
    const at = (...below: readonly string[]): string => `${where}${formatPath([...issue.path, ...below])}`;
    if (issue.code === "unrecognized_keys") {
      const accepted = acceptedKeys(schema, issue.path);
      return issue.keys.map(
        (key) => `${at(key)} is not a setting${didYouMean(key, accepted)}; accepted: ${accepted.join(", ")}`,
      );
    }
    if (issue.code === "invalid_key")
      return [`${at()} is not a valid name; ${issue.issues[0]?.message ?? ""}`];
    // It may contain credentials.
    if (issue.path.includes("userData")) return [`${at()} is not accepted; ${expectation(issue)}`];
    if (issue.input === undefined) return [`${at()} is missing; ${expectation(issue)}`];
    return [`${at()} is ${JSON.stringify(issue.input)}; ${expectation(issue)}`];
  });
}

/** A path in the format of `pulumi config set --path`: `pools.general.instanceTypes[0]`. */
function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((segment) => (typeof segment === "number" ? `[${segment}]` : `.${String(segment)}`))
    .join("")
    .slice(1);
}

/** What would be accepted: the setting's own message, if it has one. */
function expectation(issue: Issue): string {
  if (issue.message.startsWith("expected")) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `expected ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `expected ${issue.values
        .map(String)
        .join(", ")
        .replace(/, ([^,]*)$/, " or $1")}`;
    case "too_small":
      return issue.origin === "array"
        ? `expected ${String(issue.minimum)} or more items`
        : `expected ${String(issue.minimum)} or more`;
    case "too_big":
      return issue.origin === "array"
        ? `expected at most ${String(issue.maximum)} items`
        : `expected ${String(issue.maximum)} or less`;
    default:
      return issue.message;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a whole number",
  object: "keys and values",
  record: "keys and values",
  string: "a string; quote it if it looks like a number",
};

/** The keys that the object at a path has. */
function acceptedKeys(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current: unknown = schema;
  for (const segment of path) {
    const inner = unwrapped(current);
    current =
      inner instanceof z.ZodObject
        ? inner.shape[String(segment)]
        : inner instanceof z.ZodRecord
          ? inner.valueType
          : undefined;
  }
  const object = unwrapped(current);
  if (object instanceof z.ZodObject) return Object.keys(object.shape);
  return object instanceof z.ZodRecord && object.keyType instanceof z.ZodEnum
    ? object.keyType.options.map(String)
    : [];
}

/** The schema inside a default or an optional. */
function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
    ? unwrapped(schema.unwrap())
    : schema;
}

function didYouMean(key: string, accepted: readonly string[]): string {
  const [closest] = accepted
    .map((candidate) => ({ candidate, distance: leven(key.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, candidate.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return closest ? ` (did you mean "${closest.candidate}"?)` : "";
}
