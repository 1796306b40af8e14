/** The subset of JSON Schema that option definitions use; the engine validates a policy config against it. */
export interface ValueSchema {
  readonly type: "integer" | "boolean" | "string" | "array" | "object";
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly pattern?: string;
  readonly items?: ValueSchema;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: ValueSchema | false;
}

/** The schema of an option. */
export interface OptionSchema extends ValueSchema {
  readonly description: string;
  /** Absent for an option that has no value unless a team sets it. */
  readonly default?: unknown;
}

/** An option of a rule: its type, default, schema and documentation in one place. */
export interface Option<T> {
  readonly default: T;
  readonly schema: OptionSchema;
  /** What a value must be, worded for a message: `a whole number from 16 to 28`. */
  readonly expected: string;
  accepts(value: unknown): value is T;
  /** Returns what is wrong in a value with parts, one line each that starts with the part: `[1].owner is missing`. */
  problems?(value: unknown): readonly string[];
}

/** A rule's options by name. */
export type Options = Readonly<Record<string, Option<unknown>>>;

/** The values of a rule's options in a run. */
export type OptionValues<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends Option<infer T> ? T : never;
};

interface Described<T> {
  /** What the option does, including its unit. */
  readonly description: string;
  readonly default: T;
}

/** Returns an option for a whole number between two inclusive bounds. */
export function integer(
  option: Described<number> & { readonly min: number; readonly max: number },
): Option<number> {
  const { min, max } = option;
  return {
    default: option.default,
    schema: { ...described("integer", option), minimum: min, maximum: max },
    expected: `a whole number from ${min} to ${max}`,
    accepts: (value): value is number =>
      Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
  };
}

/** Returns an option for a whole number between two inclusive bounds that can be left unset. */
export function optionalInteger(option: {
  readonly description: string;
  readonly min: number;
  readonly max: number;
}): Option<number | undefined> {
  const { description, min, max } = option;
  const required = integer({ ...option, default: min });
  return {
    default: undefined,
    schema: { type: "integer", description, minimum: min, maximum: max },
    expected: required.expected,
    accepts: (value): value is number | undefined => value === undefined || required.accepts(value),
  };
}

/** Returns an option for a string that matches a pattern and can be left unset; `expected` describes the pattern. */
export function optionalText(option: {
  readonly description: string;
  readonly pattern: string;
  readonly expected: string;
}): Option<string | undefined> {
  const { description, pattern, expected } = option;
  const regExp = new RegExp(pattern, "u");
  return {
    default: undefined,
    schema: { type: "string", description, pattern },
    expected,
    accepts: (value): value is string | undefined =>
      value === undefined || (typeof value === "string" && regExp.test(value)),
  };
}

/** Returns the problem with a range that two options form, if it is empty. */
export function emptyRangeProblems(min: number, max: number): readonly string[] {
  return min > max ? [`min is ${min} and max is ${max}; expected min to be max or less`] : [];
}

/** Returns an option that is true or false. */
export function boolean(option: Described<boolean>): Option<boolean> {
  return {
    default: option.default,
    schema: described("boolean", option),
    expected: "true or false",
    accepts: (value) => typeof value === "boolean",
  };
}

/** Returns an option for one string from a closed list. */
export function oneOf<const T extends string>(
  values: readonly T[],
  option: { readonly description: string; readonly default: NoInfer<T> },
): Option<T> {
  return {
    default: option.default,
    schema: { ...described("string", option), enum: values },
    expected: `one of ${values.join(", ")}`,
    accepts: (value): value is T => values.some((accepted) => accepted === value),
  };
}

/** Returns an option for any number of strings from a closed list. */
export function someOf<const T extends string>(
  values: readonly T[],
  option: { readonly description: string; readonly default: readonly NoInfer<T>[] },
): Option<readonly T[]> {
  return {
    default: option.default,
    schema: { ...described("array", option), items: { type: "string", enum: values } },
    expected: `a list of ${values.join(", ")}`,
    accepts: (value): value is readonly T[] =>
      Array.isArray(value) && value.every((element) => values.some((accepted) => accepted === element)),
  };
}

/** Returns an option for any number of names with the wildcards `*` and `?`; see `matchesGlob`. */
export function names(option: Described<readonly string[]>): Option<readonly string[]> {
  return {
    default: option.default,
    schema: { ...described("array", option), items: { type: "string", minLength: 1 } },
    expected: "a list of names, in which `*` and `?` are wildcards",
    accepts: (value): value is readonly string[] =>
      Array.isArray(value) && value.every((element) => typeof element === "string" && element !== ""),
  };
}

/** Returns an option for strings by name; if there is a pattern, each string must match it, and `expected` describes it. */
export function texts(
  option: Described<Readonly<Record<string, string>>> & {
    readonly form?: { readonly pattern: string; readonly expected: string };
  },
): Option<Readonly<Record<string, string>>> {
  const { form } = option;
  const pattern = form && new RegExp(form.pattern, "u");
  return {
    default: option.default,
    schema: {
      ...described("object", option),
      additionalProperties: { type: "string", ...(form && { pattern: form.pattern }) },
    },
    expected: `an object whose values are ${form?.expected ?? "strings"}`,
    accepts: (value): value is Record<string, string> =>
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((text) => typeof text === "string" && pattern?.test(text) !== false),
  };
}

function described(type: OptionSchema["type"], option: Described<unknown>): OptionSchema {
  return { type, description: option.description, default: option.default };
}
