import { Secret, UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import jobBackoff from "../../../policies/src/rules/jobs/job-backoff.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const JOB = "kubernetes:batch/v1:Job";
const CRON_JOB = "kubernetes:batch/v1:CronJob";

const job = (spec: PropertyObject) => ({ type: JOB, props: { spec } });
const missing = (path: string) => ({
  key: "missing",
  level: "advisory" as const,
  path,
  message: "no backoffLimit, which means 6 retries; set 3 or less",
});
const tooMany = (retries: number, property = "backoffLimit") => ({
  key: "too-many",
  level: "advisory" as const,
  path: `spec.${property}`,
  message: `${retries} retries; set ${property} to 3 or less`,
});

ruleTester(jobBackoff, {
  valid: [
    { name: "the most retries", resource: job({ backoffLimit: 3 }) },
    { name: "no retry", resource: job({ backoffLimit: 0 }) },
    {
      name: "a CronJob with few retries in its template",
      resource: { type: CRON_JOB, props: { spec: { jobTemplate: { spec: { backoffLimit: 1 } } } } },
    },
    {
      name: "few retries for each index, and many in total",
      resource: job({ backoffLimit: 50, backoffLimitPerIndex: 3 }),
    },
    {
      name: "a Patch that doesn't set the limit",
      resource: { type: "kubernetes:batch/v1:JobPatch", props: { spec: { suspend: true } } },
    },
    { name: "the default, if the team allows as many", resource: job({}), options: { max: 6 } },
  ],
  invalid: [
    {
      name: "a Job without a limit",
      resource: job({ template: {} }),
      findings: [missing("spec.backoffLimit")],
    },
    {
      name: "a ScaledJob with more retries than allowed",
      resource: {
        type: "kubernetes:keda.sh/v1alpha1:ScaledJob",
        props: { spec: { jobTargetRef: { backoffLimit: 4 } } },
      },
      findings: [{ ...tooMany(4), path: "spec.jobTargetRef.backoffLimit" }],
    },
    {
      name: "the default, if the team allows one less",
      resource: job({ template: {} }),
      options: { max: 5 },
      findings: [
        { ...missing("spec.backoffLimit"), message: "no backoffLimit, which means 6 retries; set 5 or less" },
      ],
    },
    {
      name: "a CronJob of an old API version without a limit",
      resource: { type: "kubernetes:batch/v1beta1:CronJob", props: { spec: { jobTemplate: {} } } },
      findings: [missing("spec.jobTemplate.spec.backoffLimit")],
    },
    { name: "one retry too many", resource: job({ backoffLimit: 4 }), findings: [tooMany(4)] },
    {
      name: "one retry too many for each index",
      resource: job({ backoffLimit: 1, backoffLimitPerIndex: 4 }),
      findings: [tooMany(4, "backoffLimitPerIndex")],
    },
    {
      name: "a Patch that sets too many, under strict",
      resource: { type: "kubernetes:batch/v1:JobPatch", props: { spec: { backoffLimit: 20 } } },
      preset: "strict",
      findings: [{ ...tooMany(20), level: "mandatory" }],
    },
    {
      name: "one member of a list",
      resource: {
        type: "kubernetes:batch/v1:CronJobList",
        props: {
          items: [{ spec: { jobTemplate: { spec: { backoffLimit: 2 } } } }, { spec: { jobTemplate: {} } }],
        },
      },
      findings: [missing("items[1].spec.jobTemplate.spec.backoffLimit")],
    },
    {
      name: "a secret number, which stays out of the message",
      resource: job({ backoffLimit: new Secret(9) }),
      findings: [
        {
          ...tooMany(9),
          message:
            "a secret value: backoffLimit, or backoffLimitPerIndex if it is set, is above `max`; set backoffLimit to 3 or less",
        },
      ],
    },
  ],
  unknown: [
    {
      name: "a limit that is not known yet",
      resource: job({ backoffLimit: UNKNOWN }),
      undetermined: ["spec.backoffLimit: not known before pulumi up"],
    },
    {
      name: "a limit for each index that is not known yet",
      resource: job({ backoffLimit: 2, backoffLimitPerIndex: UNKNOWN }),
      undetermined: ["spec.backoffLimitPerIndex: not known before pulumi up"],
    },
    {
      name: "a template that is not known yet",
      resource: { type: CRON_JOB, props: { spec: { jobTemplate: UNKNOWN } } },
      undetermined: ["spec.jobTemplate: not known before pulumi up"],
    },
    {
      name: "a limit that isn't a number",
      resource: job({ backoffLimit: "3" }),
      undetermined: ["spec.backoffLimit: expected a whole number"],
    },
    {
      name: "a list whose items are not known yet",
      resource: { type: "kubernetes:batch/v1:JobList", props: { items: UNKNOWN } },
      undetermined: ["items: not known before pulumi up"],
    },
  ],
  remediate: [
    {
      name: "a Job without a limit",
      resource: job({ template: {} }),
      preset: "strict",
      props: { spec: { template: {}, backoffLimit: 3 } },
    },
    {
      name: "too many retries in a secret, which stays secret",
      resource: job({ backoffLimit: new Secret(9) }),
      options: { max: 0 },
      props: { spec: { backoffLimit: new Secret(0) } },
    },
  ],
});
