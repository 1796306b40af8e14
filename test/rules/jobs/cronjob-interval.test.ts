import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import cronjobInterval from "../../../policies/src/rules/jobs/cronjob-interval.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const CRON_JOB = "kubernetes:batch/v1:CronJob";
const CRON_WORKFLOW = "kubernetes:argoproj.io/v1alpha1:CronWorkflow";
const cronJob = (spec: PropertyObject) => ({ type: CRON_JOB, props: { spec } });
const tooOften = (gap: number, path = "spec.schedule") => ({
  key: "too-often",
  level: "advisory" as const,
  path,
  message: `two runs are ${gap} seconds apart; set a schedule that leaves 300 or more`,
});
// The baseline leaves this rule out; its level then comes from the policy configuration.
const strict = { preset: "strict" } as const;

ruleTester(cronjobInterval, {
  valid: [
    { ...strict, name: "the shortest time", resource: cronJob({ schedule: "*/5 * * * *" }) },
    { ...strict, name: "the shortest time by interval", resource: cronJob({ schedule: "@every 300s" }) },
    { ...strict, name: "a date that doesn't exist", resource: cronJob({ schedule: "0 0 30 2 *" }) },
    {
      ...strict,
      name: "a run every minute of a suspended CronJob",
      resource: cronJob({ schedule: "* * * * *", suspend: true }),
    },
    {
      ...strict,
      name: "a CronWorkflow with time between its runs",
      resource: { type: CRON_WORKFLOW, props: { spec: { schedules: ["0 3 * * *", "0 4 * * *"] } } },
    },
    { ...strict, name: "a Patch without a schedule", resource: { type: `${CRON_JOB}Patch`, props: {} } },
    { name: "a run every minute, under baseline", resource: cronJob({ schedule: "* * * * *" }) },
  ],
  invalid: [
    {
      ...strict,
      name: "one schedule of a CronWorkflow",
      resource: { type: CRON_WORKFLOW, props: { spec: { schedules: ["0 3 * * *", "* * * * *"] } } },
      findings: [tooOften(60, "spec.schedules[1]")],
    },
    {
      ...strict,
      name: "the schedule of an older CronWorkflow",
      resource: { type: CRON_WORKFLOW, props: { spec: { schedule: "* * * * *" } } },
      findings: [tooOften(60)],
    },
    {
      ...strict,
      name: "a run every minute",
      resource: cronJob({ schedule: "* * * * *", suspend: false }),
      findings: [tooOften(60)],
    },
    {
      ...strict,
      name: "one second less than the shortest time",
      resource: cronJob({ schedule: "@every 299s" }),
      findings: [tooOften(299)],
    },
    {
      ...strict,
      name: "one member of a list, twice a day but close together",
      resource: {
        type: `${CRON_JOB}List`,
        props: { items: [{ spec: { schedule: "@daily" } }, { spec: { schedule: "58,59 23 * * *" } }] },
      },
      findings: [tooOften(60, "items[1].spec.schedule")],
    },
  ],
  unknown: [
    {
      ...strict,
      name: "schedules of a CronWorkflow that are not known yet",
      resource: { type: CRON_WORKFLOW, props: { spec: { schedules: UNKNOWN } } },
      undetermined: ["spec.schedules: not known before pulumi up"],
    },
    {
      ...strict,
      name: "a schedule that is not known yet",
      resource: cronJob({ schedule: UNKNOWN }),
      undetermined: ["spec.schedule: not known before pulumi up"],
    },
    {
      ...strict,
      name: "a schedule that Kubernetes rejects",
      resource: cronJob({ schedule: "@reboot" }),
      undetermined: ["spec.schedule: expected a schedule"],
    },
    {
      ...strict,
      name: "a CronJob that may be suspended",
      resource: cronJob({ schedule: "* * * * *", suspend: UNKNOWN }),
      undetermined: ["spec.suspend: not known before pulumi up"],
    },
  ],
});
