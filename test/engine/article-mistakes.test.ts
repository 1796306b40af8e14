import assert from "node:assert/strict";
import path from "node:path";

import { rules } from "../../policies/src/rules/index.ts";
import { describeEngine } from "./harness/describe-engine.ts";
import { operationsOf, reportsOf, type PolicyReport } from "./harness/engine-events.ts";
import { EngineProject } from "./harness/engine-project.ts";

const PROGRAM = path.join(import.meta.dirname, "../fixtures/engine/one-mistake");
const PACK = path.join(import.meta.dirname, "../../policies");

/** A finding: the rule, the resource, what is wrong and where, and what would pass. The rule's fix and link follow. */
type Expected = readonly [rule: string, resource: string, found: string, passes: string];

/** The findings that stop `pulumi preview` for each mistake. */
const STOPPED: Readonly<Record<string, Expected>> = {
  "small-subnet": [
    "subnet-min-size",
    "aws:ec2/subnet:Subnet::pods",
    "cidrBlock: 10.0.0.0/26 has 59 usable addresses",
    "Nodes and pods need /24 or larger (251 usable addresses).",
  ],
  "missing-cni-variable": [
    "cni-required-env",
    "aws:eks/addon:Addon::vpc-cni",
    'configurationValues.env.AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG is not set, which means "false"',
    'Set it to "true", which the ENIConfigs in this stack need.',
  ],
  "snat-behind-nat": [
    "external-snat",
    "aws:eks/addon:Addon::vpc-cni",
    "configurationValues.env.AWS_VPC_K8S_CNI_EXTERNALSNAT: all node subnets are private, but pod traffic leaves with the node's address",
    'Set AWS_VPC_K8S_CNI_EXTERNALSNAT to "true".',
  ],
  "single-dns-pod": [
    "dns-min-replicas",
    "aws:eks/addon:Addon::coredns",
    "configurationValues.replicaCount: replicaCount is 1",
    "Set it to 2 or more.",
  ],
  "job-without-deadline": [
    "job-deadline",
    "kubernetes:batch/v1:Job::migrate",
    "spec.activeDeadlineSeconds: no deadline, so a run that hangs keeps its pods and their IPs",
    "Set 120 to 3600 seconds.",
  ],
};

/** The advisory findings for mistakes that aren't certain to break production. */
const ADVISED: typeof STOPPED = {
  "job-with-many-retries": [
    "job-backoff",
    "kubernetes:batch/v1:Job::migrate",
    "spec.backoffLimit: 10 retries",
    "Set backoffLimit to 3 or less.",
  ],
  "overlapping-cronjob": [
    "cronjob-concurrency",
    "kubernetes:batch/v1:CronJob::report",
    "spec.concurrencyPolicy: no concurrencyPolicy, which means Allow",
    "Set Forbid or Replace.",
  ],
};

describeEngine("the article's mistakes, with the real engine", () => {
  let project: EngineProject;
  before(() => {
    project = new EngineProject(PROGRAM);
  });
  after(() => {
    project.remove();
  });
  const urn = (stack: string, resource: string): string => `urn:pulumi:${stack}::one-mistake::${resource}`;

  /** Returns the engine's report of a finding. */
  const reported = (
    stack: string,
    level: PolicyReport["level"],
    [rule, resource, found, passes]: Expected,
  ): PolicyReport => {
    const { fix, references } = rules.find(({ id }) => id === rule) ?? assert.fail(`no rule ${rule}`);
    const message = [found, passes, fix, ...references.slice(0, 1)].join("\n");
    return { rule, level, urn: urn(stack, resource), message };
  };

  for (const [stack, expected] of Object.entries(STOPPED)) {
    it(`${stack} makes pulumi preview exit with 1, and the message says what would pass`, async () => {
      const outcome = await project.preview({ stack, policyPacks: [PACK] });
      const mandatory = reportsOf(outcome).filter(({ level }) => level === "mandatory");
      assert.deepEqual(mandatory, [reported(stack, "mandatory", expected)]);
      assert.equal(outcome.code, 1);
    });
  }

  for (const [stack, expected] of Object.entries(ADVISED)) {
    it(`${stack} has an advisory finding, and pulumi preview exits with 0`, async () => {
      const outcome = await project.preview({ stack, policyPacks: [PACK] });
      const [rule] = expected;
      const reports = reportsOf(outcome);
      assert.deepEqual(
        reports.filter((report) => report.rule === rule),
        [reported(stack, "advisory", expected)],
      );
      assert.ok(reports.every(({ level }) => level === "advisory"));
      assert.equal(outcome.code, 0);
    });
  }

  it("a subnet whose size is known only in pulumi up is listed in the preview, and never created", async () => {
    const stack = "late-subnet";
    const preview = await project.preview({ stack, policyPacks: [PACK] });
    assert.equal(preview.code, 0, preview.output);
    const blindSpots = reportsOf(preview).find(({ rule }) => rule === "blind-spots");
    assert.equal(blindSpots?.level, "advisory");
    assert.match(blindSpots.message, /cidrBlock of Subnet pods: .*subnet-min-size/);

    const up = await project.up({ stack, policyPacks: [PACK] });
    assert.equal(up.code, 1);
    assert.deepEqual(
      reportsOf(up)
        .filter(({ level }) => level === "mandatory")
        .map(({ rule, urn: of }) => [rule, of]),
      [["subnet-min-size", urn(stack, "aws:ec2/subnet:Subnet::pods")]],
    );
    const made = operationsOf(up, "create").map(({ urn: of }) => of.split("::").slice(2).join("::"));
    assert.ok(made.includes("aws:ec2/vpc:Vpc::shop"), "resources without findings are created");
    assert.ok(!made.includes("aws:ec2/subnet:Subnet::pods"));
    assert.doesNotMatch(project.exportState(stack), /ec2\/subnet:Subnet::pods/);
  });
});
