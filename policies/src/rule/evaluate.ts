import type { Edit, Evaluation, Finding, Level, UndeterminedProperty } from "./finding.ts";
import { unfold, UNKNOWN_KIND } from "./kubernetes-list.ts";
import { ResourceView, type Resource } from "./resource-view.ts";
import type { Report, Rule } from "./rule.ts";
import { StackView, type Stack } from "./stack-view.ts";
import type { RecordUndetermined } from "./view.ts";

/** How a rule runs: what preset and policy config made of it. */
export interface RuleSettings {
  readonly level: Level;
  /** Every option of the rule, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Key of the finding about a rule that threw. */
export const RULE_FAILED = "rule-failed";

const NOTHING: Evaluation = { findings: [], undetermined: [], edits: [] };

/** Runs a rule on one resource; a Kubernetes list is judged member by member. */
export function evaluateResource(rule: Rule, settings: RuleSettings, resource: Resource): Evaluation {
  const parts = unfold(resource).filter(({ type }) => rule.targets.has(type) || mayBeTarget(rule, type));
  if (parts.length === 0) return NOTHING;
  return evaluate(rule, settings, resource.urn, (report, record) => {
    for (const view of parts.map((part) => new ResourceView(part, part.value, record, part.segments))) {
      if (view.type === UNKNOWN_KIND) view.undetermined("its kind is not known before pulumi up");
      else rule.check?.(view, settings.options, report);
    }
  });
}

/** Runs the half of a rule that judges a whole stack. */
export function evaluateStack(rule: Rule, settings: RuleSettings, stack: Stack): Evaluation {
  return evaluate(rule, settings, stack.urn, (report, record) => {
    rule.checkStack?.(new StackView(stack, record), settings.options, report);
  });
}

function mayBeTarget(rule: Rule, type: string): boolean {
  return type === UNKNOWN_KIND && [...rule.targets].some((target) => target.startsWith(UNKNOWN_KIND));
}

function evaluate(
  rule: Rule,
  { level, options }: RuleSettings,
  urn: string,
  run: (report: Report<string>, record: RecordUndetermined) => void,
): Evaluation {
  if (level === "disabled") return NOTHING;
  const { id, severity } = rule;
  const findings: Finding[] = [];
  const edits: Edit[] = [];
  const undetermined = new Map<string, UndeterminedProperty>();
  const advisory = options["advisory"] as readonly string[];
  const report: Report<string> = (key, { urn, path }, message, remedy) => {
    const advises = level === "advisory" || advisory.includes(key);
    findings.push({ rule: id, key, level: advises ? "advisory" : "mandatory", severity, urn, path, message });
    if (remedy && !advises) edits.push({ path, value: remedy.set });
  };
  try {
    run(report, ({ urn, path }, reason) => {
      undetermined.set(`${urn} ${path}`, { rule: id, urn, path, reason });
    });
  } catch (error) {
    report(RULE_FAILED, { urn, path: "" }, brokenRule(rule, error));
  }
  return { findings, undetermined: [...undetermined.values()], edits };
}

function brokenRule(rule: Rule, error: unknown): string {
  // The error's own message may quote what the rule was reading, a secret included.
  const [, where] = /\n\s+at (.+)/.exec(error instanceof Error ? (error.stack ?? "") : "") ?? [];
  const kind = error instanceof Error ? error.name : typeof error;
  return `the rule ${rule.id} itself failed (${kind}${where === undefined ? "" : ` at ${where}`}), so the resource was not judged; please report it, and set the rule to "disabled" until it is fixed`;
}
