import { nameLine } from "../../protocol/urn.ts";
import type { Finding } from "../../rule/finding.ts";
import { optionalText } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import type { Stack } from "../../rule/stack-view.ts";
import { text, Text } from "../../rule/text.ts";
import type { Evaluation, RuleSettings } from "../evaluate.ts";
import { summaryFinding } from "../summary.ts";
import { inventoryFor } from "./inventory.ts";

/** The policy with the version as which clusters are judged; it reports what to do before they have it. */
export const upgradeReport = defineRule({
  id: "upgrade",
  title: "A stack is ready for the next Kubernetes version before its cluster gets it",
  severity: "low",
  why: "An update of the control plane can't be undone. An API that is gone, an add-on that doesn't fit or nodes that are too old show only afterwards.",
  fix: "Change what the report lists, deploy it, and update one version at a time: the control plane, then the add-ons, then the nodes.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/cluster-upgrades.html",
  ],
  findings: { before: "What to do before clusters are updated to `targetVersion`." },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    targetVersion: optionalText({
      description:
        "The Kubernetes version to which clusters are to be updated. Rules judge clusters with an older version, or without one, as if they had it, as with --target-version of productionproof preview.",
      pattern: "^1\\.\\d{2}$",
      expected: "a version such as 1.36",
    }),
  },
  examples: { good: [], bad: [] },
});

/** What to do before an upgrade, by topic. */
export interface UpgradeReport {
  readonly targetVersion: string;
  readonly topics: readonly UpgradeTopic[];
}

/** A part of an {@link UpgradeReport}. */
export interface UpgradeTopic {
  readonly title: string;
  /** What to do, or what rules found or could not judge; empty if there is nothing to do. */
  readonly lines: readonly string[];
}

/** The rules that judge a stack by its cluster's version, by topic. */
const RULES = {
  APIs: ["deprecated-apis", "no-alpha-beta"],
  "Add-ons": ["addon-version-fits"],
  "Node images": ["accelerated-ami", "ami-supported-os"],
  "Version skew": ["node-version-skew"],
} as const;

/** True for a rule whose findings belong in the report. */
export function isAboutUpgrades(id: string): boolean {
  return Object.values(RULES)
    .flat()
    .some((rule) => rule === id);
}

/**
 * Returns what to do before an upgrade.
 *
 * @param stack with the versions that its clusters have now.
 * @param evaluations what each rule says of the stack after the upgrade, by its id.
 */
export function reportUpgrade(
  targetVersion: string,
  stack: Stack,
  evaluations: ReadonlyMap<string, Pick<Evaluation, "findings" | "undetermined">>,
): UpgradeReport {
  const inventory = inventoryFor(targetVersion, stack);
  const judged = (title: keyof typeof RULES): readonly string[] =>
    RULES[title].flatMap((id) => {
      const { findings = [], undetermined = [] } = evaluations.get(id) ?? {};
      const places = new Set(undetermined.map(({ urn, path }) => `${urn} ${path}`));
      const unknown = places.size === 0 ? [] : [`not judged by ${id}: ${places.size}`];
      return [...new Set(findings.map(findingLine)), ...unknown];
    });
  return {
    targetVersion,
    topics: [
      { title: "Control plane", lines: inventory.controlPlane },
      { title: "APIs", lines: judged("APIs") },
      { title: "Add-ons", lines: [...judged("Add-ons"), ...inventory.addons] },
      { title: "Node images", lines: judged("Node images") },
      { title: "Version skew", lines: [...judged("Version skew"), ...inventory.nodes] },
    ],
  };
}

/** Returns the lines of a report, indented by topic. */
export function upgradeLines({ topics }: UpgradeReport): readonly string[] {
  return topics.flatMap(({ title, lines }) => [
    title,
    ...(lines.length === 0 ? ["nothing to do"] : lines).map((line) => `  ${line}`),
  ]);
}

/** Returns the report as a finding, for hosts that show nothing else. */
export function upgradeFindings(
  settings: RuleSettings,
  report: UpgradeReport,
  urn: string,
): readonly Finding[] {
  const title = text`before ${Text.of(report.targetVersion)}`;
  return summaryFinding(upgradeReport, settings, "before", urn, title, upgradeLines(report));
}

function findingLine({ urn, message }: Finding): string {
  return `${nameLine(urn)}: ${message}`;
}
