import type { Finding, Severity } from "../rule/finding.ts";
import type { PreviewResult } from "../run/preview.ts";
import { fingerprints } from "./fingerprints.ts";
import { propertyLine } from "./resource-line.ts";
import { SourcePlaces } from "./source-places.ts";
import { ruleFindings } from "./summary.ts";

/** GitLab's scale; what doesn't block is at most `minor`. Source: docs.gitlab.com/ci/testing/code_quality, 2026-11. */
const BLOCKING: Readonly<Record<Severity, string>> = {
  low: "minor",
  medium: "major",
  high: "critical",
  critical: "blocker",
};

/**
 * Formats a preview as a code quality report of GitLab. GitLab requires a file and a line for each finding: one whose place in the
 * code is not known is reported for the project file.
 */
export function gitlabReport(result: PreviewResult): string {
  const findings = ruleFindings(result);
  const places = new SourcePlaces(result);
  const prints = fingerprints(findings);
  return JSON.stringify(
    findings.map((finding) => {
      const place = places.of(finding.urn) ?? { file: "Pulumi.yaml", line: 1 };
      return {
        description: `${propertyLine(finding)}: ${finding.message}`,
        check_name: finding.rule,
        fingerprint: prints.get(finding),
        severity: finding.level === "mandatory" ? BLOCKING[finding.severity] : advisory(finding),
        location: { path: place.file, lines: { begin: place.line } },
      };
    }),
    null,
    2,
  );
}

function advisory({ severity }: Finding): string {
  return severity === "low" ? "info" : "minor";
}
