import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { describeEngine } from "./harness/describe-engine.ts";
import { reportsOf } from "./harness/engine-events.ts";
import { EngineProject } from "./harness/engine-project.ts";

const FIXTURES = path.join(import.meta.dirname, "../fixtures");
const PACK = path.join(import.meta.dirname, "../../policies");
const EXECUTABLE = path.join(PACK, "executable.cjs");

describeEngine("policy runs, with the real engine", () => {
  let project: EngineProject;
  let config: string;
  before(() => {
    project = new EngineProject(path.join(FIXTURES, "engine/one-mistake"));
    config = path.join(project.directory, "policy.json");
  });
  after(() => {
    project.remove();
  });
  /** Previews the stack with a policy config. */
  const previewWith = (stack: string, policies: object, pack = PACK) => {
    writeFileSync(config, JSON.stringify(policies));
    return project.preview({ stack, policyPacks: [pack], policyPackConfigs: [config] });
  };

  it("exit with 0 if a team sets the rule to advisory", async () => {
    const outcome = await previewWith("job-without-deadline", { "job-deadline": "advisory" });
    assert.equal(outcome.code, 0, outcome.output);
    assert.deepEqual(
      reportsOf(outcome).map(({ rule, level }) => [rule, level]),
      [["job-deadline", "advisory"]],
    );
  });

  it("use the options of the policy config", async () => {
    const outcome = await previewWith("small-subnet", {
      "subnet-min-size": { maxPrefixLength: 26, advisedPrefixLength: 26 },
    });
    assert.equal(outcome.code, 0, outcome.output);
    assert.deepEqual(reportsOf(outcome), []);
  });

  for (const [mistake, policies, error] of [
    [
      "an option out of range",
      { "job-deadline": { min: -1 } },
      /job-deadline[\s\S]*min[\s\S]*greater than or equal/,
    ],
    [
      "an option of the wrong kind",
      { "job-deadline": { max: "long" } },
      /job-deadline[\s\S]*max[\s\S]*integer/,
    ],
    [
      "a level that does not exist",
      { "job-deadline": "strict" },
      /"job-deadline": "strict" is not a valid enforcement level/,
    ],
  ] as const) {
    it(`stop at ${mistake} in the policy config, with the engine's own error`, async () => {
      const outcome = await previewWith("small-subnet", policies);
      assert.notEqual(outcome.code, 0);
      assert.match(outcome.output, error);
      assert.deepEqual(reportsOf(outcome), []);
    });
  }

  for (const [name, pack] of [
    ["the directory", PACK],
    ["the executable", EXECUTABLE],
  ] as const) {
    it(`stop at options of a policy that ${name} doesn't have, with the engine's own error`, async () => {
      const outcome = await previewWith("job-without-deadline", { "job-deadlin": { max: 60 } }, pack);
      assert.notEqual(outcome.code, 0);
      assert.match(outcome.output, /configuring policy pack .*: invalid enforcement level ""/);
    });
  }

  it("ignore the level of a policy that doesn't exist, which the engine doesn't pass to the directory", async () => {
    const outcome = await previewWith("job-without-deadline", { "job-deadlin": "disabled" });
    assert.deepEqual(
      reportsOf(outcome).map(({ rule, level }) => [rule, level]),
      [["job-deadline", "mandatory"]],
    );
    assert.doesNotMatch(outcome.output, /job-deadlin\b/);
  });

  it("stop at the level of a policy that doesn't exist, with the executable's own error", async () => {
    const outcome = await previewWith("job-without-deadline", { "job-deadlin": "disabled" }, EXECUTABLE);
    assert.notEqual(outcome.code, 0);
    assert.match(
      outcome.output,
      /"job-deadlin" is not a policy of this pack \(did you mean "job-deadline"\?\)/,
    );
    assert.deepEqual(reportsOf(outcome), []);
  });

  it("report a rule that throws as a finding, and continue with the other rules", async () => {
    const outcome = await project.preview({
      stack: "job-without-deadline",
      policyPacks: [path.join(FIXTURES, "packs/broken-rule")],
    });
    assert.equal(outcome.code, 1);
    const reports = reportsOf(outcome);
    assert.deepEqual(
      reports.map(({ rule, level }) => [rule, level]),
      [
        ["broken-rule", "mandatory"],
        ["job-deadline", "mandatory"],
      ],
    );
    assert.match(reports[0]?.message ?? "", /the rule broken-rule itself failed \(TypeError at /);
    // The error that the rule threw can quote the values that it was reading.
    assert.doesNotMatch(outcome.output, /s3cr3t-owner/);
  });

  it("have the same findings in exported state as in an update", async () => {
    const shop = new EngineProject(path.join(FIXTURES, "programs/article-mistakes"));
    try {
      // Advisory, so that the update runs to completion.
      writeFileSync(config, JSON.stringify({ all: "advisory" }));
      const advisory = { policyPacks: [PACK], policyPackConfigs: [config] };
      const up = await shop.up(advisory);
      assert.equal(up.code, 0, up.output);
      assert.ok(reportsOf(up).length > 10);
      assert.deepEqual(reportsOf(shop.analyze(advisory)), reportsOf(up));
      assert.equal(shop.analyze({ policyPacks: [PACK] }).code, 1);
    } finally {
      shop.remove();
    }
  });

  it("never judge encrypted values in exported state", async () => {
    writeFileSync(config, JSON.stringify({ all: "advisory" }));
    const advisory = { policyPacks: [PACK], policyPackConfigs: [config] };
    await project.up({ stack: "secret-deadline", ...advisory });
    const encrypted = project.analyze({ stack: "secret-deadline", policyPacks: [PACK] });
    assert.equal(encrypted.code, 0);
    assert.deepEqual(
      reportsOf(encrypted).map(({ rule }) => rule),
      ["blind-spots"],
    );
    assert.match(
      reportsOf(encrypted)[0]?.message ?? "",
      /spec\.activeDeadlineSeconds of Job migrate: encrypted \(job-deadline\)/,
    );
  });
});
