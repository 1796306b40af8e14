import { nameLine } from "../protocol/urn.ts";
import type { Finding } from "../rule/finding.ts";
import { HELM_RELEASE } from "../rule/kubernetes-kinds.ts";
import { defineRule } from "../rule/rule.ts";
import type { Stack } from "../rule/stack-view.ts";
import { text, type Text } from "../rule/text.ts";
import { causeLine, type Cause } from "./causes.ts";
import type { RuleSettings } from "./evaluate.ts";
import { summaryFinding } from "./summary.ts";

/**
 * The policy that reports what other rules could not judge, once per run. It isn't a rule of the catalog: it has nothing to check
 * itself, and hosts run it last.
 */
export const blindSpots = defineRule({
  id: "blind-spots",
  title: "Rules must be able to judge what they read",
  severity: "low",
  why: "A value that is unknown during preview may violate a rule in pulumi up, halfway through the update.",
  fix: "Set the value in the program instead of using a resource's output, or accept that it is judged only in pulumi up. A kubernetes.helm.v4.Chart creates a resource for each object of a chart, so the objects are judged.",
  references: ["https://www.pulumi.com/docs/insights/policy/"],
  findings: {
    undetermined: "Rules found properties that they could not judge.",
    hidden:
      "The provider creates the objects of Helm releases itself: no policy sees them, not even in pulumi up.",
  },
  presets: {
    baseline: { level: "advisory", advisory: ["hidden"] },
    strict: { level: "advisory", advisory: ["hidden"] },
  },
  options: {},
  examples: { good: [], bad: [] },
});

/** Returns the findings about everything that was not judged in a run; none if everything was. */
export function findBlindSpots(
  settings: RuleSettings,
  causes: readonly Cause[],
  stack: Stack,
): readonly Finding[] {
  if (settings.level === "disabled") return [];
  const summary = (key: keyof typeof blindSpots.findings, title: Text, lines: readonly string[]) =>
    summaryFinding(blindSpots, settings, key, stack.urn, title, lines);
  const releases = HELM_RELEASE.flatMap((type) => stack.ofType(type)).map(({ urn }) => nameLine(urn));
  return [
    ...summary("undetermined", text`not judged`, causes.map(causeLine)),
    ...summary("hidden", text`no policy sees the objects of these charts`, releases),
  ];
}
