import { groupBy } from "../facts/group-by.ts";
import { nameOf, typeOf } from "../protocol/urn.ts";
import type { Finding, NotApplicable } from "../rule/finding.ts";
import { blindSpots } from "../run/blind-spots.ts";
import { causeLine } from "../run/causes.ts";
import type { PreviewResult } from "../run/preview.ts";
import { upgradeReport } from "../run/upgrade/upgrade-report.ts";
import { resourceLine } from "./resource-line.ts";

/** What a preview comes to, as every report for people states it. */
export interface Verdict {
  /** `incomplete` if nothing blocks in what was seen, but not everything was. */
  readonly state: "blocked" | "incomplete" | "passed";
  /** One sentence. */
  readonly text: string;
}

/** Returns the findings of rules: all but the summaries, whose lines reports present in sections of their own. */
export function ruleFindings({ findings }: PreviewResult): readonly Finding[] {
  return findings.filter((finding) => !isSummary(finding));
}

/** True for an advisory summary of what was not judged or of an upgrade. */
function isSummary({ rule, key, level }: Finding): boolean {
  if (level !== "advisory") return false;
  return (rule === blindSpots.id && key === "undetermined") || rule === upgradeReport.id;
}

/** Returns what was not judged, one line for each cause; none if the policy config disables the summary. */
export function notJudgedLines({ findings, causes }: PreviewResult): readonly string[] {
  const isReported = findings.some((finding) => finding.rule === blindSpots.id && isSummary(finding));
  return isReported ? causes.map(causeLine) : [];
}

/** Returns what was not seen, except the components that are a reason why rules could not judge something. */
export function notSeenLines({ blindSpots: lines, causes }: PreviewResult): readonly string[] {
  const listed = causes.flatMap(({ component }) => {
    return component === undefined ? [] : [`${nameOf(component)} (${typeOf(component)}):`];
  });
  return lines.filter((line) => !listed.some((start) => line.startsWith(start)));
}

/** Returns what rules didn't apply to: each reason once for a resource, with the rules that it concerns. */
export function notApplicableLines({ notApplicable }: PreviewResult): readonly string[] {
  const placeOf = ({ urn, reason }: NotApplicable): string => `${resourceLine(urn)}: ${reason}`;
  return [...groupBy(notApplicable, placeOf)]
    .map(([place, alike]) => `${place} (${[...new Set(alike.map(({ rule }) => rule))].sort().join(", ")})`)
    .sort();
}

/** Returns the verdict on a preview. */
export function verdictOf(result: PreviewResult): Verdict {
  const missing = result.causes.length + notSeenLines(result).length;
  const mandatory = result.findings.filter(({ level }) => level === "mandatory").length;
  const advisory = ruleFindings(result).filter(({ level }) => level === "advisory").length;
  const seen = missing === 0 ? "" : " in what was seen";
  const gap = missing === 0 ? "" : `; ${count(missing, "thing")} ${missing === 1 ? "was" : "were"} not`;
  if (mandatory > 0) {
    const found = `${count(mandatory, "mandatory finding")}, ${advisory} advisory${seen}${gap}`;
    return { state: "blocked", text: `${found}: pulumi up would be stopped.` };
  }
  const none = advisory > 0 ? "No mandatory findings" : "No findings";
  const text = `${none}${seen}${advisory > 0 ? `, ${advisory} advisory` : ""}${gap}.`;
  return { state: missing === 0 ? "passed" : "incomplete", text };
}

/** Formats a number with its noun: `1 resource`, `2 resources`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
