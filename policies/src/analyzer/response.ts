import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";

import { toStruct } from "../protocol/struct.ts";
import { findingLines, type Finding, type Level, type Severity } from "../rule/finding.ts";
import type { PropertyObject } from "../rule/property-value.ts";
import type { Rule } from "../rule/rule.ts";
import type { Run } from "../run/run.ts";
import { notApplicableReasons } from "../run/summary.ts";
import type { ServedPolicy } from "./served-policy.ts";

/** The identity of the pack in every response. */
export interface PackIdentity {
  readonly name: string;
  readonly version: string;
}

/** Returns what the pack reports about itself and its policies. */
export function analyzerInfo(
  { name, version }: PackIdentity,
  policies: readonly ServedPolicy[],
): analyzer.AnalyzerInfo {
  return new analyzer.AnalyzerInfo()
    .setName(name)
    .setVersion(version)
    .setSupportsconfig(true)
    .setPoliciesList(policies.map(policyInfo));
}

function policyInfo({ metadata, isSummary }: ServedPolicy): analyzer.PolicyInfo {
  const { framework } = metadata;
  return new analyzer.PolicyInfo()
    .setPolicyType(
      isSummary ? analyzer.PolicyType.POLICY_TYPE_STACK : analyzer.PolicyType.POLICY_TYPE_RESOURCE,
    )
    .setName(metadata.name)
    .setDescription(metadata.description)
    .setDisplayname(metadata.displayName)
    .setEnforcementlevel(LEVELS[metadata.enforcementLevel])
    .setSeverity(SEVERITIES[metadata.severity])
    .setConfigschema(
      new analyzer.PolicyConfigSchema().setProperties(
        toStruct(metadata.configSchema.properties as unknown as PropertyObject),
      ),
    )
    .setRemediationSteps(metadata.remediationSteps)
    .setTagsList([...metadata.tags])
    .setUrl(metadata.url ?? "")
    .setFramework(
      framework &&
        new analyzer.PolicyComplianceFramework()
          .setName(framework.name)
          .setVersion(framework.version)
          .setReference(framework.reference)
          .setSpecification(framework.specification),
    );
}

/** Returns the response to Analyze and, with {@link notApplicablePolicies}, to AnalyzeStack. */
export function analyzeResponse(
  pack: PackIdentity,
  run: Run,
  findings: readonly Finding[],
): analyzer.AnalyzeResponse {
  return new analyzer.AnalyzeResponse().setDiagnosticsList(
    findings.map((finding) => {
      const rule = run.policy(finding.rule);
      return diagnostic(pack, policyName(run, rule), rule, finding);
    }),
  );
}

/** Returns the policies that didn't apply to anything that they could have found, reported at the end of a run. */
export function notApplicablePolicies(
  run: Run,
  findings: readonly Finding[],
): analyzer.PolicyNotApplicable[] {
  const reasons = notApplicableReasons(run.notApplicable, findings);
  return run.policies.flatMap((rule) => {
    const reason = reasons.get(rule.id);
    return reason === undefined
      ? []
      : [new analyzer.PolicyNotApplicable().setPolicyName(policyName(run, rule)).setReason(reason)];
  });
}

/** Returns the name by which the engine has configured a rule: its id or an old one. */
function policyName(run: Run, rule: Rule): string {
  return run.oldIds(rule)[0] ?? rule.id;
}

function diagnostic(
  pack: PackIdentity,
  policy: string,
  rule: Rule,
  finding: Finding,
): analyzer.AnalyzeDiagnostic {
  return new analyzer.AnalyzeDiagnostic()
    .setPolicyname(policy)
    .setPolicypackname(pack.name)
    .setPolicypackversion(pack.version)
    .setDescription(rule.title)
    .setMessage(findingLines(finding).join("\n"))
    .setUrn(finding.urn)
    .setEnforcementlevel(LEVELS[finding.level])
    .setSeverity(SEVERITIES[finding.severity]);
}

/** Returns a policy's part of the response to Remediate: the resource's inputs as the policy left them. */
export function remediation(
  pack: PackIdentity,
  run: Run,
  rule: Rule,
  props: PropertyObject,
): analyzer.Remediation {
  return new analyzer.Remediation()
    .setPolicyname(policyName(run, rule))
    .setPolicypackname(pack.name)
    .setPolicypackversion(pack.version)
    .setDescription(rule.title)
    .setProperties(toStruct(props));
}

/** Returns the response for a policy that is set to remediate but can't. */
export function cannotRemediate(run: Run, rule: Rule): analyzer.PolicyNotApplicable {
  return new analyzer.PolicyNotApplicable()
    .setPolicyName(policyName(run, rule))
    .setReason("Policy does not implement remediateResource");
}

/** Enforcement levels on the wire. */
export const LEVELS = {
  advisory: analyzer.EnforcementLevel.ADVISORY,
  mandatory: analyzer.EnforcementLevel.MANDATORY,
  remediate: analyzer.EnforcementLevel.REMEDIATE,
  disabled: analyzer.EnforcementLevel.DISABLED,
} satisfies Record<Level, analyzer.EnforcementLevel>;

const SEVERITIES = {
  low: analyzer.PolicySeverity.POLICY_SEVERITY_LOW,
  medium: analyzer.PolicySeverity.POLICY_SEVERITY_MEDIUM,
  high: analyzer.PolicySeverity.POLICY_SEVERITY_HIGH,
  critical: analyzer.PolicySeverity.POLICY_SEVERITY_CRITICAL,
} satisfies Record<Severity, analyzer.PolicySeverity>;
