import type { Edit, Finding, Level, NotApplicable, UndeterminedProperty } from "../rule/finding.ts";
import { UNKNOWN_KIND } from "../rule/kubernetes-list.ts";
import type { PropertyObject } from "../rule/property-value.ts";
import type { Place, Reading, Recorder } from "../rule/reading.ts";
import { partsOf } from "../rule/resource-parts.ts";
import { ResourceView, type Resource, type ResourcePart } from "../rule/resource-view.ts";
import type { Problem, Rule } from "../rule/rule.ts";
import { StackView, type Stack } from "../rule/stack-view.ts";
import { text, Text } from "../rule/text.ts";
import { causeOf } from "./error-cause.ts";
import { missingInputNote } from "./missing-inputs.ts";
import { redact, secretsIn } from "./secret-text.ts";

/** The settings of a rule, from the preset and the policy config. */
export interface RuleSettings {
  readonly level: Level;
  /** Every option of the rule, including defaults. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The result of one rule for one resource or for the stack. */
export interface Evaluation {
  readonly findings: readonly Finding[];
  readonly undetermined: readonly UndeterminedProperty[];
  readonly notApplicable: readonly NotApplicable[];
  /** Edits that would fix mandatory findings, if the rule offers any. */
  readonly edits: ReadonlyMap<Finding, Edit>;
}

/** Key of the finding for a rule that threw an error. */
export const RULE_FAILED = "rule-failed";

/** Key of the note that a policy config uses an old id of a rule. */
export const RENAMED = "renamed";

/** What the evaluation of a rule depends on, apart from what it judges. */
export interface EvaluationContext {
  /** The time that support dates are compared with. */
  readonly now: Date;
  readonly onRead?: OnRead;
  readonly onVisit?: OnVisit;
}

/** Called for each property that a rule reads. */
export type OnRead = (place: Place, kind: Reading<unknown>["kind"]) => void;

/** Called for each place that a rule looks at, including those that it only tests for being set. */
export type OnVisit = (place: Place) => void;

/** An empty evaluation. */
export const NOTHING: Evaluation = { findings: [], undetermined: [], notApplicable: [], edits: new Map() };

/**
 * Runs a rule on one resource; each member of a Kubernetes list is judged separately.
 *
 * @param all what the resource stands for, if the caller has several rules to run on it.
 */
export function evaluateResource(
  rule: Rule,
  settings: RuleSettings,
  resource: Resource,
  { now, onRead, onVisit }: EvaluationContext,
  all: readonly ResourcePart[] = partsOf(resource),
): Evaluation {
  const parts = all.filter(({ type }) => isTarget(rule, type));
  if (parts.length === 0) return NOTHING;
  return evaluate(
    rule,
    settings,
    { urn: resource.urn, properties: [resource.props], onRead, onVisit },
    (report, recorder) => {
      for (const part of parts) {
        const view = new ResourceView(part, part.value, recorder, part.segments);
        if (view.type === UNKNOWN_KIND) view.undetermined("its kind is not known before pulumi up");
        else rule.check?.(view, settings.options, report, now);
      }
    },
  );
}

/** Runs the part of a rule that judges the whole stack. */
export function evaluateStack(
  rule: Rule,
  settings: RuleSettings,
  stack: Stack,
  { now, onRead, onVisit }: EvaluationContext,
): Evaluation {
  return evaluate(
    rule,
    settings,
    { urn: stack.urn, properties: stack.properties, onRead, onVisit },
    (report, recorder) => {
      rule.checkStack?.(new StackView(stack, recorder), settings.options, report, now);
    },
  );
}

/** True if a rule judges resources of a type. An object whose kind is unknown may be of any kind. */
export function isTarget({ targets }: Rule, type: string): boolean {
  if (type !== UNKNOWN_KIND) return targets.has(type);
  return [...targets].some((target) => target.startsWith(UNKNOWN_KIND));
}

/** What a rule runs on. */
interface Scope {
  readonly urn: string;
  readonly properties: readonly PropertyObject[];
  readonly onRead: OnRead | undefined;
  readonly onVisit: OnVisit | undefined;
}

function evaluate(
  rule: Rule,
  settings: RuleSettings,
  { urn, properties, onRead, onVisit }: Scope,
  run: (report: (key: string, place: Place, problem: Problem) => void, recorder: Recorder) => void,
): Evaluation {
  if (settings.level === "disabled") return NOTHING;
  const findings: Finding[] = [];
  const edits = new Map<Finding, Edit>();
  const undetermined = new Map<string, UndeterminedProperty>();
  const notApplicable = new Map<string, NotApplicable>();
  const putOn =
    (record: Map<string, UndeterminedProperty>) =>
    ({ urn, path }: Place, reason: string): void => {
      record.set(`${urn} ${path}`, { rule: rule.id, urn, path, reason });
    };
  let secrets: readonly string[] | undefined;
  const report = (key: string, place: Place, problem: Problem): void => {
    secrets ??= secretsIn(properties);
    const finding = findingOf(rule, settings, key, place, problem, secrets);
    findings.push(finding);
    if (problem.set !== undefined && rule.remediates !== undefined && finding.level === "mandatory") {
      edits.set(finding, { path: place.path, value: problem.set });
    }
  };
  try {
    run(report, {
      undetermined: putOn(undetermined),
      notApplicable: putOn(notApplicable),
      ...(onRead && { read: onRead }),
      ...(onVisit && { visited: onVisit }),
    });
  } catch (error) {
    report(RULE_FAILED, { urn, path: "" }, brokenRule(rule, error));
  }
  return {
    findings,
    undetermined: [...undetermined.values()],
    notApplicable: [...notApplicable.values()],
    edits,
  };
}

/** Returns a finding of a rule, at the level that the settings determine. */
export function findingOf(
  rule: Rule,
  { level, options }: RuleSettings,
  key: string,
  { urn, path, isSecret }: Place,
  problem: Problem,
  secrets: readonly string[] = [],
): Finding {
  const { id, severity, fix, findings, references, frameworks } = rule;
  const advisory = options["advisory"] as readonly string[];
  // The message about a secret value may reveal the value.
  const found = isSecret
    ? `a secret value: ${findings[key] ?? key}`.replace(/\.$/, "")
    : redact(problem.found.toString(), secrets);
  const passes = redact(problem.passes.toString(), secrets);
  const note = missingInputNote(id, key, urn);
  return {
    rule: id,
    key,
    level: level === "advisory" || advisory.includes(key) ? "advisory" : "mandatory",
    severity,
    urn,
    path,
    message: [found, passes].filter((part) => part !== "").join("; "),
    found,
    passes,
    notes: note === undefined ? [] : [note],
    fix: key === RULE_FAILED || key === RENAMED ? "" : fix,
    link: references[0] ?? "",
    ...(frameworks === undefined ? {} : { frameworks }),
  };
}

function brokenRule(rule: Rule, error: unknown): Problem {
  return {
    found: text`the rule ${Text.of(rule.id)} itself failed (${Text.of(causeOf(error))}), so this was not judged`,
    passes: text`report the error, and set the rule to "disabled" until it is fixed`,
  };
}
