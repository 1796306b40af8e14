import assert from "node:assert/strict";

import { controlIds, describeControls, FRAMEWORKS } from "../../policies/src/facts/frameworks.ts";
import type { Rule } from "../../policies/src/rule/rule.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { policyMetadata } from "../../policies/src/run/policy-metadata.ts";
import { presetSettings } from "../../policies/src/run/preset.ts";

const all: readonly Rule[] = rules;

describe("FRAMEWORKS", () => {
  it("has the controls that rules check, and no others", () => {
    const used = new Set(all.flatMap(({ frameworks = {} }) => controlIds(frameworks)));
    const listed = Object.entries(FRAMEWORKS).flatMap(([name, { controls }]) =>
      Object.keys(controls).map((control) => `${name}:${control}`),
    );
    assert.deepEqual([...used].sort(), listed.sort());
  });

  it("are among the tags of a policy, and on a rule's page with their titles", () => {
    const rule = all.find(({ id }) => id === "endpoint-private");
    assert.ok(rule?.frameworks);
    const { tags } = policyMetadata(rule, presetSettings(rule, "baseline"));
    assert.deepEqual(tags.slice(-2), ["aws-fsbp:EKS.1", "cis-eks-1.8:5.4.2"]);
    assert.match(
      describeControls(rule.frameworks).join("\n"),
      /^\[AWS Foundational .*\]\(https:.*\): EKS\.1 \(EKS cluster endpoints should not be publicly accessible\)\n\[CIS/,
    );
  });
});
