import type { Finding } from "../rule/finding.ts";
import type { PreviewResult } from "../run/preview.ts";
import { printable } from "./printable.ts";
import { propertyLine } from "./resource-line.ts";
import { SourcePlaces } from "./source-places.ts";
import { notJudgedLines, notSeenLines, ruleFindings } from "./summary.ts";

/**
 * Formats a preview as workflow commands of GitHub Actions, which annotate the lines of the program: an error for a mandatory finding,
 * a warning for an advisory one, and a notice for what was not judged or not seen.
 */
export function githubReport(result: PreviewResult): string {
  const places = new SourcePlaces(result);
  return [
    ...ruleFindings(result).map((finding) => annotation(finding, places)),
    ...notJudgedLines(result).map((line) => notice("Not judged", line)),
    ...notSeenLines(result).map((line) => notice("Not seen offline", line)),
  ].join("\n");
}

function annotation(finding: Finding, places: SourcePlaces): string {
  const { level, rule, message, fix } = finding;
  const place = places.of(finding.urn);
  const properties = [
    ...(place ? [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`] : []),
    `title=${property(rule)}`,
  ];
  const text = `${propertyLine(finding)}: ${message}`;
  const kind = level === "mandatory" ? "error" : "warning";
  return `::${kind} ${properties.join(",")}::${data([text, fix].filter(Boolean).join("\n"))}`;
}

function notice(title: string, line: string): string {
  return `::notice title=${property(title)}::${data(line)}`;
}

/** Escapes the text of a command. Source: actions/toolkit packages/core/src/command.ts, 2026-11. */
function data(text: string): string {
  return printable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
