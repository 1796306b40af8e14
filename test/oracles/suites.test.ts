import assert from "node:assert/strict";

import { CHECKOV } from "./suites/checkov.ts";
import { GATEKEEPER_LIBRARY } from "./suites/gatekeeper-library.ts";
import { KUBE_LINTER } from "./suites/kube-linter.ts";
import { KUBE_SCORE } from "./suites/kube-score.ts";
import { KYVERNO_POLICIES } from "./suites/kyverno-policies.ts";
import { POLARIS } from "./suites/polaris.ts";
import { unexplained } from "./suites/suite.ts";

const SUITES = [KUBE_LINTER, KUBE_SCORE, POLARIS, GATEKEEPER_LIBRARY, KYVERNO_POLICIES, CHECKOV];

describe("the test suites of other tools", () => {
  for (const suite of SUITES) {
    it(`of ${suite.name}: each verdict is the same, or there is a reason`, () => {
      assert.deepEqual(unexplained(suite), []);
    });
  }

  it("are compared: a verdict that differs needs a reason, and one that doesn't has none", () => {
    const [check] = KUBE_LINTER.checks;
    assert.ok(check);
    const turned = check.cases.map((one) => ({
      ...one,
      theirs: one.theirs === "fails" ? ("passes" as const) : ("fails" as const),
    }));
    const reasoned = check.cases.map((one) => ({ ...one, because: "none" }));
    for (const cases of [turned, reasoned]) {
      assert.equal(unexplained({ ...KUBE_LINTER, checks: [{ ...check, cases }] }).length, cases.length);
    }
  });
});
