import { Text } from "./text.ts";

/** How many things a summary lists one by one. */
const LISTED = 20;

/** Lines of a summary, indented below its first: each once and sorted, and where there are many, the first and a count. */
export function summaryLines(lines: Iterable<string>): Text {
  const all = [...new Set(lines)].sort();
  const rest = all.length - LISTED;
  return Text.of(
    [...all.slice(0, LISTED), ...(rest > 0 ? [`and ${rest} more`] : [])]
      .map((line) => `\n  ${line}`)
      .join(""),
  );
}

/** A resource by its type and name. */
export function nameLine(urn: string): string {
  const [, , type = "", name = ""] = urn.split("::");
  return `${type.split("$").at(-1) ?? ""} ${name}`;
}
