/**
 * A text that may be printed. It consists of literals in the code, numbers, strings from closed lists, readings of a harmless
 * kind, and names; never of an arbitrary string that a program sets, which may be a secret, an environment value or user data.
 * See {@link text}.
 */
export class Text {
  readonly #characters: string;

  private constructor(characters: string) {
    this.#characters = characters;
  }

  /**
   * Returns a text for a string that is not a property of a resource, such as the name of a resource or part of a policy config.
   * Nothing checks this, so pass nothing else.
   */
  static of(characters: string): Text {
    return new Text(characters);
  }

  toString(): string {
    return this.#characters;
  }
}

/** Something with a name that may be printed, such as a resource. */
interface Named {
  readonly type: string;
  readonly name: string;
}

/** Something with its own printable text, such as a reading of a harmless kind. */
interface Shown {
  readonly shown: Text;
}

/** The values that a text may contain. A string is accepted only if its type lists every value that it can have. */
export type Printable = number | string | Text | Shown | Named;

/** Maps a type of arbitrary strings to `never`, to which nothing can be assigned; other types stay as they are. */
export type OnlyPrintable<Values extends readonly unknown[]> = {
  readonly [Index in keyof Values]: Values[Index] extends string
    ? string extends Values[Index]
      ? never
      : Values[Index]
    : Values[Index];
};

/**
 * Returns a text for a message from a template: ``text`${deadline} seconds` ``. A resource is printed as its name; an arbitrary
 * string is a compile error.
 */
export function text<const Values extends readonly Printable[]>(
  parts: TemplateStringsArray,
  ...values: Values & OnlyPrintable<Values>
): Text {
  const printed = values.map(print);
  return Text.of(parts.map((part, index) => part + (printed[index] ?? "")).join(""));
}

/** Returns several texts joined into one: `Forbid or Replace`. */
export function joined<const Values extends readonly Printable[]>(
  values: Values & OnlyPrintable<Values>,
  separator: string,
): Text {
  return Text.of(values.map(print).join(separator));
}

function print(value: Printable): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (value instanceof Text) return value.toString();
  if ("shown" in value) return value.shown.toString();
  if ("name" in value) return JSON.stringify(value.name);
  throw new TypeError("a message can't contain a value whose kind is not harmless");
}
