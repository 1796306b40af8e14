import type {
  PolicyPackArgs,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";

import { applyEdits } from "../rule/edit.ts";
import type { Finding, Level } from "../rule/finding.ts";
import { policyMetadata, violationMessage } from "../rule/policy-metadata.ts";
import { Run, type RunOptions } from "../rule/run.ts";
import type { Rule } from "../rule/rule.ts";
import { toResource, toStackResource } from "./resource.ts";

/**
 * The arguments for `new PolicyPack` of @pulumi/policy: a policy for each rule, and `blind-spots`, which reports at the end of a
 * run what could not be judged.
 *
 * @throws PolicyConfigError where `config` can't be used.
 */
export function createPack(options: RunOptions): PolicyPackArgs {
  const run = new Run(options);
  return { policies: run.policies.map((rule) => policy(rule, run)) };
}

function policy(rule: Rule, run: Run): ResourceValidationPolicy & Partial<StackValidationPolicy> {
  // The SDK applies the level of the configuration, and hands over the options at each call.
  const configure = (args: Pick<ResourceValidationArgs, "getConfig">, level: Level): void => {
    run.configurePolicy(rule, args.getConfig(), level);
  };
  const metadata = policyMetadata(rule, run.settings(rule));
  return {
    ...(metadata as Omit<ResourceValidationPolicy, "validateResource">),
    validateResource: (args, reportViolation) => {
      configure(args, "mandatory");
      report(rule, run.judge(toResource(args), [rule]), reportViolation);
    },
    remediateResource: (args) => {
      configure(args, "remediate");
      const edits = run.remediate(toResource(args), [rule]);
      applyEdits(args.props, edits);
      // Returned, even an unchanged resource would count as remediated.
      return edits.length > 0 ? args.props : undefined;
    },
    ...((rule.checkStack ?? rule.targets.size === 0) && {
      validateStack: (args, reportViolation) => {
        configure(args, "mandatory");
        report(rule, run.judgeStack(args.resources.map(toStackResource), [rule]), reportViolation);
      },
    }),
  };
}

/** The SDK takes an object here, with a level of its own; its types leave that form out (1.21.0, policy.ts). */
type ReportObject = (violation: { message: string; urn: string; enforcementLevel?: "advisory" }) => void;

function report(rule: Rule, findings: readonly Finding[], reportViolation: ReportViolation): void {
  for (const finding of findings) {
    (reportViolation as unknown as ReportObject)({
      message: violationMessage(rule, finding),
      urn: finding.urn,
      ...(finding.level === "advisory" ? { enforcementLevel: finding.level } : {}),
    });
  }
}
