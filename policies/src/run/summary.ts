import { nameLine } from "../protocol/urn.ts";
import type { Finding, NotApplicable } from "../rule/finding.ts";
import { Text } from "../rule/text.ts";

/** Returns the lines of a summary, unique, sorted and indented below its first line. */
export function summaryLines(lines: Iterable<string>): Text {
  const all = [...new Set(lines)].sort();
  return Text.of(all.map((line) => `\n  ${line}`).join(""));
}

/** Returns the reasons why rules didn't apply, by the id of the rule; only for rules without findings. */
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
