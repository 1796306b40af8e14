import type {
  Policy,
  PolicyPackArgs,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";

import { findingLines, type Finding } from "../rule/finding.ts";
import type { Rule } from "../rule/rule.ts";
import { applyEdits } from "../run/edit.ts";
import type { PolicyConfig } from "../run/policy-config.ts";
import { policyMetadata } from "../run/policy-metadata.ts";
import type { Preset } from "../run/preset.ts";
import { Run, type Summaries } from "../run/run.ts";
import { notApplicableReasons } from "../run/summary.ts";
import { toRemediableResource, toResource, toStackResource } from "./resource.ts";

/** What a pack is made of. */
export interface PackOptions<Rules extends readonly Rule[]> {
  readonly rules: Rules;
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
  /** Levels and options of the pack itself, which a policy config given to the engine comes over. */
  readonly config?: PolicyConfig<readonly [...Rules, ...Summaries]>;
  /** The time by which exemptions expire and support ends. @defaultValue now */
  readonly now?: Date;
}

/**
 * The arguments for `new PolicyPack` of @pulumi/policy: a policy for each rule, and two that sum a run up: `blind-spots`, what
 * could not be judged, and `exemptions`, what became of them.
 *
 * @throws PolicyConfigError where `config` can't be used.
 */
export function createPack<const Rules extends readonly Rule[]>({
  now = new Date(),
  ...options
}: PackOptions<Rules>): PolicyPackArgs {
  const run = new Run({ ...options, now });
  return {
    policies: run.policies.flatMap((rule) => [
      // Before the rule itself, which then keeps quiet.
      ...(rule.aliases ?? []).map((oldId) => policy(rule, run, oldId)),
      policy(rule, run),
    ]),
  };
}

/**
 * The policy of a rule, or one by an old id: the engine tells a pack nothing of entries for policies that it does not have. A
 * policy by an old id is disabled unless a policy config gives it a level; then it stands for the rule.
 */
function policy(
  rule: Rule,
  run: Run,
  oldId?: string,
): ResourceValidationPolicy & Partial<StackValidationPolicy> {
  // The SDK applies the level of the configuration, and hands over the options at each call.
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
      // Also for rules that judge the stack alone: this is where the run sees the inputs.
      validateResource: (args: ResourceValidationArgs, reportViolation: ReportViolation) => {
        if (configure(args, "mandatory").isDue) report(run.judge(toResource(args), [rule]), reportViolation);
      },
    }),
    ...(rule.remediates !== undefined && {
      remediateResource: (args) => {
        if (!configure(args, "remediate").isDue) return undefined;
        const edits = run.remediate(toRemediableResource(args), [rule]);
        applyEdits(args.props, edits);
        // Returned, even an unchanged resource would count as remediated.
        return edits.length > 0 ? args.props : undefined;
      },
    }),
    ...((rule.checkStack ?? rule.refuses ?? (run.isSummary(rule) || oldId !== undefined)) && {
      validateStack: (args: StackValidationArgs, reportViolation: ReportViolation) => {
        const { isDue, problems } = configure(args, "mandatory");
        // What the engine's own check of a policy config against the schema of each option lets pass.
        for (const problem of problems) reportViolation(`the policy config can't be used: ${problem}`);
        if (!isDue) return;
        const findings = run.judgeStack(args.resources.map(toStackResource), [rule]);
        report(findings, reportViolation);
        const reason = notApplicableReasons(run.notApplicable, findings).get(rule.id);
        // It throws, so nothing comes after it.
        if (reason !== undefined) args.notApplicable(reason);
      },
    }),
  };
}

/** The SDK takes an object here, with a level of its own; its types leave that form out (1.21.0, policy.ts). */
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
