import type { Evaluation, Finding, Level, UndeterminedProperty } from "./finding.ts";
import { unfold } from "./kubernetes-list.ts";
import type { Resource } from "./resource-view.ts";
import type { Report, Rule } from "./rule.ts";
import { StackView, type StackResource } from "./stack-view.ts";
import type { Place, RecordUndetermined } from "./view.ts";

/** How a rule runs: what preset and policy config made of it. */
export interface RuleSettings {
  readonly level: Level;
  /** Every option of the rule, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Key of the finding about a rule that threw. */
export const RULE_FAILED = "rule-failed";

/** Runs a rule on one resource; a Kubernetes list is judged member by member. */
export function evaluateResource(rule: Rule, settings: RuleSettings, resource: Resource): Evaluation {
  return evaluate(rule, settings, resource.urn, (report, record) => {
    for (const view of unfold(resource, record)) {
      if (rule.targets.has(view.type)) rule.check?.(view, settings.options, report);
    }
  });
}

/** Runs the half of a rule that judges a whole stack; findings about no resource in particular go to `stackUrn`. */
export function evaluateStack(
  rule: Rule,
  settings: RuleSettings,
  resources: readonly StackResource[],
  stackUrn: string,
): Evaluation {
  return evaluate(rule, settings, stackUrn, (report, record) => {
    rule.checkStack?.(new StackView(resources, record), settings.options, report);
  });
}

function evaluate(
  rule: Rule,
  { level, options }: RuleSettings,
  urn: string,
  run: (report: Report<string>, record: RecordUndetermined) => void,
): Evaluation {
  if (level === "disabled") return { findings: [], undetermined: [] };
  const findings: Finding[] = [];
  const undetermined = new Map<string, UndeterminedProperty>();
  const advisory = options["advisory"] as readonly string[];
  const report = (key: string, place: Place, message: string): void => {
    const { id, severity } = rule;
    findings.push({
      rule: id,
      key,
      level: advisory.includes(key) ? "advisory" : level,
      severity,
      urn: place.urn,
      path: place.path,
      message,
    });
  };
  try {
    run(report, (place, reason) => {
      undetermined.set(`${place.urn} ${place.path}`, {
        rule: rule.id,
        urn: place.urn,
        path: place.path,
        reason,
      });
    });
  } catch (error) {
    report(RULE_FAILED, { urn, path: "" }, brokenRule(rule, error));
  }
  return { findings, undetermined: [...undetermined.values()] };
}

function brokenRule(rule: Rule, error: unknown): string {
  // The error's own message may quote what the rule was reading, a secret included.
  const [, where] = /\n\s+at (.+)/.exec(error instanceof Error ? (error.stack ?? "") : "") ?? [];
  const kind = error instanceof Error ? error.name : typeof error;
  return `the rule ${rule.id} itself failed (${kind}${where === undefined ? "" : ` at ${where}`}), so the resource was not judged; please report it, and set the rule to "disabled" until it is fixed`;
}
