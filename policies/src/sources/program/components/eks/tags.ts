import { apply, fieldsOf, type Input, type Output } from "../output.ts";

/** Returns the tags with the name first; among the others, later ones take precedence. */
export function namedTags(name: string, ...others: readonly Input[]): Output {
  return apply(
    others,
    (...tags) => Object.assign({ Name: name }, ...tags.map(fieldsOf)) as Record<string, string>,
  );
}
