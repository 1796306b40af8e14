import { styleText } from "node:util";

import type { StackCapacity } from "../capacity/stack-capacity.ts";
import type { Finding, NotApplicable } from "../rule/finding.ts";
import type { Remedied } from "../run/judge.ts";
import type { PreviewResult } from "../run/preview.ts";
import { zoneLines } from "./capacity-text.ts";
import { changeLines, lossLines } from "./changes-text.ts";
import { printableCopy } from "./printable.ts";
import { resourceLine } from "./resource-line.ts";
import { resourceTree } from "./tree.ts";

/** Formats a preview for people: the resource tree, every finding, and what could not be judged. */
export function textReport(preview: PreviewResult): string {
  const result = printableCopy(preview);
  const { project, stack, resources, changes, findings, remedied } = result;
  return [
    `${bold(`${project}/${stack}`)}: ${count(resources.length, "resource")}`,
    "",
    ...resourceTree(resources),
    ...diagnosticLines(result),
    ...(changes ? section("Changes", changeLines(changes)) : []),
    ...result.capacity.flatMap(capacityLines),
    ...section("Findings", findings.flatMap(findingLines)),
    ...section("Remediated", remedied.map(remedyLine)),
    ...section("Not applicable", notApplicableLines(result.notApplicable)),
    ...section(
      "Not seen offline",
      result.blindSpots.map((line) => `  ${line}`),
    ),
    "",
    verdict(findings),
    ...(changes ? lossLines(changes).map((line) => paint("red", line)) : []),
  ].join("\n");
}

/** A table if the capacity is known, otherwise a line with the reason. */
function capacityLines({ cluster, capacity, cooling, reasons = [] }: StackCapacity): string[] {
  const title = `Addresses of ${cluster}`;
  if (capacity && cooling) {
    return section(
      title,
      zoneLines(capacity, cooling).map((line) => (line === "" ? line : `  ${line}`)),
    );
  }
  const [first = "", ...others] = reasons;
  return section(title, [`  not counted: ${first}${others.length > 0 ? ` and ${others.length} more` : ""}`]);
}

function verdict(findings: readonly Finding[]): string {
  const mandatory = findings.filter(({ level }) => level === "mandatory").length;
  const advisory = findings.length - mandatory;
  if (mandatory > 0) {
    return paint(
      "red",
      `${count(mandatory, "mandatory finding")}, ${advisory} advisory: pulumi up would be stopped.`,
    );
  }
  return paint("green", advisory > 0 ? `No mandatory findings, ${advisory} advisory.` : "No findings.");
}

function findingLines({ level, rule, severity, urn, path, message, notes }: Finding): string[] {
  const mark = level === "mandatory" ? paint("red", "✗ mandatory") : paint("yellow", "! advisory");
  return [
    `  ${mark}  ${bold(rule)}  ${severity}`,
    `    ${resourceLine(urn)}${path === "" ? "" : `  ${path}`}`,
    ...[...message.split("\n"), ...notes].map((line) => `    ${line}`),
  ];
}

function remedyLine({ rule, urn, path }: Remedied): string {
  return `  ${bold(rule)} would set ${path} of ${resourceLine(urn)}`;
}

/** Each combination of resource and reason once, with the rules that it concerns. */
function notApplicableLines(places: readonly NotApplicable[]): string[] {
  const lines = places.map(({ rule, urn, reason }) => ({ rule, line: `  ${resourceLine(urn)}: ${reason}` }));
  return [...new Set(lines.map(({ line }) => line))].sort().flatMap((line) => {
    const rules = lines.filter((one) => one.line === line).map(({ rule }) => rule);
    return [line, `    ${[...new Set(rules)].sort().join(", ")}`];
  });
}

function diagnosticLines({ diagnostics }: PreviewResult): string[] {
  return section(
    "The program said",
    diagnostics.map(({ severity, message }) => `  ${severity}: ${message.trim().replaceAll("\n", "\n    ")}`),
  );
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", bold(title), ...lines];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function bold(text: string): string {
  return paint("bold", text);
}

/** Uses color only on a terminal, and not if NO_COLOR is set. */
function paint(format: "bold" | "red" | "green" | "yellow", text: string): string {
  return styleText(format, text, { stream: process.stdout });
}
