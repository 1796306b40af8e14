import { findingOf, type RuleSettings } from "./evaluate.ts";
import type { Finding, UndeterminedProperty } from "./finding.ts";
import { defineRule } from "./rule.ts";
import { nameLine, summaryLines } from "./summary.ts";
import { text, Text } from "./text.ts";

/**
 * The policy that reports what other rules could not judge, once for a whole run. It is no rule of the catalogue: it has
 * nothing to check itself, and hosts run it last.
 */
export const blindSpots = defineRule({
  id: "blind-spots",
  title: "Rules must be able to judge what they read",
  severity: "low",
  why: "A value that is unknown at preview may break a rule in pulumi up, half-way through.",
  fix: "Give the value in the program instead of taking it from a resource's output, or accept that pulumi up will judge it.",
  references: ["https://www.pulumi.com/docs/insights/policy/"],
  findings: { undetermined: "Rules met properties that they could not judge." },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {},
  examples: { good: [], bad: [] },
});

/** The finding about everything that was not judged in a run; none where all of it was. */
export function findBlindSpots(
  settings: RuleSettings,
  undetermined: Iterable<UndeterminedProperty>,
  stackUrn: string,
): readonly Finding[] {
  const lines = [...undetermined].map(line);
  if (settings.level === "disabled" || lines.length === 0) return [];
  const found = text`not judged:${summaryLines(lines)}`;
  const place = { urn: stackUrn, path: "" };
  return [findingOf(blindSpots, settings, "undetermined", place, { found, passes: Text.of("") })];
}

function line({ rule, urn, path, reason }: UndeterminedProperty): string {
  return `${rule}: ${nameLine(urn)} ${path}, ${reason}`;
}
