import { createRequire } from "node:module";

import { controlIds } from "../facts/frameworks.ts";
import { nameOf } from "../protocol/urn.ts";
import type { Finding, Severity } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import { rules } from "../rules/index.ts";
import type { PreviewResult } from "../run/preview.ts";
import { fingerprints } from "./fingerprints.ts";
import { SourcePlaces } from "./source-places.ts";
import { notJudgedLines, notSeenLines, ruleFindings } from "./summary.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/**
 * Formats a preview as SARIF 2.1.0, for code scanning. Results have the place where the program creates the resource, if it is known,
 * and the resource as a logical location. What an exemption waives is a suppressed result. What was not judged or not seen is a
 * notification.
 */
export function sarifReport(result: PreviewResult): string {
  const places = new SourcePlaces(result);
  const findings = [...ruleFindings(result), ...result.exempt];
  const prints = fingerprints(findings);
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  const firsts = new Map(findings.map((finding) => [finding.rule, finding]).reverse() as [string, Finding][]);
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  return JSON.stringify(
    {
      $schema: SCHEMA,
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: {
              name: "productionproof",
              semanticVersion: version,
              rules: ids.map((id) => ruleOf(id, firsts.get(id))),
            },
          },
          automationDetails: { id: `productionproof/${result.project}/${result.stack}` },
          columnKind: "utf16CodeUnits",
          invocations: [
            {
              executionSuccessful: true,
              toolExecutionNotifications: [
                ...notJudgedLines(result).map((line) => note(`Not judged: ${line}`)),
                ...notSeenLines(result).map((line) => note(`Not seen offline: ${line}`)),
              ],
            },
          ],
          results: findings.map((finding) => ({
            ruleId: finding.rule,
            ruleIndex: ids.indexOf(finding.rule),
            level: levelOf(finding),
            message: { text: [finding.message, ...finding.notes, finding.fix].filter(Boolean).join("\n") },
            locations: [location(finding, places)],
            partialFingerprints: { "productionproof/v1": prints.get(finding) },
            ...suppressions(result.exempt.find((one) => one === finding)),
          })),
        },
      ],
    },
    null,
    2,
  );
}

function levelOf({ level }: Finding): "error" | "warning" {
  return level === "mandatory" ? "error" : "warning";
}

function note(text: string): object {
  return { level: "note", message: { text } };
}

function suppressions(exempt: PreviewResult["exempt"][number] | undefined): object {
  if (!exempt) return {};
  const { owner, reason, expires } = exempt.exemption;
  const justification = `${reason} (${owner}, until ${expires})`;
  return { suppressions: [{ kind: "external", status: "accepted", justification }] };
}

function location({ urn, path }: Finding, places: SourcePlaces): object {
  const place = places.of(urn);
  return {
    ...(place
      ? {
          physicalLocation: {
            artifactLocation: { uri: encodeURI(place.file), uriBaseId: "%SRCROOT%" },
            region: { startLine: place.line, startColumn: place.column },
          },
        }
      : {}),
    logicalLocations: [
      {
        name: nameOf(urn),
        fullyQualifiedName: [urn, path].filter(Boolean).join(" "),
        kind: "resource",
      },
    ],
  };
}

/** GitHub's scale for the severity of rules that are about security. Source: docs.github.com, SARIF support for code scanning, 2026-11. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  low: "2.0",
  medium: "5.0",
  high: "8.0",
  critical: "9.5",
};

function ruleOf(id: string, finding: Finding | undefined): object {
  const rule = (rules as readonly Rule[]).find((one) => one.id === id);
  if (!rule) return { id, ...(finding ? { shortDescription: { text: finding.found } } : {}) };
  const { title, why, fix, severity, references, tags = [], frameworks = {} } = rule;
  const [helpUri] = references;
  const controls = controlIds(frameworks);
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: fix },
    ...(helpUri === undefined ? {} : { helpUri }),
    properties: {
      tags: ["eks", ...tags, ...controls],
      ...(controls.length > 0 ? { "security-severity": SECURITY_SEVERITY[severity] } : {}),
    },
  };
}
