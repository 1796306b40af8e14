import { nameLine } from "../protocol/urn.ts";
import type { Finding, NotApplicable } from "../rule/finding.ts";
import { Text } from "../rule/text.ts";

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

/** Why rules did not apply, by the ids of those that found nothing. */
export function notApplicableReasons(
  places: readonly NotApplicable[],
  findings: readonly Finding[],
): ReadonlyMap<string, string> {
  const judged = new Set(findings.map(({ rule }) => rule));
  const reasons = new Map<string, string>();
  for (const { rule, urn, reason } of places.filter((one) => !judged.has(one.rule))) {
    reasons.set(rule, [reasons.get(rule), `${nameLine(urn)}: ${reason}`].filter(Boolean).join("; "));
  }
  return reasons;
}
