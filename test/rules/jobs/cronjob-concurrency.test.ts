import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import cronjobConcurrency from "../../../policies/src/rules/jobs/cronjob-concurrency.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const CRON_JOB = "kubernetes:batch/v1:CronJob";
const PATCH = "kubernetes:batch/v1:CronJobPatch";

const cronJob = (concurrencyPolicy: PropertyValue, type = CRON_JOB) => ({
  type,
  props: { spec: { concurrencyPolicy } },
});
const finding = (message: string, path = "spec.concurrencyPolicy") => ({
  key: "allow",
  level: "advisory" as const,
  path,
  message,
});
const ABSENT = "no concurrencyPolicy, which means Allow; set Forbid or Replace";
const ALLOW = "concurrencyPolicy is Allow; set Forbid or Replace";

ruleTester(cronjobConcurrency, {
  valid: [
    { name: "Forbid", resource: cronJob("Forbid") },
    { name: "Replace", resource: cronJob("Replace") },
    {
      name: "Allow in a suspended CronJob, which starts no runs",
      resource: { type: CRON_JOB, props: { spec: { concurrencyPolicy: "Allow", suspend: true } } },
    },
    { name: "an old API version", resource: cronJob("Forbid", "kubernetes:batch/v2alpha1:CronJob") },
    {
      name: "a Patch that doesn't set the policy",
      resource: { type: PATCH, props: { spec: { suspend: true } } },
    },
    {
      name: "a Job, which has no policy",
      resource: { type: "kubernetes:batch/v1:Job", props: { spec: {} } },
    },
  ],
  invalid: [
    { name: "no policy", resource: { type: CRON_JOB, props: { spec: {} } }, findings: [finding(ABSENT)] },
    { name: "an empty policy, which is the default too", resource: cronJob(""), findings: [finding(ABSENT)] },
    {
      name: "a CronWorkflow without a policy",
      resource: { type: "kubernetes:argoproj.io/v1alpha1:CronWorkflow", props: { spec: {} } },
      findings: [finding(ABSENT)],
    },
    { name: "Allow", resource: cronJob("Allow"), findings: [finding(ALLOW)] },
    {
      name: "Allow in a Patch, under strict",
      resource: cronJob("Allow", PATCH),
      preset: "strict",
      findings: [{ ...finding(ALLOW), level: "mandatory" }],
    },
    {
      name: "a policy that the team does not allow",
      resource: cronJob("Replace"),
      options: { allowed: ["Forbid"] },
      findings: [finding("concurrencyPolicy is Replace; set Forbid")],
    },
    {
      name: "one member of a list",
      resource: {
        type: "kubernetes:batch/v1:CronJobList",
        props: { items: [{ spec: { concurrencyPolicy: "Forbid" } }, { spec: {} }] },
      },
      findings: [finding(ABSENT, "items[1].spec.concurrencyPolicy")],
    },
  ],
  unknown: [
    {
      name: "a CronJob that may be suspended",
      resource: { type: CRON_JOB, props: { spec: { suspend: UNKNOWN } } },
      undetermined: ["spec.suspend: not known before pulumi up"],
    },
    {
      name: "a policy that is not known yet",
      resource: cronJob(UNKNOWN),
      undetermined: ["spec.concurrencyPolicy: not known before pulumi up"],
    },
    {
      name: "a spec that is not known yet",
      resource: { type: CRON_JOB, props: { spec: UNKNOWN } },
      undetermined: ["spec: not known before pulumi up"],
    },
    {
      name: "a policy that isn't a string",
      resource: cronJob(true),
      undetermined: ["spec.concurrencyPolicy: expected one of Allow, Forbid, Replace"],
    },
    {
      name: "a policy that Kubernetes does not have",
      resource: cronJob("forbid"),
      undetermined: ["spec.concurrencyPolicy: expected one of Allow, Forbid, Replace"],
    },
    {
      name: "a list whose items are not known yet",
      resource: { type: "kubernetes:batch/v1:CronJobList", props: { items: UNKNOWN } },
      undetermined: ["items: not known before pulumi up"],
    },
  ],
  remediate: [
    {
      name: "no policy",
      resource: { type: CRON_JOB, props: { spec: {} } },
      props: { spec: { concurrencyPolicy: "Forbid" } },
    },
    {
      name: "a policy that the team does not allow",
      resource: cronJob("Allow"),
      options: { allowed: ["Replace"] },
      props: { spec: { concurrencyPolicy: "Replace" } },
    },
  ],
});
