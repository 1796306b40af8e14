import { stripVTControlCharacters as plain } from "node:util";

import type { StackCapacity } from "../capacity/stack-capacity.ts";
import { groupBy } from "../facts/group-by.ts";
import { nameOf, typeOf } from "../protocol/urn.ts";
import type { Finding } from "../rule/finding.ts";
import type { PreviewResult } from "../run/preview.ts";
import { upgradeLines } from "../run/upgrade/upgrade-report.ts";
import { uncountedNotes, zoneLines } from "./capacity-text.ts";
import { changeLines, lossLines } from "./changes-text.ts";
import { printableCopy } from "./printable.ts";
import { SourcePlaces } from "./source-places.ts";
import {
  count,
  notApplicableLines,
  notJudgedLines,
  notSeenLines,
  ruleFindings,
  verdictOf,
} from "./summary.ts";
import { shortType } from "./tree.ts";

/** The most characters of a comment on GitHub (65,536), less what a workflow may put around the report. */
const LONGEST = 60_000;

/** The most characters of a table, so that there is room for the rest, and the most resources with the same problem. */
const LONGEST_TABLE = 40_000;
const MOST_PLACES = 10;

const MARKS = { blocked: "❌", incomplete: "⚠️", passed: "✅" } as const;

/**
 * Formats a preview as Markdown, for a comment on a pull request: the verdict, a table of what blocks, and the rest folded. It is the
 * same for the same findings, so that a workflow can update its comment, and fits into a comment on GitHub; what doesn't is counted.
 */
export function markdownReport(preview: PreviewResult): string {
  const result = printableCopy(preview);
  const places = new SourcePlaces(result);
  const { project, stack, resources, changes, capacity, upgrade, exempt, remedied } = result;
  const findings = ruleFindings(result);
  const mandatory = findings.filter(({ level }) => level === "mandatory");
  const advisory = findings.filter(({ level }) => level === "advisory");
  const verdict = verdictOf(result);
  const loss = changes ? lossLines(changes).map((line) => plain(line)) : [];
  return fitting([
    `### ${MARKS[loss.length > 0 ? "blocked" : verdict.state]} ${escape(`${project}/${stack}`)}: ${escape(verdict.text)}`,
    ...loss.map((line) => `**${escape(line.trim())}**`),
    ...table(mandatory, places),
    ...folded(count(advisory.length, "advisory finding"), table(advisory, places)),
    ...(changes ? folded("Changes", [code(changeLines(changes).map((line) => plain(line)))]) : []),
    ...capacity.flatMap(capacitySection),
    ...(upgrade ? folded(`Before ${upgrade.targetVersion}`, [code(upgradeLines(upgrade))]) : []),
    ...listed("thing", "not judged", notJudgedLines(result)),
    ...listed("thing", "not seen offline", notSeenLines(result)),
    ...listed("place", "not applicable", notApplicableLines(result)),
    ...listed(
      "finding",
      "exempt",
      exempt.map(({ rule, urn, message, exemption: { owner, reason, expires } }) => {
        return `${rule}: ${resource(urn)}: ${message}; ${reason} (${owner}, until ${expires})`;
      }),
    ),
    ...listed(
      "property",
      "remediated",
      remedied.map(({ rule, urn, path }) => `${rule} would set ${path} of ${resource(urn)}`),
    ),
    `<sub>${count(resources.length, "resource")}</sub>`,
  ]);
}

/** The findings of each rule: what is wrong and where, and once what to change. */
function table(findings: readonly Finding[], places: SourcePlaces): readonly string[] {
  if (findings.length === 0) return [];
  const all = [...groupBy(findings, ({ rule }) => rule)].map(([rule, ofRule]) => {
    const [{ severity, fix, link }] = ofRule;
    const problems = [...groupBy(ofRule, ({ message, notes }) => [message, ...notes].join("\n"))].map(
      ([problem, alike]) => `${escape(problem)}<br>${placesOf(alike, places).join("<br>")}`,
    );
    const title = link === "" ? `\`${rule}\`` : `[\`${rule}\`](${encodeURI(link)})`;
    return `| ${title}<br>${severity} | ${problems.join("<br>")} | ${escape(fix)} |`;
  });
  let length = 0;
  const rows = all.filter((row) => (length += row.length) <= LONGEST_TABLE);
  const missing = all.length - rows.length;
  return [
    ["| Rule | Found | Fix |", "| --- | --- | --- |", ...rows].join("\n"),
    ...(missing > 0 ? [`_${count(missing, "more rule")} with findings: too long for a comment._`] : []),
  ];
}

function placesOf(findings: readonly Finding[], places: SourcePlaces): readonly string[] {
  const others = findings.length - MOST_PLACES;
  return [
    ...findings.slice(0, MOST_PLACES).map((finding) => placeOf(finding, places)),
    ...(others > 0 ? [`and ${others} more`] : []),
  ];
}

function placeOf({ urn, path }: Finding, places: SourcePlaces): string {
  const place = places.of(urn);
  const at = place ? ` (${place.file}:${place.line})` : "";
  return escape([`${resource(urn)}${at}`, path].filter(Boolean).join(" "));
}

function resource(urn: string): string {
  return `${shortType(typeOf(urn))} ${nameOf(urn)}`;
}

function capacitySection(one: StackCapacity): readonly string[] {
  const { cluster, capacity, cooling, reasons = [] } = one;
  const lines =
    capacity && cooling
      ? [...zoneLines(capacity, cooling), ...uncountedNotes(one).map((note) => `! ${note}.`)]
      : ["not counted:", ...reasons];
  return folded(`Addresses of ${cluster}`, [code(lines.map((line) => plain(line)))]);
}

function listed(noun: string, what: string, lines: readonly string[]): readonly string[] {
  return folded(
    `${count(lines.length, noun)} ${what}`,
    lines.length === 0 ? [] : [lines.map((line) => `- ${escape(line)}`).join("\n")],
  );
}

function folded(summary: string, blocks: readonly string[]): readonly string[] {
  if (blocks.length === 0) return [];
  return [`<details><summary>${escape(summary)}</summary>\n\n${blocks.join("\n\n")}\n\n</details>`];
}

function code(lines: readonly string[]): string {
  const text = lines.join("\n");
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return `${fence}text\n${text}\n${fence}`;
}

/** Escapes a text so that Markdown neither formats it nor notifies anybody. */
function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\\`*_[\]|~#]/g, "\\$&")
    .replaceAll("@", "@\u200b")
    .replaceAll("\n", "<br>");
}

/** Joins blocks as far as they fit, the most important first, and says how many are left out. */
function fitting(blocks: readonly string[]): string {
  const kept: string[] = [];
  let left = LONGEST;
  for (const block of blocks) {
    if (block.length + 2 > left) continue;
    kept.push(block);
    left -= block.length + 2;
  }
  const missing = blocks.length - kept.length;
  if (missing > 0) kept.push(`_${count(missing, "part")} of the report left out: too long for a comment._`);
  return kept.join("\n\n");
}
