import type { Rule } from "../rule/rule.ts";
import { policyMetadata, type PolicyMetadata } from "../run/policy-metadata.ts";
import type { Run } from "../run/run.ts";

/** A policy that the engine is told of: a rule, or a rule by an old id. */
export interface ServedPolicy {
  readonly rule: Rule;
  readonly metadata: PolicyMetadata;
  /** True for a policy that is asked about the stack alone. */
  readonly isSummary: boolean;
}

/** The policies of a run before it is configured, in order; one by an old id is disabled unless a policy config names it. */
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
