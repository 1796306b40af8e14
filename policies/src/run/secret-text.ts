import { Secret, type PropertyValue } from "../rule/property-value.ts";

/** What stands in a message where a secret was. */
const REDACTED = "[secret]";

/** Shortest secret that is looked for in messages: shorter texts are in every message by chance. */
const SHORTEST = 4;

/** Words that many messages hold, and that tell nothing. */
const WORDS = ["true", "false"];

/** Every text that is marked secret, or part of what is. */
export function secretsIn(values: Iterable<PropertyValue>): readonly string[] {
  const secrets: string[] = [];
  const collect = (value: PropertyValue, isSecret: boolean): void => {
    if (value instanceof Secret) collect(value.value, true);
    else if (typeof value === "string") {
      if (isSecret && value.length >= SHORTEST && !WORDS.includes(value)) secrets.push(value);
    } else if (typeof value === "object" && value !== null) {
      for (const below of Object.values<PropertyValue>(value)) collect(below, isSecret);
    }
  };
  for (const value of values) collect(value, false);
  return secrets.sort((a, b) => b.length - a.length);
}

/** The text without the secrets: a last line behind the types, which keep a rule from printing what a program sets. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, REDACTED), text);
}
