import assert from "node:assert/strict";

import {
  controlIds,
  describeControls,
  FRAMEWORKS,
  listControls,
} from "../../policies/src/facts/frameworks.ts";
import type { Rule } from "../../policies/src/rule/rule.ts";
import { text } from "../../policies/src/rule/text.ts";
import { rules } from "../../policies/src/rules/index.ts";
import { findingOf } from "../../policies/src/run/evaluate.ts";
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

  it("are in every finding, which is what the reports print", () => {
    const rule = all.find(({ id }) => id === "endpoint-cidrs");
    assert.ok(rule?.frameworks);
    const problem = { found: text`it is public`, passes: text`make it private` };
    const place = { urn: "urn:pulumi:dev::shop::aws:eks/cluster:Cluster::shop", path: "vpcConfig" };
    const finding = findingOf(rule, presetSettings(rule, "baseline"), "public", place, problem);
    assert.deepEqual(finding.frameworks, rule.frameworks);
    assert.equal(
      listControls(rule.frameworks),
      "aws-fsbp EKS.1; checkov CKV_AWS_38, CKV_AWS_39; cis-eks-1.8 5.4.1, 5.4.2",
    );
  });

  it("are among the tags of a policy, and on a rule's page with their titles", () => {
    const rule = all.find(({ id }) => id === "version-supported");
    assert.ok(rule?.frameworks);
    const { tags } = policyMetadata(rule, presetSettings(rule, "baseline"));
    assert.deepEqual(tags.slice(-2), ["aws-fsbp:EKS.2", "checkov:CKV_AWS_339"]);
    assert.match(
      describeControls(rule.frameworks).join("\n"),
      /^\[AWS Foundational .*\]\(https:.*\): EKS\.2 \(EKS clusters should run on a supported Kubernetes version\)\n\[Checkov\]/,
    );
  });
});
