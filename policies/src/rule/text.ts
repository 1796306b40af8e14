/**
 * A text that may be printed. It is made of what stands in the code, of numbers, of words from closed lists, of
 * readings whose kind is harmless, and of names: never of a string that a program sets, which may be a secret, an
 * environment value or user data. See {@link text}.
 */
export class Text {
  readonly #characters: string;

  private constructor(characters: string) {
    this.#characters = characters;
  }

  /**
   * A text of a string that is no property of a resource: the name of a resource, or what a policy config says.
   * Nothing checks that, so give it nothing else.
   */
  static of(characters: string): Text {
    return new Text(characters);
  }

  toString(): string {
    return this.#characters;
  }
}

/** What has a name that may be printed: a resource. */
interface Named {
  readonly type: string;
  readonly name: string;
}

/** What brings a text of its own that may be printed: a reading of a harmless kind. */
interface Shown {
  readonly shown: Text;
}

/** What a text may hold. A string is taken only where its type lists every value that it can have. */
export type Printable = number | string | Text | Shown | Named;

/** A string that can be anything becomes `never`, which nothing can be given for; the others stay as they are. */
export type OnlyPrintable<Values extends readonly unknown[]> = {
  readonly [Index in keyof Values]: Values[Index] extends string
    ? string extends Values[Index]
      ? never
      : Values[Index]
    : Values[Index];
};

/**
 * Makes a text for a message, as a template: ``text`${deadline} seconds` ``. Resources are printed by their name; a string
 * that can be anything is a compile error.
 */
export function text<const Values extends readonly Printable[]>(
  parts: TemplateStringsArray,
  ...values: Values & OnlyPrintable<Values>
): Text {
  const printed = values.map(print);
  return Text.of(parts.map((part, index) => part + (printed[index] ?? "")).join(""));
}

/** Several texts in a row: `Forbid or Replace`. */
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
  throw new TypeError("a message can't hold a value of a kind that is not harmless");
}
