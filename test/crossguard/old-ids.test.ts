import assert from "node:assert/strict";

import type {
  ReportViolation,
  ResourceValidation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";

import { createPack } from "../../policies/src/crossguard/pack.ts";
import { integer } from "../../policies/src/rule/option.ts";
import { defineRule } from "../../policies/src/rule/rule.ts";
import { text } from "../../policies/src/rule/text.ts";

const rule = defineRule({
  id: "new-id",
  aliases: ["old-id"],
  title: "Small",
  severity: "low",
  why: "",
  fix: "",
  references: [],
  findings: { big: "" },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: { max: integer({ description: "", default: 5, min: 0, max: 100 }) },
  targets: ["a:b:C"],
  check(resource, { max }, report) {
    const size = resource.integer("size");
    if (size.kind === "known" && size.value > max) {
      report("big", size, { found: text`size ${size}`, passes: text`set ${max} or less` });
    }
  },
  examples: { good: [], bad: [] },
});

/** The messages of the pack's policies, by policy name, when all policies that are not disabled are called. */
function said(enabled: readonly string[], options: object): readonly string[] {
  const lines: string[] = [];
  const { policies } = createPack({ rules: [rule] });
  for (const policy of policies as (ResourceValidationPolicy & Partial<StackValidationPolicy>)[]) {
    if (!enabled.includes(policy.name)) continue;
    const report = ((violation: { message: string }) => {
      lines.push(`${policy.name}: ${violation.message}`);
    }) as unknown as ReportViolation;
    const common = { getConfig: () => options };
    const resource = {
      type: "a:b:C",
      name: "n",
      urn: "urn:n",
      props: { size: 9 },
      propertyDependencies: {},
      dependencies: [],
      opts: { ignoreChanges: [] },
    };
    void (policy.validateResource as ResourceValidation)(
      { ...resource, ...common } as unknown as ResourceValidationArgs,
      report,
    );
    void policy.validateStack?.(
      { resources: [resource], ...common } as unknown as StackValidationArgs,
      report,
    );
  }
  return lines;
}

describe("a pack's policy under an old id", () => {
  it("is disabled unless a policy config gives it a level", () => {
    const { policies } = createPack({ rules: [rule] });
    assert.deepEqual(
      policies.slice(0, 3).map(({ name, enforcementLevel }) => [name, enforcementLevel]),
      [
        ["upgrade", "advisory"],
        ["old-id", "disabled"],
        ["new-id", "mandatory"],
      ],
    );
    assert.deepEqual(said(["new-id"], {}), ["new-id: size: size 9\nSet 5 or less."]);
  });

  it("then represents the rule, with its options, and states the current id", () => {
    assert.deepEqual(said(["old-id", "new-id"], { max: 8 }), [
      "old-id: size: size 9\nSet 8 or less.",
      'old-id: the policy config uses the old id "old-id"\nUse "new-id".',
    ]);
  });
});
