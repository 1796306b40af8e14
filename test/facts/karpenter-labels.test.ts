import assert from "node:assert/strict";

import { findInstanceType } from "../../policies/src/facts/instance-types.ts";
import { KARPENTER_LABELS } from "../../policies/src/facts/karpenter-labels.ts";

describe("the labels of instance types in Karpenter", () => {
  const labels = ["category", "generation", "family", "size", "cpu", "capability-flex", "hypervisor"];

  // Values as on Karpenter's page "Instance Types", 2026-08.
  for (const [name, ...expected] of [
    ["m5.xlarge", "m", "5", "m5", "xlarge", "4", "false", "nitro"],
    ["m7i-flex.large", "m", "7", "m7i-flex", "large", "2", "true", "nitro"],
    ["t2.micro", "t", "2", "t2", "micro", "1", "false", "xen"],
    ["g4dn.8xlarge", "g", "4", "g4dn", "8xlarge", "32", "false", "nitro"],
    ["m5.metal", "m", "5", "m5", "metal", "96", "false", ""],
  ] as const) {
    it(`follow from ${name}`, () => {
      const type = findInstanceType(name) ?? assert.fail(name);
      assert.deepEqual(
        labels.map((label) => KARPENTER_LABELS.get(`karpenter.k8s.aws/instance-${label}`)?.(type)),
        expected,
      );
    });
  }

  it("have the architecture in the words of Go", () => {
    const architecture = (name: string) =>
      KARPENTER_LABELS.get("kubernetes.io/arch")?.(findInstanceType(name) ?? assert.fail(name));
    assert.deepEqual([architecture("m7g.large"), architecture("m7i.large")], ["arm64", "amd64"]);
  });
});
