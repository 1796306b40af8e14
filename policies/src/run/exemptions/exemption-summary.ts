import { nameLine } from "../../protocol/urn.ts";
import type { Finding } from "../../rule/finding.ts";
import { defineRule } from "../../rule/rule.ts";
import { text, type Text } from "../../rule/text.ts";
import type { RuleSettings } from "../evaluate.ts";
import { summaryFinding } from "../summary.ts";
import type { ExemptionUse } from "./exemption-ledger.ts";
import { EXPIRING_DAYS } from "./exemption-state.ts";

/** The policy that reports what exemptions did, once per run; hosts run it last, together with `blind-spots`. */
export const exemptionSummary = defineRule({
  id: "exemptions",
  title: "Exemptions must be few, well-formed and current",
  severity: "low",
  why: "An exemption that nobody reviews anymore hides the next finding of its kind.",
  fix: "Fix the resource and delete the exemption, or agree on a new expiry date with its owner.",
  references: ["https://www.pulumi.com/docs/insights/policy/policy-packs/configuration/"],
  findings: {
    used: "Exemptions waived findings.",
    expired: "Exemptions have expired: they no longer waive anything.",
    expiring: `Exemptions expire within ${EXPIRING_DAYS} days.`,
    unused: "Exemptions waived nothing, although their rule judged everything that they select.",
    malformed: "Exemptions are invalid: they waive nothing.",
  },
  presets: {
    baseline: { level: "advisory" },
    strict: { level: "mandatory", advisory: ["used", "expiring", "unused"] },
  },
  options: {},
  examples: { good: [], bad: [] },
});

/** Returns the findings about the exemptions of a run, one for each state that they are in. */
export function findExemptions(
  settings: RuleSettings,
  uses: readonly ExemptionUse[],
  stackUrn: string,
): readonly Finding[] {
  if (settings.level === "disabled") return [];
  const summary = (key: keyof typeof exemptionSummary.findings, title: Text, lines: readonly string[]) =>
    summaryFinding(exemptionSummary, settings, key, stackUrn, title, [...new Set(lines)].sort());
  const holding = uses.filter(({ state }) => state.kind === "active" || state.kind === "expiring");
  const used = holding.filter(({ matches }) => matches > 0);
  const unused = holding.filter(({ matches, isUndetermined }) => matches === 0 && !isUndetermined);
  const ofKind = (kind: ExemptionUse["state"]["kind"]) => uses.filter(({ state }) => state.kind === kind);
  const waived = used.reduce((sum, { matches }) => sum + matches, 0);
  return [
    ...summary("malformed", text`invalid`, uses.flatMap(malformedLine)),
    ...summary("expired", text`expired`, ofKind("expired").map(line)),
    ...summary("expiring", text`expire within ${EXPIRING_DAYS} days`, ofKind("expiring").map(line)),
    ...summary("unused", text`waived nothing`, unused.map(line)),
    ...summary(
      "used",
      text`${waived} ${waived === 1 ? "finding" : "findings"} waived`,
      used.map((use) => `${line(use)}: ${use.matches}`),
    ),
  ];
}

function malformedLine(use: ExemptionUse): string[] {
  return use.state.kind === "malformed" ? [`${line(use)} ${use.state.problem}`] : [];
}

function line({ rule, exemption }: ExemptionUse): string {
  const { urn, type, name, namespace, finding, owner, expires, ticket } = exemption;
  const selectors = [
    ...(urn === undefined ? [] : [nameLine(urn)]),
    ...Object.entries({ type, name, namespace }).flatMap(([selector, value]) =>
      value === undefined ? [] : [`${selector} ${value}`],
    ),
  ].join(", ");
  const key = finding === undefined ? "" : ` (${finding})`;
  return `${rule.id}${key}: ${selectors === "" ? "no resource" : selectors}; ${owner}, until ${expires}${ticket === undefined ? "" : `, ${ticket}`}`;
}
