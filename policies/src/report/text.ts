import type { StackCapacity } from "../capacity/stack-capacity.ts";
import { listControls } from "../facts/frameworks.ts";
import { groupBy } from "../facts/group-by.ts";
import { nameOf, qualifiedType, typeOf } from "../protocol/urn.ts";
import type { Finding, NotApplicable } from "../rule/finding.ts";
import { blindSpots } from "../run/blind-spots.ts";
import { causeLine } from "../run/causes.ts";
import type { Remedied } from "../run/judge.ts";
import type { PreviewResult } from "../run/preview.ts";
import { upgradeLines, upgradeReport } from "../run/upgrade/upgrade-report.ts";
import { zoneLines } from "./capacity-text.ts";
import { changeLines, lossLines } from "./changes-text.ts";
import { paint } from "./paint.ts";
import { printableCopy } from "./printable.ts";
import { resourceLine } from "./resource-line.ts";
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
  const causes = result.causes.map((cause) => `  ${causeLine(cause)}`);
  const unseen = unseenLines(result);
  return [
    `${bold(`${project}/${stack}`)}: ${count(resources.length, "resource")}${tree ? "" : " (--tree lists them)"}`,
    ...(tree ? ["", ...resourceTree(resources)] : []),
    ...diagnosticLines(result),
    ...(changes ? section("Changes", changeLines(changes)) : []),
    ...result.capacity.flatMap(capacityLines),
    ...(result.upgrade
      ? section(
          `Before ${result.upgrade.targetVersion}`,
          upgradeLines(result.upgrade).map((line) => `  ${line}`),
        )
      : []),
    ...section("Findings", findingLines(result.findings.filter((finding) => !isListed(finding)))),
    ...section("Remediated", remedied.map(remedyLine)),
    ...section("Not applicable", notApplicableLines(result.notApplicable)),
    ...section("Not judged", result.findings.some(isNotJudged) ? causes : []),
    ...section("Not seen offline", unseen),
    "",
    verdict(result, causes.length + unseen.length),
    ...(changes ? lossLines(changes).map((line) => paint("red", line)) : []),
  ].join("\n");
}

/** True for a finding whose lines are a section of their own. */
function isListed({ rule, key, level }: Finding): boolean {
  if (level !== "advisory") return false;
  return (rule === blindSpots.id && key === "undetermined") || rule === upgradeReport.id;
}

/** True for the finding that lists what was not judged. */
function isNotJudged(finding: Finding): boolean {
  return finding.rule === blindSpots.id && isListed(finding);
}

/** What this preview did not see, except the components that are a reason why rules could not judge something. */
function unseenLines({ blindSpots, causes }: PreviewResult): string[] {
  const listed = causes.flatMap(({ component }) => {
    return component === undefined ? [] : [`${nameOf(component)} (${typeOf(component)}):`];
  });
  return blindSpots
    .filter((line) => !listed.some((start) => line.startsWith(start)))
    .map((line) => `  ${line}`);
}

/** A table if the capacity is known, otherwise a line with the reason. */
function capacityLines({ cluster, capacity, cooling, uncounted, reasons = [] }: StackCapacity): string[] {
  const title = `Addresses of ${cluster}`;
  if (capacity && cooling) {
    const note = uncounted ? [paint("yellow", `! Not counted: ${uncounted.join(", ")}.`)] : [];
    const lines = [...zoneLines(capacity, cooling), ...note];
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

/** @param missing the number of things that were not judged or not seen */
function verdict({ findings }: PreviewResult, missing: number): string {
  const mandatory = findings.filter(({ level }) => level === "mandatory").length;
  const advisory = findings.filter((finding) => finding.level === "advisory" && !isListed(finding)).length;
  const gap = missing === 0 ? "" : `; ${count(missing, "thing")} ${missing === 1 ? "was" : "were"} not`;
  if (mandatory > 0) {
    const found = `${count(mandatory, "mandatory finding")}, ${advisory} advisory`;
    return paint(
      "red",
      `${found}${missing === 0 ? "" : " in what was seen"}${gap}: pulumi up would be stopped.`,
    );
  }
  const none = `${advisory > 0 ? "No mandatory findings" : "No findings"}${missing === 0 ? "" : " in what was seen"}`;
  return paint(
    missing === 0 ? "green" : "yellow",
    `${none}${advisory > 0 ? `, ${advisory} advisory` : ""}${gap}.`,
  );
}

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

/** Each reason once for a resource, with the rules that it concerns. */
function notApplicableLines(places: readonly NotApplicable[]): string[] {
  return grouped(places, ({ urn, reason }) => `${resourceLine(urn)}: ${reason}`)
    .map((alike) => {
      const [{ urn, reason }] = alike;
      const rules = [...new Set(alike.map(({ rule }) => rule))].sort().join(", ");
      return `  ${resourceLine(urn)}: ${reason} (${rules})`;
    })
    .sort();
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

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", bold(title), ...lines];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function bold(text: string): string {
  return paint("bold", text);
}
