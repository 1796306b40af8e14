import { apply, fieldsOf, type Input, type Output } from "../output.ts";

/** Tags with the name first; the later of the others win. */
export function namedTags(name: string, ...others: readonly Input[]): Output {
  return apply(
    others,
    (...tags) => Object.assign({ Name: name }, ...tags.map(fieldsOf)) as Record<string, string>,
  );
}
