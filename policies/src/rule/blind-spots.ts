import type { RuleSettings } from "./evaluate.ts";
import type { Finding, UndeterminedProperty } from "./finding.ts";
import { defineRule } from "./rule.ts";

/** How many properties are listed one by one. */
const LISTED = 20;

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
  { level }: RuleSettings,
  undetermined: Iterable<UndeterminedProperty>,
  stackUrn: string,
): readonly Finding[] {
  const lines = [...new Set([...undetermined].map(line))].sort();
  if (level === "disabled" || lines.length === 0) return [];
  const listed = lines.slice(0, LISTED);
  const rest = lines.length - listed.length;
  const message = ["not judged:", ...listed, ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n  ");
  const { id, severity } = blindSpots;
  return [
    {
      rule: id,
      key: "undetermined",
      level: level === "advisory" ? level : "mandatory",
      severity,
      urn: stackUrn,
      path: "",
      message,
    },
  ];
}

function line({ rule, urn, path, reason }: UndeterminedProperty): string {
  const [, , type = "", name = ""] = urn.split("::");
  return `${rule}: ${type.split("$").at(-1) ?? ""} ${name} ${path}, ${reason}`;
}
