import type {
  EnforcementLevel,
  Policies,
  PolicyConfigSchema,
  PolicyPackArgs,
  ReportViolation,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";

import { blindSpots, findBlindSpots } from "../rule/blind-spots.ts";
import { evaluateResource, evaluateStack, type RuleSettings } from "../rule/evaluate.ts";
import type { Evaluation, Finding, Level, UndeterminedProperty } from "../rule/finding.ts";
import { presetSettings, type Preset } from "../rule/preset.ts";
import type { PropertyObject } from "../rule/property-value.ts";
import type { Rule } from "../rule/rule.ts";
import { stackUrnOf, toResource, toStackResource } from "./resource.ts";

/** What a pack is made of. */
export interface PackOptions {
  readonly rules: readonly Rule[];
  /** @defaultValue `"baseline"` */
  readonly preset?: Preset;
}

/**
 * The arguments for `new PolicyPack` of @pulumi/policy: a policy for each rule, and `blind-spots`, which reports at the end of a
 * run what could not be judged.
 */
export function createPack({ rules, preset = "baseline" }: PackOptions): PolicyPackArgs {
  const run: Run = { undetermined: [], inputs: new Map() };
  const policies: Policies = rules.map((rule) => policy(rule, presetSettings(rule, preset), run));
  return { policies: [...policies, blindSpotsPolicy(presetSettings(blindSpots, preset), run)] };
}

/** What is kept of a run: the engine asks one process about every resource, and then about the stack. */
interface Run {
  readonly undetermined: UndeterminedProperty[];
  /** Inputs of each resource, by URN: the stack's view has outputs only. */
  readonly inputs: Map<string, PropertyObject>;
}

function policy(
  rule: Rule,
  preset: RuleSettings,
  { undetermined: ledger, inputs }: Run,
): ResourceValidationPolicy & Partial<StackValidationPolicy> {
  const settings = (config: object): RuleSettings => ({
    // The SDK applies the level of the configuration; only a finding that merely advises differs from it.
    level: "mandatory",
    options: { ...preset.options, ...config },
  });
  const report = ({ findings, undetermined }: Evaluation, reportViolation: ReportViolation): void => {
    ledger.push(...undetermined);
    for (const finding of findings) violation(rule, finding, reportViolation);
  };
  return {
    ...metadata(rule, preset),
    validateResource: (args, reportViolation) => {
      const resource = toResource(args);
      inputs.set(resource.urn, resource.props);
      report(evaluateResource(rule, settings(args.getConfig()), resource), reportViolation);
    },
    ...(rule.checkStack && {
      validateStack: (args, reportViolation) => {
        const resources = args.resources.map((resource) =>
          toStackResource(resource, inputs.get(resource.urn)),
        );
        report(
          evaluateStack(rule, settings(args.getConfig()), resources, stackUrnOf(resources)),
          reportViolation,
        );
      },
    }),
  };
}

function blindSpotsPolicy(preset: RuleSettings, { undetermined }: Run): StackValidationPolicy {
  return {
    ...metadata(blindSpots, preset),
    validateStack: (args, reportViolation) => {
      const urn = stackUrnOf(args.resources);
      for (const finding of findBlindSpots({ ...preset, level: "mandatory" }, undetermined, urn)) {
        violation(blindSpots, finding, reportViolation);
      }
    },
  };
}

function metadata(rule: Rule, { level, options }: RuleSettings) {
  const { id, title, why, fix, severity, article, references } = rule;
  const [url] = references;
  return {
    name: id,
    description: title,
    displayName: title,
    enforcementLevel: level satisfies Level as EnforcementLevel,
    severity,
    configSchema: configSchema(rule, options),
    remediationSteps: fix,
    tags: ["eks", "kubernetes"],
    ...(article === undefined
      ? {}
      : {
          framework: {
            name: "Productionproofing EKS",
            version: "2026",
            reference: article,
            specification: why,
          },
        }),
    ...(url === undefined ? {} : { url }),
  };
}

function configSchema(rule: Rule, defaults: Readonly<Record<string, unknown>>): PolicyConfigSchema {
  const properties = Object.entries(rule.options).map(
    ([name, { schema }]) => [name, { ...schema, default: defaults[name] }] as const,
  );
  return { properties: Object.fromEntries(properties) } as PolicyConfigSchema;
}

/** The SDK takes an object here, with a level of its own; its types leave that form out (1.21.0, policy.ts). */
type ReportObject = (violation: { message: string; urn: string; enforcementLevel?: "advisory" }) => void;

function violation(
  { title }: Rule,
  { level, urn, path, message }: Finding,
  reportViolation: ReportViolation,
): void {
  (reportViolation as unknown as ReportObject)({
    message: `${title}.\n${path === "" ? "" : `${path}: `}${message}`,
    urn,
    ...(level === "advisory" ? { enforcementLevel: level } : {}),
  });
}
