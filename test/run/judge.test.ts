import assert from "node:assert/strict";

import { Secret, type PropertyObject } from "../../policies/src/rule/property-value.ts";
import cronjobConcurrency from "../../policies/src/rules/jobs/cronjob-concurrency.ts";
import jobBackoff from "../../policies/src/rules/jobs/job-backoff.ts";
import jobDeadline from "../../policies/src/rules/jobs/job-deadline.ts";
import { judge } from "../../policies/src/run/judge.ts";
import { Run } from "../../policies/src/run/run.ts";
import { Plan } from "../../policies/src/sources/plan.ts";
import type { SourceResource } from "../../policies/src/sources/source.ts";

const JOB = "kubernetes:batch/v1:Job";

/** The result for a Job with this spec, under a policy config. */
function judged(spec: PropertyObject, config: object) {
  const resource: SourceResource = {
    type: JOB,
    name: "import",
    urn: `urn:pulumi:dev::shop::${JOB}::import`,
    props: { spec },
    custom: true,
    protect: false,
    dependencies: [],
    propertyDependencies: {},
  };
  const plan = new Plan();
  plan.add(resource);
  const run = new Run({ rules: [cronjobConcurrency, jobBackoff, jobDeadline], now: new Date("2026-06-15") });
  run.configure({ "job-backoff": "disabled", ...config });
  const { findings, remedied } = judge(plan, run);
  return {
    findings: findings.map(({ rule, level, path }) => `${level} ${rule} ${path}`),
    remedied: remedied.map(({ rule, path, value }) => `${rule} ${path} ${JSON.stringify(value)}`),
  };
}

describe("judge", () => {
  it("remediates before judging, as the engine does", () => {
    const config = { "job-deadline": { enforcementLevel: "remediate", deadline: 600 } };
    assert.deepEqual(judged({}, config), {
      findings: [],
      remedied: ["job-deadline spec.activeDeadlineSeconds 600"],
    });
  });

  it("doesn't tell the value of a property that is secret, or in something that is", () => {
    const config = { "job-backoff": { enforcementLevel: "remediate", max: 3 }, "job-deadline": "disabled" };
    const backoffLimit = new Secret(9);
    assert.deepEqual(judged({ backoffLimit }, config).remedied, ["job-backoff spec.backoffLimit undefined"]);
    assert.deepEqual(judged({ backoffLimit: 9 }, config).remedied, ["job-backoff spec.backoffLimit 3"]);
  });

  it("reports as mandatory what is not remediated", () => {
    assert.deepEqual(judged({}, { "job-deadline": "remediate" }), {
      findings: ["mandatory job-deadline spec.activeDeadlineSeconds"],
      remedied: [],
    });
  });

  it("lists blocking findings first and summaries last", () => {
    const exempt = [{ name: "gone", reason: "Replaced in spring.", owner: "team", expires: "2026-09-01" }];
    const config = {
      "cronjob-concurrency": { exempt },
      "job-deadline": { enforcementLevel: "advisory", exempt },
      "job-backoff": "mandatory",
    };
    assert.deepEqual(judged({ parallelism: 1 }, config).findings, [
      "mandatory job-backoff spec.backoffLimit",
      "advisory job-deadline spec.activeDeadlineSeconds",
      "advisory exemptions ",
    ]);
  });
});
