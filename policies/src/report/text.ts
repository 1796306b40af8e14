import type { StackCapacity } from "../capacity/stack-capacity.ts";
import { listControls } from "../facts/frameworks.ts";
import { groupBy } from "../facts/group-by.ts";
import { nameOf, qualifiedType } from "../protocol/urn.ts";
import type { Finding } from "../rule/finding.ts";
import type { Remedied } from "../run/judge.ts";
import type { PreviewResult } from "../run/preview.ts";
import { upgradeLines } from "../run/upgrade/upgrade-report.ts";
import { uncountedNotes, zoneLines } from "./capacity-text.ts";
import { changeLines, lossLines } from "./changes-text.ts";
import { paint } from "./paint.ts";
import { printableCopy } from "./printable.ts";
import { resourceLine } from "./resource-line.ts";
import {
  count,
  notApplicableLines,
  notJudgedLines,
  notSeenLines,
  ruleFindings,
  verdictOf,
} from "./summary.ts";
import { resourceTree } from "./tree.ts";

/** How to present a preview. */
export interface TextOptions {
  /** Whether to list all resources, as a tree. @defaultValue false */
  readonly tree?: boolean;
}

/** Formats a preview for people: every finding, what could not be judged, and a verdict. */
export function textReport(preview: PreviewResult, { tree = false }: TextOptions = {}): string {
  const result = printableCopy(preview);
  const { project, stack, resources, changes, remedied } = result;
  const verdict = verdictOf(result);
  return [
    `${bold(`${project}/${stack}`)}: ${count(resources.length, "resource")}${tree ? "" : " (--tree lists them)"}`,
    ...(tree ? ["", ...resourceTree(resources)] : []),
    ...diagnosticLines(result),
    ...(changes ? section("Changes", changeLines(changes)) : []),
    ...result.capacity.flatMap(capacityLines),
    ...(result.upgrade
      ? section(`Before ${result.upgrade.targetVersion}`, indented(upgradeLines(result.upgrade)))
      : []),
    ...section("Findings", findingLines(ruleFindings(result))),
    ...section("Remediated", remedied.map(remedyLine)),
    ...section("Not applicable", indented(notApplicableLines(result))),
    ...section("Not judged", indented(notJudgedLines(result))),
    ...section("Not seen offline", indented(notSeenLines(result))),
    "",
    paint(VERDICT_COLORS[verdict.state], verdict.text),
    ...(changes ? lossLines(changes).map((line) => paint("red", line)) : []),
  ].join("\n");
}

/** A table if the capacity is known, otherwise a line with the reason. */
function capacityLines(one: StackCapacity): string[] {
  const { cluster, capacity, cooling, reasons = [] } = one;
  const title = `Addresses of ${cluster}`;
  if (capacity && cooling) {
    const notes = uncountedNotes(one).map((note) => paint("yellow", `! ${note}.`));
    const lines = [...zoneLines(capacity, cooling), ...notes];
    return section(
      title,
      lines.map((line) => (line === "" ? line : `  ${line}`)),
    );
  }
  const others = reasons.length - MOST_REASONS;
  const listed = [...reasons.slice(0, MOST_REASONS), ...(others > 0 ? [`and ${others} more reasons`] : [])];
  return section(title, [`  not counted: ${listed.join("; ")}`]);
}

/** The most reasons in a line; JSON has them all. */
const MOST_REASONS = 10;

/** The findings of each rule together, with what to change and the controls that it checks once. */
function findingLines(findings: readonly Finding[]): string[] {
  const lines = grouped(findings, ({ level, rule }) => `${level} ${rule}`).flatMap((ofRule) => {
    const { level, rule, severity, fix, frameworks } = ofRule[0];
    const mark = level === "mandatory" ? paint("red", "✗ mandatory") : paint("yellow", "! advisory");
    const head = `  ${mark}  ${bold(rule)}  ${severity}`;
    return [
      ...problemsOf(ofRule, head),
      ...(fix === "" ? [] : [`    Fix: ${fix}`]),
      ...(frameworks ? [`    Controls: ${listControls(frameworks)}`] : []),
    ];
  });
  return lines.length === 0 ? [] : [...lines, `  ${PAGES}`];
}

/** What the findings of a rule say, and where: in the first line if that is one place or one resource. */
function problemsOf(ofRule: NonEmpty<Finding>, head: string): readonly string[] {
  const [first] = ofRule;
  if (ofRule.length === 1) return [`${head}  ${placeLine(ofRule)}`, ...problemLines(first)];
  const problems = grouped(ofRule, ({ message, notes }) => [message, ...notes].join("\n"));
  if (ofRule.some(({ urn }) => urn !== first.urn)) {
    return [head, ...problems.flatMap((alike) => [...problemLines(alike[0]), ...placeLines(alike)])];
  }
  return [
    `${head}  ${resourceLine(first.urn)}`,
    ...problems.flatMap((alike) => {
      const paths = alike.map(({ path }) => path).filter(Boolean);
      const [{ message, notes }] = alike;
      return problemLines({ message: [paths.join(", "), message].filter(Boolean).join(": "), notes });
    }),
  ];
}

const PAGES = "Why, and code that passes: docs/rules/<rule>.md in the package productionproof-eks-policies";

function problemLines({ message, notes }: Pick<Finding, "message" | "notes">): string[] {
  return [...message.split("\n"), ...notes].map((line) => `    ${line}`);
}

/** One line for all resources of a type with the same property. */
function placeLines(findings: readonly Finding[]): string[] {
  return grouped(findings, ({ urn, path }) => `${qualifiedType(urn)} ${path}`).map(
    (alike) => `      ${placeLine(alike)}`,
  );
}

function placeLine([first, ...others]: NonEmpty<Finding>): string {
  const names = others.map(({ urn }) => `, ${nameOf(urn)}`).join("");
  return `${resourceLine(first.urn)}${names}${first.path === "" ? "" : `  ${first.path}`}`;
}

type NonEmpty<T> = readonly [T, ...T[]];

/** Groups items that have the same key, in the order in which keys first occur. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly NonEmpty<T>[] {
  return [...groupBy(items, keyOf).values()];
}

function remedyLine({ rule, urn, path, value }: Remedied): string {
  const to = value === undefined ? "" : ` to ${JSON.stringify(value)}`;
  return `  ${bold(rule)} would set ${path} of ${resourceLine(urn)}${to}`;
}

function diagnosticLines({ diagnostics }: PreviewResult): string[] {
  const lines = diagnostics.map(
    ({ severity, message }) => `  ${severity}: ${message.trim().replaceAll("\n", "\n    ")}`,
  );
  return section(
    "The program said",
    grouped(lines, (line) => line).map(([line, ...others]) =>
      others.length === 0 ? line : `${line} (${others.length + 1} times)`,
    ),
  );
}

const VERDICT_COLORS = { blocked: "red", incomplete: "yellow", passed: "green" } as const;

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", bold(title), ...lines];
}

function bold(text: string): string {
  return paint("bold", text);
}
