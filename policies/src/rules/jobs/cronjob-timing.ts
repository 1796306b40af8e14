import { parseSchedule, type CalendarSchedule, type Schedule } from "../../facts/schedule.ts";
import { clockChanges, isTimeZone } from "../../facts/time-zone.ts";
import { CRON_JOB } from "../../rule/kubernetes-kinds.ts";
import { boolean } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleCronJob } from "./example-jobs.ts";
import { isSuspended } from "./job-spec.ts";

// The controller checks every ten seconds; a shorter deadline may have passed at each check. Source:
// https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
const SHORTEST_STARTING_DEADLINE_SECONDS = 10;

export default defineRule({
  id: "cronjob-timing",
  title: "A CronJob runs when its schedule says",
  severity: "medium",
  article: "CronJobs are problematic",
  why: "The API server rejects a time zone inside a schedule, and any schedule that isn't five fields or a macro: the program fails halfway. A date that doesn't exist is accepted and never runs. A schedule with hours but no time zone follows the clock of the control plane, which is UTC on EKS; in a time zone that changes its clocks, a run at the hour of the change is left out in spring and made twice in autumn. A starting deadline under ten seconds may skip every run.",
  fix: "Keep spec.schedule to five fields or a macro, set the time zone in spec.timeZone, and leave spec.startingDeadlineSeconds unset or set it to 10 or more.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones",
    "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax",
    "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline",
  ],
  findings: {
    "zone-in-schedule":
      "The schedule begins with TZ= or CRON_TZ=, which the API server accepts only in CronJobs that already have it.",
    "bad-schedule": "The API server rejects the schedule.",
    "bad-time-zone": "timeZone is not a name in the IANA database, so the API server rejects it.",
    "never-runs": "The schedule has no date that exists.",
    "clock-change": "All runs of a day are at the hour at which the clocks of the time zone change.",
    "no-time-zone": "The schedule sets hours or days, but timeZone is not set.",
    "short-starting-deadline": "startingDeadlineSeconds is below 10.",
    "no-starting-deadline": "startingDeadlineSeconds is not set, although `requireStartingDeadline` is true.",
  },
  presets: {
    baseline: {
      level: "mandatory",
      advisory: [
        "zone-in-schedule",
        "never-runs",
        "clock-change",
        "no-time-zone",
        "short-starting-deadline",
        "no-starting-deadline",
      ],
    },
    strict: { level: "mandatory", advisory: ["clock-change", "no-time-zone"] },
  },
  options: {
    requireTimeZone: boolean({
      description: "Whether timeZone must be set if the schedule sets hours or days.",
      default: true,
    }),
    requireStartingDeadline: boolean({
      description:
        "Whether startingDeadlineSeconds must be set. Without it, a run that was missed while the control plane was unavailable starts as soon as it is back, and so do those of all other CronJobs.",
      default: false,
    }),
  },
  targets: CRON_JOB,
  check(resource, { requireTimeZone, requireStartingDeadline }, report) {
    const { isPatch } = resource;
    const needsZone = requireTimeZone && !isPatch;
    const deadline = resource.integer("spec.startingDeadlineSeconds");
    const atLeast = text`set ${SHORTEST_STARTING_DEADLINE_SECONDS} or more`;
    if (deadline.kind === "known" && deadline.value < SHORTEST_STARTING_DEADLINE_SECONDS) {
      report("short-starting-deadline", deadline, { found: text`${deadline} seconds`, passes: atLeast });
    } else if (deadline.kind === "absent" && requireStartingDeadline && !isPatch) {
      report("no-starting-deadline", deadline, {
        found: text`not set, so a missed run may start at any later time`,
        passes: atLeast,
      });
    }

    const zone = resource.string("spec.timeZone");
    if (zone.kind === "known" && !isTimeZone(zone.value)) {
      report("bad-time-zone", zone, {
        found: text`not a time zone that Kubernetes knows`,
        passes: text`set the name of a time zone, such as Europe/Berlin or Etc/UTC`,
      });
    }

    const schedule = resource.string("spec.schedule");
    if (schedule.kind === "undetermined" || (schedule.kind === "absent" && isPatch)) return;
    const passes = text`set five fields (minute, hour, day, month, weekday from 0 to 6) or a macro`;
    if (schedule.kind === "absent") {
      report("bad-schedule", schedule, { found: text`no schedule`, passes });
      return;
    }
    const [, inZone, rest] = ZONE_IN_SCHEDULE.exec(schedule.value) ?? [];
    const isReadable = inZone === undefined || ["", "Local"].includes(inZone) || isTimeZone(inZone);
    const parsed = isReadable ? parseSchedule(rest?.trim() ?? schedule.value) : undefined;
    if (!parsed) {
      report("bad-schedule", schedule, { found: text`not a schedule that the API server accepts`, passes });
    } else if (inZone !== undefined && resource.isSet("spec.timeZone")) {
      report("bad-schedule", schedule, {
        found: text`a time zone here and in spec.timeZone, which the API server rejects`,
        passes: text`set only the five fields here`,
      });
    } else if (inZone !== undefined) {
      report("zone-in-schedule", schedule, {
        found: text`a time zone in the schedule, which the API server rejects in a new CronJob`,
        passes: text`set the time zone in spec.timeZone, and only the five fields here`,
      });
    } else if (needsZone && zone.kind === "absent" && namesHours(parsed)) {
      report("no-time-zone", zone, {
        found: text`not set, so the schedule's hours and days are in the control plane's time zone`,
        passes: text`set the intended time zone, or Etc/UTC`,
      });
    }
    if (parsed?.kind !== "calendar" || isSuspended(resource)) return;
    if (parsed.daysOfYear.length === 0 || parsed.minutesOfDay.length === 0) {
      report("never-runs", schedule, {
        found: text`accepted, but never runs, because no date or time matches it`,
        passes: text`set a date that exists, or set suspend to true`,
      });
    } else if (zone.kind === "known" && isTimeZone(zone.value) && changesWithClocks(parsed, zone.value)) {
      report("clock-change", schedule, {
        found: text`on the days when the clocks of this time zone change, it doesn't run or runs twice`,
        passes: text`set an hour at which the clocks don't change, or the time zone Etc/UTC`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A report at six in the morning, Berlin time",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({
          schedule: "0 6 * * MON-FRI",
          timeZone: "Europe/Berlin",
          startingDeadlineSeconds: 600,
        }),
      },
    ],
    bad: [
      {
        title: "A time zone in the schedule",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "TZ=Europe/Berlin 0 6 * * MON-FRI" }),
      },
      {
        title: "Six fields, of which the first is for seconds",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "0 */5 * * * *" }),
      },
    ],
  },
});

function namesHours(schedule: Schedule): boolean {
  return schedule.kind === "calendar" && !schedule.isSameInEachHour;
}

/** The prefix that github.com/robfig/cron accepts before a schedule, which goes on after the first space. */
const ZONE_IN_SCHEDULE = /^(?:CRON_)?TZ=([^ ]*) (.*)$/s;

/** True if all runs of a day are at a time that the change of clocks skips or repeats. */
function changesWithClocks({ minutesOfDay, daysOfYear }: CalendarSchedule, zone: string): boolean {
  return clockChanges(zone).some(
    ({ day, from, to }) =>
      daysOfYear.includes(day) && minutesOfDay.every((minute) => minute >= from && minute < to),
  );
}
