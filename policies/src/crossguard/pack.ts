import type {
  Policy,
  PolicyPackArgs,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";

import { convertOnce } from "../protocol/converted-once.ts";
import { limitNesting } from "../protocol/nesting.ts";
import { findingLines, type Finding } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import { applyEdits } from "../run/edit.ts";
import type { PolicyConfig } from "../run/policy-config.ts";
import { policyMetadata } from "../run/policy-metadata.ts";
import type { Preset } from "../run/preset.ts";
import { Run, type Summaries } from "../run/run.ts";
import { notApplicableReasons } from "../run/summary.ts";
import { toRemediableResource, toResource, toStackResources } from "./resource.ts";

/** The contents of a pack. */
export interface PackOptions<Rules extends readonly Rule[]> {
  readonly rules: Rules;
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
  /** Levels and options of the pack itself; a policy config that is passed to the engine overrides them. */
  readonly config?: PolicyConfig<readonly [...Rules, ...Summaries]>;
  /** The time that expiry dates and support dates are compared with. @defaultValue now */
  readonly now?: Date;
}

/**
 * Returns the arguments for `new PolicyPack` of @pulumi/policy: a policy for each rule, and two that summarize a run:
 * `blind-spots` (what could not be judged) and `exemptions` (what exemptions did).
 *
 * @throws PolicyConfigError if `config` is invalid.
 */
export function createPack<const Rules extends readonly Rule[]>({
  now = new Date(),
  ...options
}: PackOptions<Rules>): PolicyPackArgs {
  limitNesting();
  convertOnce();
  const run = new Run({ ...options, now });
  return {
    policies: run.policies.flatMap((rule) => [
      // Before the policy under the current id, which then reports nothing.
      ...(rule.aliases ?? []).map((oldId) => policy(rule, run, oldId)),
      policy(rule, run),
    ]),
  };
}

/**
 * Returns the policy of a rule, or one under an old id: the engine doesn't pass config entries for policies that a pack doesn't
 * have. A policy under an old id is disabled unless a policy config gives it a level; then it represents the rule.
 */
function policy(
  rule: Rule,
  run: Run,
  oldId?: string,
): ResourceValidationPolicy & Partial<StackValidationPolicy> {
  // The SDK applies the configured level itself and passes the options with each call.
  const configure = (
    args: Pick<ResourceValidationArgs, "getConfig">,
    level: "mandatory" | "remediate",
  ): { readonly isDue: boolean; readonly problems: readonly string[] } => {
    if (oldId !== undefined) run.useOldId(rule, oldId);
    else if (run.oldIds(rule).length > 0) return { isDue: false, problems: [] };
    const problems = run.configurePolicy(rule, args.getConfig(), level);
    return { isDue: problems.length === 0, problems };
  };
  const metadata = policyMetadata(rule, run.settings(rule));
  return {
    ...(metadata as Policy),
    ...(oldId === undefined ? {} : { name: oldId, enforcementLevel: "disabled" }),
    ...(!run.isSummary(rule) && {
      // Also for rules that judge only the stack: this is where the run sees the inputs.
      validateResource: (args: ResourceValidationArgs, reportViolation: ReportViolation) => {
        if (configure(args, "mandatory").isDue) report(run.judge(toResource(args), [rule]), reportViolation);
      },
    }),
    ...(rule.remediates !== undefined && {
      remediateResource: (args) => {
        if (!configure(args, "remediate").isDue) return undefined;
        const edits = run.remediate(toRemediableResource(args), [rule]);
        applyEdits(args.props, edits);
        // If it were returned, even an unchanged resource would count as remediated.
        return edits.length > 0 ? args.props : undefined;
      },
    }),
    ...((rule.checkStack ?? rule.refuses ?? (run.isSummary(rule) || oldId !== undefined)) && {
      validateStack: (args: StackValidationArgs, reportViolation: ReportViolation) => {
        const { isDue, problems } = configure(args, "mandatory");
        // Problems that the engine's own check of each option against its schema doesn't find.
        for (const problem of problems) reportViolation(`invalid policy config: ${problem}`);
        if (!isDue) return;
        const findings = run.judgeStack(toStackResources(args.resources), [rule]);
        report(findings, reportViolation);
        const reason = notApplicableReasons(run.notApplicable, findings).get(rule.id);
        // It throws, so nothing comes after it.
        if (reason !== undefined) args.notApplicable(reason);
      },
    }),
  };
}

/** The SDK accepts an object with its own level here; its types omit that form (1.21.0, policy.ts). */
type ReportObject = (violation: { message: string; urn: string; enforcementLevel?: "advisory" }) => void;

function report(findings: readonly Finding[], reportViolation: ReportViolation): void {
  for (const finding of findings) {
    (reportViolation as unknown as ReportObject)({
      message: findingLines(finding).join("\n"),
      urn: finding.urn,
      ...(finding.level === "advisory" ? { enforcementLevel: finding.level } : {}),
    });
  }
}
