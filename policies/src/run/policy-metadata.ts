import { controlIds } from "../facts/frameworks.ts";
import type { Level, Severity } from "../rule/finding.ts";
import type { OptionSchema } from "../rule/option.ts";
import type { Rule } from "../rule/rule.ts";
import type { RuleSettings } from "./evaluate.ts";

/** The description of a policy, in the terms of Pulumi's analyzer protocol. */
export interface PolicyMetadata {
  readonly name: string;
  readonly description: string;
  readonly displayName: string;
  readonly enforcementLevel: Level;
  readonly severity: Severity;
  readonly configSchema: { readonly properties: Readonly<Record<string, OptionSchema>> };
  readonly remediationSteps: string;
  readonly tags: readonly string[];
  readonly url?: string;
  readonly framework?: {
    readonly name: string;
    readonly version: string;
    readonly reference: string;
    readonly specification: string;
  };
}

/** Returns everything that the engine and Pulumi Cloud accept about a rule with these settings. */
export function policyMetadata(rule: Rule, { level, options }: RuleSettings): PolicyMetadata {
  const { id, title, why, fix, severity, article, references, tags = [], frameworks = {} } = rule;
  const [url] = references;
  const properties = Object.entries(rule.options).map(
    ([name, { schema }]) =>
      [name, options[name] === undefined ? schema : { ...schema, default: options[name] }] as const,
  );
  return {
    name: id,
    description: title,
    displayName: title,
    enforcementLevel: level,
    severity,
    configSchema: { properties: Object.fromEntries(properties) },
    remediationSteps: fix,
    // The protocol has room for one framework, which is the article.
    tags: ["eks", ...tags, ...controlIds(frameworks)],
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
