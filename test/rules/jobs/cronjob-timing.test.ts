import { Secret, UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import cronjobTiming from "../../../policies/src/rules/jobs/cronjob-timing.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const CRON_JOB = "kubernetes:batch/v1:CronJob";
const cronJob = (spec: PropertyObject) => ({ type: CRON_JOB, props: { spec } });
const patch = (spec: PropertyObject) => ({ type: `${CRON_JOB}Patch`, props: { spec } });

const zoneInSchedule = (path = "spec.schedule") => ({
  key: "zone-in-schedule",
  level: "advisory" as const,
  path,
  message:
    "a time zone in the schedule, which the API server rejects in a new CronJob; set the time zone in spec.timeZone, and only the five fields here",
});
const badSchedule = (found: string) => ({
  key: "bad-schedule",
  level: "mandatory" as const,
  path: "spec.schedule",
  message: `${found}; set five fields (minute, hour, day, month, weekday from 0 to 6) or a macro`,
});
const NO_SCHEDULE = badSchedule("no schedule");
const REFUSED = badSchedule("not a schedule that the API server accepts");
const BAD_ZONE = {
  key: "bad-time-zone",
  level: "mandatory" as const,
  path: "spec.timeZone",
  message:
    "not a time zone that Kubernetes knows; set the name of a time zone, such as Europe/Berlin or Etc/UTC",
};
const NEVER_RUNS = {
  key: "never-runs",
  level: "advisory" as const,
  path: "spec.schedule",
  message:
    "accepted, but never runs, because no date or time matches it; set a date that exists, or set suspend to true",
};
const CLOCK_CHANGE = {
  key: "clock-change",
  level: "advisory" as const,
  path: "spec.schedule",
  message:
    "on the days when the clocks of this time zone change, it doesn't run or runs twice; set an hour at which the clocks don't change, or the time zone Etc/UTC",
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
    {
      name: "the minute after the clocks have changed",
      resource: cronJob({ schedule: "0 3 * * *", timeZone: "Europe/Berlin" }),
    },
    {
      name: "runs of which the change of clocks leaves out only some",
      resource: cronJob({ schedule: "30 1-4 * * *", timeZone: "Europe/Berlin" }),
    },
    {
      name: "weekdays, on which clocks don't change",
      resource: cronJob({ schedule: "30 2 * * MON-FRI", timeZone: "Europe/Berlin" }),
    },
    {
      name: "a time zone that doesn't change its clocks",
      resource: cronJob({ schedule: "30 2 * * *", timeZone: "Asia/Tokyo" }),
    },
    {
      name: "a date that doesn't exist, in a CronJob that is suspended",
      resource: cronJob({ schedule: "0 0 31 2 *", timeZone: "Etc/UTC", suspend: true }),
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
          level: "mandatory",
          message:
            "a secret value: The schedule begins with TZ= or CRON_TZ=, which the API server accepts only in CronJobs that already have it; set the time zone in spec.timeZone, and only the five fields here",
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
      findings: [REFUSED],
    },
    {
      name: "a week that ends on Sunday",
      resource: cronJob({ schedule: "0 3 * * MON-SUN", timeZone: "Etc/UTC" }),
      findings: [REFUSED],
    },
    {
      name: "a macro with the newline of a YAML block",
      resource: cronJob({ schedule: "@hourly\n" }),
      findings: [REFUSED],
    },
    {
      name: "TZ= with a time zone that doesn't exist",
      resource: cronJob({ schedule: "TZ=Mars/Olympus 0 3 * * *" }),
      findings: [REFUSED],
    },
    {
      name: "TZ= before a field for seconds",
      resource: cronJob({ schedule: "CRON_TZ=UTC 0 0 3 * * *" }),
      findings: [REFUSED],
    },
    { name: "TZ= alone", resource: cronJob({ schedule: "TZ=UTC" }), findings: [REFUSED] },
    {
      name: "TZ= and a time zone, which not even an old CronJob may have",
      resource: cronJob({ schedule: "TZ=UTC 0 3 * * *", timeZone: "Etc/UTC" }),
      findings: [
        {
          ...REFUSED,
          message:
            "a time zone here and in spec.timeZone, which the API server rejects; set only the five fields here",
        },
      ],
    },
    {
      name: "a day that no February has",
      resource: cronJob({ schedule: "0 0 30 2 *", timeZone: "Etc/UTC" }),
      findings: [NEVER_RUNS],
    },
    {
      name: "no minute at all, under strict",
      resource: cronJob({ schedule: ", * * * *", timeZone: "Etc/UTC" }),
      preset: "strict",
      findings: [{ ...NEVER_RUNS, level: "mandatory" }],
    },
    {
      name: "the last minute before the clocks have changed, under strict",
      resource: cronJob({ schedule: "59 2 * * *", timeZone: "Europe/Berlin" }),
      preset: "strict",
      findings: [CLOCK_CHANGE],
    },
    {
      name: "every five minutes of the hour that is skipped",
      resource: cronJob({ schedule: "*/5 2 * * SUN", timeZone: "America/New_York" }),
      findings: [CLOCK_CHANGE],
    },
    {
      name: "midnight, which is skipped in Egypt",
      resource: cronJob({ schedule: "@daily", timeZone: "Africa/Cairo" }),
      findings: [CLOCK_CHANGE],
    },
    {
      name: "a time zone in lower case, which JavaScript accepts",
      resource: cronJob({ schedule: "0 3 * * *", timeZone: "europe/berlin" }),
      findings: [BAD_ZONE],
    },
    {
      name: "an abbreviation, which JavaScript accepts",
      resource: cronJob({ schedule: "0 3 * * *", timeZone: "PST" }),
      findings: [BAD_ZONE],
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
      name: "a date that doesn't exist, in a CronJob that may be suspended",
      resource: cronJob({ schedule: "0 0 31 2 *", timeZone: "Etc/UTC", suspend: UNKNOWN }),
      undetermined: ["spec.suspend: not known before pulumi up"],
    },
    {
      name: "a schedule that isn't a string",
      resource: cronJob({ schedule: 5 }),
      undetermined: ["spec.schedule: expected a string"],
    },
  ],
});
