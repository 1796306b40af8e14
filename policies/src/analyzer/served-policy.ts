import type { Rule } from "../rule/rule.ts";
import { policyMetadata, type PolicyMetadata } from "../run/policy-metadata.ts";
import type { Run } from "../run/run.ts";

/** A policy that the engine knows: a rule, or a rule under an old id. */
export interface ServedPolicy {
  readonly rule: Rule;
  readonly metadata: PolicyMetadata;
  /** True for a policy that only judges the stack. */
  readonly isSummary: boolean;
}

/** Returns the policies of an unconfigured run, in order; one under an old id is disabled unless a policy config gives it a level. */
export function servedPolicies(run: Run): readonly ServedPolicy[] {
  return run.policies.flatMap((rule) => {
    const metadata = policyMetadata(rule, run.settings(rule));
    const isSummary = run.isSummary(rule);
    const old = (rule.aliases ?? []).map((name) => ({
      rule,
      isSummary,
      metadata: { ...metadata, name, enforcementLevel: "disabled" as const },
    }));
    return [...old, { rule, isSummary, metadata }];
  });
}
