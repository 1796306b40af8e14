import { Secret, type PropertyValue } from "../rule/property-value.ts";

/** The replacement for a secret in a message. */
const REDACTED = "[secret]";

/** The minimum length of secrets that are searched for in messages: shorter strings occur in every message by chance. */
const SHORTEST = 4;

/** Words that occur in many messages and reveal nothing. */
const WORDS = ["true", "false"];

/** Returns every string that is marked as secret or is part of such a value. */
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

/** Returns the text without the secrets: the last line of defense after the types, which keep rules from printing such values. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, REDACTED), text);
}
