import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import jobDeadline from "../../../policies/src/rules/jobs/job-deadline.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const JOB = "kubernetes:batch/v1:Job";
const CRON_JOB = "kubernetes:batch/v1:CronJob";

const job = (activeDeadlineSeconds: number) => ({ type: JOB, props: { spec: { activeDeadlineSeconds } } });
const missing = (path: string) => ({
  key: "missing",
  level: "mandatory" as const,
  path,
  message: "no deadline, so a run that hangs keeps its pods and their IPs; set 120 to 3600 seconds",
});
const outOfRange = (seconds: number) => ({
  key: "out-of-range",
  level: "advisory" as const,
  path: "spec.activeDeadlineSeconds",
  message: `${seconds} seconds; set 120 to 3600`,
});
const cronJob = (spec: PropertyObject, activeDeadlineSeconds: PropertyValue) => ({
  type: CRON_JOB,
  props: { spec: { ...spec, jobTemplate: { spec: { activeDeadlineSeconds } } } },
});
const overlapping = (message: string) => ({
  key: "overlapping",
  level: "advisory" as const,
  path: "spec.jobTemplate.spec.activeDeadlineSeconds",
  message,
});

ruleTester(jobDeadline, {
  valid: [
    { name: "the shortest deadline", resource: job(120) },
    { name: "the longest deadline", resource: job(3600) },
    {
      name: "a CronJob with a deadline in its template",
      resource: {
        type: CRON_JOB,
        props: {
          spec: { concurrencyPolicy: "Replace", jobTemplate: { spec: { activeDeadlineSeconds: 600 } } },
        },
      },
    },
    {
      name: "a run that ends before the next one starts",
      resource: cronJob({ schedule: "*/5 * * * *" }, 300),
    },
    {
      name: "a longer run for which the next one waits",
      resource: cronJob({ schedule: "* * * * *", concurrencyPolicy: "Forbid" }, 3600),
    },
    { name: "a schedule that never runs", resource: cronJob({ schedule: "0 0 30 2 *" }, 3600) },
    {
      name: "a Patch of a CronJob that doesn't set the schedule and the policy",
      resource: {
        type: "kubernetes:batch/v1:CronJobPatch",
        props: { spec: { jobTemplate: { spec: { activeDeadlineSeconds: 3600 } } } },
      },
    },
    {
      name: "a Patch that doesn't set the deadline",
      resource: { type: "kubernetes:batch/v1:JobPatch", props: { spec: { backoffLimit: 1 } } },
    },
    { name: "a longer deadline that the team allows", resource: job(7200), options: { max: 7200 } },
  ],
  invalid: [
    {
      name: "a Job without a deadline",
      resource: { type: JOB, props: { spec: {} } },
      findings: [missing("spec.activeDeadlineSeconds")],
    },
    {
      name: "a Job without a spec",
      resource: { type: JOB, props: {} },
      findings: [missing("spec.activeDeadlineSeconds")],
    },
    {
      name: "a CronJob of an old API version",
      resource: {
        type: "kubernetes:batch/v1beta1:CronJob",
        props: { spec: { jobTemplate: { spec: { activeDeadlineSeconds: null } } } },
      },
      findings: [missing("spec.jobTemplate.spec.activeDeadlineSeconds")],
    },
    {
      name: "one member of a list",
      resource: {
        type: "kubernetes:batch/v1:JobList",
        props: { items: [{ spec: { activeDeadlineSeconds: 600 } }, { spec: {} }] },
      },
      findings: [missing("items[1].spec.activeDeadlineSeconds")],
    },
    { name: "one second below the shortest", resource: job(119), findings: [outOfRange(119)] },
    { name: "one second above the longest", resource: job(3601), findings: [outOfRange(3601)] },
    {
      name: "one second longer than the time to the next run",
      resource: cronJob({ schedule: "*/5 * * * *" }, 301),
      findings: [
        overlapping(
          "301 seconds, but the next run starts after 300 and doesn't wait; set concurrencyPolicy to Forbid or Replace, or this to 300 or less",
        ),
      ],
    },
    {
      name: "runs that are closer together than the shortest deadline, by a macro and the policy's name",
      resource: cronJob({ schedule: "@every 90s", concurrencyPolicy: "Allow" }, 120),
      findings: [
        overlapping(
          "120 seconds, but the next run starts after 90 and doesn't wait; set concurrencyPolicy to Forbid or Replace",
        ),
      ],
    },
    {
      name: "a Patch that sets a deadline out of range, under strict",
      resource: { type: "kubernetes:batch/v1:JobPatch", props: { spec: { activeDeadlineSeconds: 30 } } },
      preset: "strict",
      findings: [{ ...outOfRange(30), level: "mandatory" }],
    },
  ],
  unknown: [
    {
      name: "a schedule that is not known yet",
      resource: cronJob({ schedule: UNKNOWN }, 600),
      undetermined: ["spec.schedule: not known before pulumi up"],
    },
    {
      name: "a schedule that Kubernetes rejects",
      resource: cronJob({ schedule: "0 * * * * *" }, 600),
      undetermined: ["spec.schedule: expected a schedule"],
    },
    {
      name: "a policy that is not known yet",
      resource: cronJob({ schedule: "* * * * *", concurrencyPolicy: UNKNOWN }, 600),
      undetermined: ["spec.concurrencyPolicy: not known before pulumi up"],
    },
    {
      name: "a deadline that is not known yet",
      resource: { type: JOB, props: { spec: { activeDeadlineSeconds: UNKNOWN } } },
      undetermined: ["spec.activeDeadlineSeconds: not known before pulumi up"],
    },
    {
      name: "a spec that is not known yet",
      resource: { type: JOB, props: { spec: UNKNOWN } },
      undetermined: ["spec: not known before pulumi up"],
    },
    {
      name: "a deadline that isn't a number",
      resource: { type: JOB, props: { spec: { activeDeadlineSeconds: "600" } } },
      undetermined: ["spec.activeDeadlineSeconds: expected a whole number"],
    },
    {
      name: "a spec that isn't an object",
      resource: { type: JOB, props: { spec: 600 } },
      undetermined: ["spec: expected an object, found a number"],
    },
    {
      name: "a list whose items are not known yet",
      resource: { type: "kubernetes:batch/v1:JobList", props: { items: UNKNOWN } },
      undetermined: ["items: not known before pulumi up"],
    },
  ],
  remediate: [
    {
      name: "a Job without a deadline",
      resource: { type: JOB, props: { spec: { backoffLimit: 1 } } },
      options: { deadline: 900 },
      props: { spec: { backoffLimit: 1, activeDeadlineSeconds: 900 } },
    },
    {
      name: "a CronJob whose template is empty",
      resource: { type: CRON_JOB, props: { spec: {} } },
      options: { deadline: 3600 },
      props: { spec: { jobTemplate: { spec: { activeDeadlineSeconds: 3600 } } } },
    },
    {
      name: "one member of a list",
      resource: { type: "kubernetes:batch/v1:JobList", props: { items: [{ spec: { suspend: true } }] } },
      options: { deadline: 120 },
      props: { items: [{ spec: { suspend: true, activeDeadlineSeconds: 120 } }] },
    },
  ],
  exempt: [
    {
      name: "the members of a list that are in the namespace",
      resource: {
        type: "kubernetes:batch/v1:JobList",
        props: { items: [{ metadata: { namespace: "shop" } }, { metadata: { namespace: "billing" } }] },
      },
      options: {
        exempt: [
          { namespace: "shop", reason: "Replaced in spring.", owner: "team-shop", expires: "2026-09-01" },
        ],
      },
      findings: [missing("items[1].spec.activeDeadlineSeconds")],
    },
  ],
});
