import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import jobCleanup from "../../../policies/src/rules/jobs/job-cleanup.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const JOB = "kubernetes:batch/v1:Job";
const CRON_JOB = "kubernetes:batch/v1:CronJob";
const job = (spec: PropertyObject) => ({ type: JOB, props: { spec } });
const cronJob = (spec: PropertyObject) => ({ type: CRON_JOB, props: { spec } });
const noTtl = (path = "spec.ttlSecondsAfterFinished") => ({
  key: "no-ttl",
  level: "advisory" as const,
  path,
  message: "not set, so the finished Job and its pods stay forever; set 86400 seconds or less",
});
const history = (property: string, message: string) => ({
  key: "long-history",
  level: "advisory" as const,
  path: `spec.${property}`,
  message: `${property} ${message}`,
});

ruleTester(jobCleanup, {
  valid: [
    { name: "the longest time to live", resource: job({ ttlSecondsAfterFinished: 86_400 }) },
    { name: "no time to live at all", resource: job({ ttlSecondsAfterFinished: 0 }) },
    { name: "a CronJob, which cleans up on its own", resource: cronJob({ schedule: "@daily" }) },
    {
      name: "a CronJob that keeps as many as allowed",
      resource: cronJob({ successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 3 }),
    },
    {
      name: "as many successful Jobs as Kubernetes keeps by default, and no failed ones",
      resource: cronJob({ successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 0 }),
    },
    {
      name: "as many failed Jobs as the team allows, and no successful ones",
      resource: cronJob({ successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 3 }),
    },
    { name: "a Patch that doesn't set it", resource: { type: `${JOB}Patch`, props: { spec: {} } } },
    {
      name: "a Patch of a CronJob that doesn't set its history limits",
      resource: { type: `${CRON_JOB}Patch`, props: { spec: {} } },
      options: { maxSuccessful: 0 },
    },
  ],
  invalid: [
    { name: "a Job without a time to live", resource: job({}), findings: [noTtl()] },
    {
      name: "one member of a list",
      resource: {
        type: `${JOB}List`,
        props: { items: [{ spec: { ttlSecondsAfterFinished: 60 } }, { spec: {} }] },
      },
      findings: [noTtl("items[1].spec.ttlSecondsAfterFinished")],
    },
    {
      name: "one second too long",
      resource: job({ ttlSecondsAfterFinished: 86_401 }),
      findings: [
        {
          key: "long-ttl",
          level: "advisory",
          path: "spec.ttlSecondsAfterFinished",
          message: "86401 seconds; set 86400 or less",
        },
      ],
    },
    {
      name: "a CronJob whose Jobs stay too long",
      resource: cronJob({ jobTemplate: { spec: { ttlSecondsAfterFinished: 604_800 } } }),
      findings: [
        {
          key: "long-ttl",
          level: "advisory",
          path: "spec.jobTemplate.spec.ttlSecondsAfterFinished",
          message: "604800 seconds; set 86400 or less",
        },
      ],
    },
    {
      name: "one Job too many of each kind",
      resource: cronJob({ successfulJobsHistoryLimit: 4, failedJobsHistoryLimit: 4 }),
      findings: [
        history("successfulJobsHistoryLimit", "is 4; set 3 or less"),
        history("failedJobsHistoryLimit", "is 4; set 3 or less"),
      ],
    },
    {
      name: "one successful Job too many",
      resource: cronJob({ successfulJobsHistoryLimit: 4 }),
      findings: [history("successfulJobsHistoryLimit", "is 4; set 3 or less")],
    },
    {
      name: "one failed Job too many",
      resource: cronJob({ failedJobsHistoryLimit: 4 }),
      findings: [history("failedJobsHistoryLimit", "is 4; set 3 or less")],
    },
    {
      name: "the history that Kubernetes keeps by default, if the team allows less",
      resource: cronJob({ schedule: "@daily" }),
      options: { maxSuccessful: 2, maxFailed: 0 },
      findings: [
        history("successfulJobsHistoryLimit", "is not set, which means 3; set 2 or less"),
        history("failedJobsHistoryLimit", "is not set, which means 1; set 0 or less"),
      ],
    },
  ],
  unknown: [
    {
      name: "a time to live that is not known yet",
      resource: job({ ttlSecondsAfterFinished: UNKNOWN }),
      undetermined: ["spec.ttlSecondsAfterFinished: not known before pulumi up"],
    },
    {
      name: "a history that is not known yet",
      resource: cronJob({ failedJobsHistoryLimit: UNKNOWN }),
      undetermined: ["spec.failedJobsHistoryLimit: not known before pulumi up"],
    },
    {
      name: "a time to live that isn't a number",
      resource: job({ ttlSecondsAfterFinished: "60" }),
      undetermined: ["spec.ttlSecondsAfterFinished: expected a whole number"],
    },
  ],
  remediate: [
    {
      name: "a Job without a time to live",
      resource: job({ backoffLimit: 1 }),
      options: { ttlSeconds: 600 },
      props: { spec: { backoffLimit: 1, ttlSecondsAfterFinished: 600 } },
    },
  ],
});
