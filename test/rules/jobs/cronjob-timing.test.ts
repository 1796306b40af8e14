import { Secret, UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import cronjobTiming from "../../../policies/src/rules/jobs/cronjob-timing.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const CRON_JOB = "kubernetes:batch/v1:CronJob";
const cronJob = (spec: PropertyObject) => ({ type: CRON_JOB, props: { spec } });
const patch = (spec: PropertyObject) => ({ type: `${CRON_JOB}Patch`, props: { spec } });

const zoneInSchedule = (path = "spec.schedule") => ({
  key: "zone-in-schedule",
  level: "mandatory" as const,
  path,
  message:
    "a time zone in the schedule, which the API server rejects; set the time zone in spec.timeZone, and only the five fields here",
});
const badSchedule = (found: string) => ({
  key: "bad-schedule",
  level: "advisory" as const,
  path: "spec.schedule",
  message: `${found}; set five fields (minute, hour, day, month, weekday from 0 to 6) or a macro`,
});
const NO_SCHEDULE = badSchedule("no schedule");
const REFUSED = badSchedule("not a schedule that the API server accepts");
const BAD_ZONE = {
  key: "bad-time-zone",
  level: "advisory" as const,
  path: "spec.timeZone",
  message:
    "not a time zone that Kubernetes knows; set the name of a time zone, such as Europe/Berlin or Etc/UTC",
};
const NO_ZONE = {
  key: "no-time-zone",
  level: "advisory" as const,
  path: "spec.timeZone",
  message:
    "not set, so the schedule's hours and days are in the control plane's time zone; set the intended time zone, or Etc/UTC",
};

ruleTester(cronjobTiming, {
  valid: [
    {
      name: "a schedule with hours and its time zone",
      resource: cronJob({ schedule: "30 6 * * MON-FRI", timeZone: "America/New_York" }),
    },
    {
      name: "a schedule that is the same in every time zone",
      resource: cronJob({ schedule: "*/10 * * * *" }),
    },
    { name: "a macro that is the same in every time zone", resource: cronJob({ schedule: "@hourly" }) },
    { name: "a fixed interval", resource: cronJob({ schedule: "@every 6h" }) },
    { name: "a macro with a time zone", resource: cronJob({ schedule: "@daily", timeZone: "Etc/UTC" }) },
    {
      name: "hours without a time zone, if the team doesn't require one",
      resource: cronJob({ schedule: "0 3 * * *" }),
      options: { requireTimeZone: false },
    },
    {
      name: "the shortest starting deadline",
      resource: cronJob({ schedule: "@hourly", startingDeadlineSeconds: 10 }),
      options: { requireStartingDeadline: true },
    },
    { name: "a Patch that sets none of this", resource: patch({ suspend: true }) },
    { name: "a Patch whose time zone is set elsewhere", resource: patch({ schedule: "0 3 * * *" }) },
    {
      name: "a Patch without a starting deadline, if the team requires one",
      resource: patch({ schedule: "0 4 * * *" }),
      options: { requireStartingDeadline: true },
    },
  ],
  invalid: [
    { name: "TZ=", resource: cronJob({ schedule: "TZ=Asia/Tokyo 0 3 * * *" }), findings: [zoneInSchedule()] },
    {
      name: "CRON_TZ= in a Patch, in a secret, under strict",
      resource: patch({ schedule: new Secret("CRON_TZ=UTC @daily") }),
      preset: "strict",
      findings: [
        {
          ...zoneInSchedule(),
          message:
            "a secret value: The schedule begins with TZ= or CRON_TZ=, which the API server rejects; set the time zone in spec.timeZone, and only the five fields here",
        },
      ],
    },
    {
      name: "one member of a list, of an old API version",
      resource: {
        type: "kubernetes:batch/v1beta1:CronJobList",
        props: { items: [{ spec: { schedule: "@hourly" } }, { spec: { schedule: "TZ=UTC 0 3 * * *" } }] },
      },
      findings: [zoneInSchedule("items[1].spec.schedule")],
    },
    { name: "no schedule", resource: cronJob({ timeZone: "Etc/UTC" }), findings: [NO_SCHEDULE] },
    { name: "a field for seconds", resource: cronJob({ schedule: "0 0 3 * * *" }), findings: [REFUSED] },
    {
      name: "Sunday as 7, under strict",
      resource: cronJob({ schedule: "0 3 * * 7" }),
      preset: "strict",
      findings: [{ ...REFUSED, level: "mandatory" }],
    },
    {
      name: "a time zone that doesn't exist",
      resource: cronJob({ schedule: "0 3 * * *", timeZone: "Europe/Atlantis" }),
      findings: [BAD_ZONE],
    },
    {
      name: "an offset as a time zone",
      resource: cronJob({ schedule: "0 3 * * *", timeZone: "+02:00" }),
      findings: [BAD_ZONE],
    },
    {
      name: "the control plane's time zone by name",
      resource: cronJob({ schedule: "0 3 * * *", timeZone: "Local" }),
      findings: [BAD_ZONE],
    },
    { name: "hours without a time zone", resource: cronJob({ schedule: "0 3 * * *" }), findings: [NO_ZONE] },
    {
      name: "hours without a time zone, advisory under strict too",
      resource: cronJob({ schedule: "@weekly" }),
      preset: "strict",
      findings: [NO_ZONE],
    },
    {
      name: "a starting deadline that may pass between two checks",
      resource: cronJob({ schedule: "@hourly", startingDeadlineSeconds: 9 }),
      findings: [
        {
          key: "short-starting-deadline",
          level: "advisory",
          path: "spec.startingDeadlineSeconds",
          message: "9 seconds; set 10 or more",
        },
      ],
    },
    {
      name: "no starting deadline, if the team requires one",
      resource: cronJob({ schedule: "@hourly" }),
      options: { requireStartingDeadline: true },
      findings: [
        {
          key: "no-starting-deadline",
          level: "advisory",
          path: "spec.startingDeadlineSeconds",
          message: "not set, so a missed run may start at any later time; set 10 or more",
        },
      ],
    },
  ],
  unknown: [
    {
      name: "a schedule that is not known yet",
      resource: cronJob({ schedule: UNKNOWN }),
      undetermined: ["spec.schedule: not known before pulumi up"],
    },
    {
      name: "a time zone that is not known yet",
      resource: cronJob({ schedule: "0 3 * * *", timeZone: UNKNOWN }),
      undetermined: ["spec.timeZone: not known before pulumi up"],
    },
    {
      name: "a starting deadline that is not known yet",
      resource: cronJob({ schedule: "@hourly", startingDeadlineSeconds: UNKNOWN }),
      undetermined: ["spec.startingDeadlineSeconds: not known before pulumi up"],
    },
    {
      name: "a schedule that isn't a string",
      resource: cronJob({ schedule: 5 }),
      undetermined: ["spec.schedule: expected a string"],
    },
  ],
});
