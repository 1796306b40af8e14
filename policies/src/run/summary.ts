import { nameLine } from "../protocol/urn.ts";
import type { Finding, NotApplicable } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import { text, Text } from "../rule/text.ts";
import { findingOf, type RuleSettings } from "./evaluate.ts";

/** Returns the finding of a policy that summarizes a run: a title with lines below it; none without lines. */
export function summaryFinding(
  policy: Rule,
  settings: RuleSettings,
  key: string,
  urn: string,
  title: Text,
  lines: readonly string[],
): readonly Finding[] {
  if (lines.length === 0) return [];
  const found = text`${title}:${Text.of(lines.map((line) => `\n  ${line}`).join(""))}`;
  return [findingOf(policy, settings, key, { urn, path: "" }, { found, passes: Text.of("") })];
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
