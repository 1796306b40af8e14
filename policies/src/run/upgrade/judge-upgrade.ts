import type { Finding } from "../../rule/finding.ts";
import type { Rule } from "../../rule/rule.ts";
import type { Stack } from "../../rule/stack-view.ts";
import { evaluateResource, evaluateStack, type RuleSettings } from "../evaluate.ts";
import { isAboutUpgrades, reportUpgrade, type UpgradeReport } from "./upgrade-report.ts";

/** A stack after an upgrade, and how a run judges it. */
interface Upgraded {
  readonly stack: Stack;
  readonly rules: readonly Rule[];
  readonly settings: (rule: Rule) => RuleSettings;
  /** True for a finding that an exemption waives. */
  readonly isWaived: (rule: Rule, finding: Finding) => boolean;
  readonly now: Date;
}

/**
 * Returns what to do before an upgrade, by the rules on which it depends.
 *
 * @param current the stack with the versions that its clusters have now.
 */
export function judgeUpgrade(target: string, current: Stack, upgraded: Upgraded): UpgradeReport {
  const { stack, rules, settings, isWaived, now } = upgraded;
  const evaluations = rules
    .filter(({ id }) => isAboutUpgrades(id))
    .map((rule) => {
      const all = [
        ...stack.resources.map((one) =>
          evaluateResource(rule, settings(rule), one, { now }, stack.parts(one.urn)),
        ),
        evaluateStack(rule, settings(rule), stack, { now }),
      ];
      return [
        rule.id,
        {
          findings: all.flatMap(({ findings }) => findings.filter((finding) => !isWaived(rule, finding))),
          undetermined: all.flatMap(({ undetermined }) => undetermined),
        },
      ] as const;
    });
  return reportUpgrade(target, current, new Map(evaluations));
}
