import { blindSpots, findBlindSpots } from "../rule/blind-spots.ts";
import { evaluateResource, evaluateStack, type RuleSettings } from "../rule/evaluate.ts";
import type { Evaluation, Finding, UndeterminedProperty } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import type { Plan } from "./plan.ts";

/** What rules say of a plan. */
export interface Judgement {
  /** What rules found, and at the end of it what they could not judge. */
  readonly findings: readonly Finding[];
  /** Properties that rules could not judge, one by one. */
  readonly undetermined: readonly UndeterminedProperty[];
}

/** Runs every rule on every resource and on the stack, as the engine has a policy pack do. */
export function judge(plan: Plan, settings: ReadonlyMap<Rule, RuleSettings>, stackUrn: string): Judgement {
  const { resources, stack } = plan;
  const evaluations: Evaluation[] = [];
  for (const resource of resources) {
    for (const [rule, ruleSettings] of settings)
      evaluations.push(evaluateResource(rule, ruleSettings, resource));
  }
  for (const [rule, ruleSettings] of settings)
    evaluations.push(evaluateStack(rule, ruleSettings, stack, stackUrn));
  const undetermined = evaluations.flatMap((evaluation) => evaluation.undetermined);
  const findings = evaluations.flatMap((evaluation) => evaluation.findings).sort(inReadingOrder);
  const blindSpotSettings = settings.get(blindSpots);
  const summary = blindSpotSettings ? findBlindSpots(blindSpotSettings, undetermined, stackUrn) : [];
  return { findings: [...findings, ...summary], undetermined };
}

/** What blocks first; then by rule and resource, so that every run prints the same. */
function inReadingOrder(a: Finding, b: Finding): number {
  const key = ({ level, rule, urn, path }: Finding): string =>
    [level === "mandatory" ? 0 : 1, rule, urn, path].join(" ");
  return key(a) < key(b) ? -1 : 1;
}
