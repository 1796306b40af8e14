import assert from "node:assert/strict";

import { createPack } from "../../policies/src/crossguard/pack.ts";
import { integer } from "../../policies/src/rule/option.ts";
import { defineRule } from "../../policies/src/rule/rule.ts";
import { text } from "../../policies/src/rule/text.ts";
import { policyMetadata } from "../../policies/src/run/policy-metadata.ts";
import { presetSettings } from "../../policies/src/run/preset.ts";

const definition = {
  id: "retention",
  title: "Logs are kept for a month",
  severity: "medium",
  tags: ["logs"],
  article: "Logs",
  why: "Without logs nobody knows.",
  fix: "Set retentionInDays.",
  references: ["https://example.com/logs", "https://example.com/more"],
  findings: { short: "They are not." },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: { days: integer({ description: "Days.", default: 0, min: 0, max: 400 }) },
  targets: ["aws:cloudwatch/logGroup:LogGroup"],
  examples: { good: [], bad: [] },
} as const;
const rule = defineRule(definition);

describe("defineRule", () => {
  it("rejects a rule that would remediate resources that must not be changed automatically", () => {
    for (const target of ["aws:ec2/launchTemplate:LaunchTemplate", "aws:ec2/subnet:Subnet"]) {
      assert.throws(
        () => defineRule({ ...definition, targets: [target], remediates: "Sets it." }),
        new RegExp(`the rule retention can't remediate ${target}`),
      );
      defineRule({ ...definition, targets: [target] });
    }
  });

  it("lets a rule report only its own findings and use only its own options", () => {
    defineRule({
      ...definition,
      check(resource, options, report) {
        const problem = { found: text`short`, passes: text`set ${options.days}` };
        report("short", resource, problem);
        // @ts-expect-error -- not a finding of the rule
        report("shorter", resource, problem);
        // @ts-expect-error -- not an option of the rule
        assert.equal(options.hours, undefined);
      },
    });
  });
});

describe("createPack", () => {
  it("accepts levels and options of its rules and nothing else", () => {
    createPack({
      rules: [rule],
      config: { all: "advisory", retention: { enforcementLevel: "mandatory", days: 30 } },
    });
    createPack({ rules: [rule], config: { "blind-spots": "mandatory" } });
    assert.throws(
      // @ts-expect-error -- not a rule of the pack
      () => createPack({ rules: [rule], config: { retentoin: "advisory" } }),
      /"retentoin" is not a policy of this pack \(did you mean "retention"\?\)/,
    );
    assert.throws(
      // @ts-expect-error -- not an option of the rule
      () => createPack({ rules: [rule], config: { retention: { day: 30 } } }),
      /retention\.day is not an option \(did you mean "days"\?\)/,
    );
    assert.throws(
      // @ts-expect-error -- not a value of the option
      () => createPack({ rules: [rule], config: { retention: { days: "30" } } }),
      /retention\.days is "30"; expected a whole number from 0 to 400/,
    );
  });

  it("gives a rule's policy the defaults of the pack", () => {
    const { policies } = createPack({
      rules: [rule],
      config: { retention: { enforcementLevel: "advisory", days: 30 } },
    });
    const policy = policies.find(({ name }) => name === "retention");
    assert.equal(policy?.enforcementLevel, "advisory");
    assert.deepEqual(policy.configSchema?.properties["days"], {
      type: "integer",
      description: "Days.",
      default: 30,
      minimum: 0,
      maximum: 400,
    });
  });
});

describe("policyMetadata", () => {
  it("contains everything that the engine and Pulumi Cloud accept", () => {
    const { configSchema, ...metadata } = policyMetadata(rule, presetSettings(rule, "baseline"));
    assert.deepEqual(Object.keys(configSchema.properties), ["days", "advisory", "exempt"]);
    assert.deepEqual(metadata, {
      name: "retention",
      description: "Logs are kept for a month",
      displayName: "Logs are kept for a month",
      enforcementLevel: "mandatory",
      severity: "medium",
      remediationSteps: "Set retentionInDays.",
      tags: ["eks", "logs"],
      url: "https://example.com/logs",
      framework: {
        name: "Productionproofing EKS",
        version: "2026",
        reference: "Logs",
        specification: "Without logs nobody knows.",
      },
    });
  });
});
