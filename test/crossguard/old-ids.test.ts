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

/** What the policies of the pack say, by name, when those are called that are not disabled. */
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

describe("a pack's policy by an old id", () => {
  it("is disabled unless a policy config gives it a level", () => {
    const { policies } = createPack({ rules: [rule] });
    assert.deepEqual(
      policies.slice(0, 2).map(({ name, enforcementLevel }) => [name, enforcementLevel]),
      [
        ["old-id", "disabled"],
        ["new-id", "mandatory"],
      ],
    );
    assert.deepEqual(said(["new-id"], {}), ["new-id: size: size 9\nSet 5 or less."]);
  });

  it("then stands for the rule, with its options, and says what it is called now", () => {
    assert.deepEqual(said(["old-id", "new-id"], { max: 8 }), [
      "old-id: size: size 9\nSet 8 or less.",
      'old-id: the policy config calls it "old-id"\nCall it "new-id".',
    ]);
  });
});
