import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import cronjobStampede from "../../../policies/src/rules/jobs/cronjob-stampede.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const CRON_JOB = "kubernetes:batch/v1:CronJob";
const cronJob = (name: string, spec: PropertyObject, jobSpec: PropertyObject = {}): TestResource => ({
  type: CRON_JOB,
  name,
  props: { spec: { ...spec, jobTemplate: { spec: jobSpec } } },
});
const tooMany = (cronJobs: number, pods: number, max: number, name = "one") => ({
  key: "too-many",
  level: "advisory" as const,
  name,
  path: "spec.schedule",
  message: `${cronJobs} CronJobs start ${pods} pods in the same minute, and their addresses then cool down together; spread their schedules so that ${max} or fewer need an address at once`,
});
const two = { preset: "strict", options: { maxPodsPerMinute: 2 } } as const;
const HOURLY = cronJob("one", { schedule: "@hourly" });
const DAILY = cronJob("two", { schedule: "0 0 * * *", timeZone: "Etc/UTC" });

ruleTester(cronjobStampede, {
  valid: [
    { ...two, name: "the most pods allowed", stack: [HOURLY, DAILY] },
    {
      ...two,
      name: "others in other minutes",
      stack: [HOURLY, DAILY, cronJob("three", { schedule: "17 * * * *" })],
    },
    {
      ...two,
      name: "another one, which is suspended",
      stack: [HOURLY, DAILY, cronJob("three", { schedule: "* * * * *", suspend: true })],
    },
    {
      ...two,
      name: "another one at a fixed interval from its creation",
      stack: [HOURLY, DAILY, cronJob("three", { schedule: "@every 1h" })],
    },
    {
      ...two,
      name: "another one at its own midnight",
      stack: [HOURLY, DAILY, cronJob("three", { schedule: "30 0 * * *", timeZone: "Asia/Tokyo" })],
    },
    {
      ...two,
      name: "a Patch of one of them",
      stack: [HOURLY, DAILY, { ...HOURLY, name: "patch", type: `${CRON_JOB}Patch` }],
    },
    {
      ...two,
      name: "more pods in parallel than there is work",
      stack: [cronJob("one", { schedule: "@hourly" }, { parallelism: 5, completions: 2 })],
    },
    {
      name: "twenty pods",
      preset: "strict",
      stack: [cronJob("one", { schedule: "@daily" }, { parallelism: 20 })],
    },
    {
      name: "many, under baseline",
      stack: [cronJob("one", { schedule: "@daily" }, { parallelism: 90 })],
    },
  ],
  invalid: [
    {
      ...two,
      name: "one pod too many",
      stack: [HOURLY, DAILY, cronJob("three", { schedule: "*/15 * * * *" })],
      findings: [tooMany(3, 3, 2)],
    },
    {
      ...two,
      name: "one pod too many in another zone",
      stack: [HOURLY, DAILY, cronJob("three", { schedule: "0 9 * * *", timeZone: "Asia/Tokyo" })],
      findings: [tooMany(3, 3, 2)],
    },
    {
      name: "pods in parallel",
      preset: "strict",
      stack: [HOURLY, cronJob("two", { schedule: "@daily" }, { parallelism: 20 })],
      findings: [tooMany(2, 21, 20)],
    },
    {
      ...two,
      name: "the members of a list",
      stack: [
        {
          type: `${CRON_JOB}List`,
          name: "one",
          props: { items: [HOURLY.props, HOURLY.props, DAILY.props] },
        },
      ],
      findings: [{ ...tooMany(3, 3, 2), path: "items[0].spec.schedule" }],
    },
  ],
  unknown: [
    {
      ...two,
      name: "what starts pods like a CronJob",
      stack: [
        { type: "kubernetes:keda.sh/v1alpha1:ScaledJob", name: "queue", props: {} },
        { type: "kubernetes:argoproj.io/v1alpha1:CronWorkflow", name: "flow", props: {} },
      ],
      undetermined: [
        ": starts pods like a CronJob, which are not counted",
        ": starts pods like a CronJob, which are not counted",
      ],
    },
    {
      ...two,
      name: "a schedule that is not known yet",
      stack: [cronJob("one", { schedule: UNKNOWN })],
      undetermined: ["spec.schedule: not known before pulumi up"],
    },
    {
      ...two,
      name: "a zone that is not known yet",
      stack: [cronJob("one", { schedule: "@daily", timeZone: UNKNOWN })],
      undetermined: ["spec.timeZone: not known before pulumi up"],
    },
    {
      ...two,
      name: "a number of pods that is not known yet",
      stack: [cronJob("one", { schedule: "@daily" }, { parallelism: UNKNOWN })],
      undetermined: ["spec.jobTemplate.spec.parallelism: not known before pulumi up"],
    },
  ],
});
