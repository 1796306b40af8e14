import { groupBy } from "../facts/group-by.ts";
import type { Finding, Level } from "../rule/finding.ts";
import type { PreviewResult } from "../run/preview.ts";
import { escapeXml } from "./escape-xml.ts";
import { propertyLine } from "./resource-line.ts";
import { ruleFindings } from "./summary.ts";

/**
 * Formats a preview as JUnit XML: a test case for each rule. It fails if the rule has mandatory findings, and is skipped if the rule
 * is disabled, could not judge something, or found nothing and doesn't apply to something; a rule with advisory findings passes and lists them as its output.
 */
export function junitReport(result: PreviewResult): string {
  const { project, stack, levels, undetermined, notApplicable } = result;
  const found = groupBy(ruleFindings(result), ({ rule }) => rule);
  const unjudged = groupBy(undetermined, ({ rule }) => rule);
  const inapplicable = groupBy(notApplicable, ({ rule }) => rule);
  // Summaries, such as one that a policy config makes mandatory, are not among the rules.
  const ids = [...new Set([...Object.keys(levels), ...found.keys()])].sort();
  const cases = ids.map((id) => {
    const findings = found.get(id) ?? [];
    const mandatory = findings.filter(({ level }) => level === "mandatory");
    const reasons = unjudged.get(id) ?? (findings.length > 0 ? undefined : inapplicable.get(id)) ?? [];
    const skipped = skippedBecause(levels[id], unjudged.has(id), reasons);
    if (mandatory.length > 0) return { id, findings, outcome: "failure", text: "" } as const;
    return { id, findings, outcome: skipped === "" ? "passed" : "skipped", text: skipped } as const;
  });
  const number = (outcome: string): number => cases.filter((one) => one.outcome === outcome).length;
  const counts = `tests="${cases.length}" failures="${number("failure")}" errors="0" skipped="${number("skipped")}"`;
  const name = escapeXml(`${project}/${stack}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="productionproof" tests="${cases.length}" failures="${number("failure")}" errors="0">`,
    `  <testsuite name="${name}" ${counts}>`,
    ...cases.map(
      ({ id, findings, outcome, text }) =>
        `    <testcase name="${escapeXml(id)}" classname="${name}">${[
          outcome === "skipped" ? `<skipped>${escapeXml(text)}</skipped>` : "",
          ...findings.filter(({ level }) => level === "mandatory").map(failure),
          output(findings.filter(({ level }) => level === "advisory")),
        ].join("")}</testcase>`,
    ),
    "  </testsuite>",
    "</testsuites>",
  ].join("\n");
}

function skippedBecause(
  level: Level | undefined,
  isUnjudged: boolean,
  places: readonly { readonly reason: string }[],
): string {
  if (level === "disabled") return "disabled";
  const reasons = [...new Set(places.map(({ reason }) => reason))];
  if (reasons.length === 0) return "";
  return `${isUnjudged ? "not judged" : "not applicable"}: ${reasons.join("; ")}`;
}

function failure(finding: Finding): string {
  return `<failure type="${finding.severity}" message="${escapeXml(finding.message)}">${escapeXml(lineOf(finding))}</failure>`;
}

function output(findings: readonly Finding[]): string {
  if (findings.length === 0) return "";
  return `<system-out>${escapeXml(findings.map((finding) => `advisory: ${lineOf(finding)}`).join("\n"))}</system-out>`;
}

function lineOf(finding: Finding): string {
  const { message, fix } = finding;
  return [`${propertyLine(finding)}: ${message}`, fix].filter(Boolean).join("\n");
}
