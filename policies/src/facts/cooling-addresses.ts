import {
  addDays,
  daysFrom,
  shortestPeriodSeconds,
  zoneOffsetMinutes,
  type CalendarSchedule,
  type CronSchedule,
} from "./cron-schedule.ts";

/** What a CronJob asks of the nodes' addresses. */
export interface CronJobLoad {
  readonly schedule: CronSchedule;
  /** Pods of one run. */
  readonly pods: number;
  /** How often a run is tried again, with as many pods. @defaultValue 0 */
  readonly retries?: number;
  /** How long a pod runs. */
  readonly durationSeconds: number;
}

/** Seconds for which the CNI gives no address of a pod that ended to another: `IP_COOLDOWN_PERIOD` and its default. */
export const COOLDOWN_SECONDS = 30;

/** Addresses of a cluster that cool down at the same time. */
export interface CoolingAddresses {
  /** On average while every CronJob runs as often as it ever does. */
  readonly average: number;
  /** Of the pods that start together: they may end together, too. */
  readonly burst: number;
  /** What to plan with, the larger of both in whole addresses. */
  readonly atOnce: number;
}

/**
 * Addresses that cool down at the same time because of CronJobs. Runs that start in different minutes and happen to end
 * together are only in the average.
 *
 * @param from first day of the year in which the fullest minute is looked for.
 */
export function coolingAddresses(
  cronJobs: readonly CronJobLoad[],
  from: Date,
  cooldownSeconds: number = COOLDOWN_SECONDS,
): CoolingAddresses {
  const rates = cronJobs.map(({ schedule, pods, retries = 0 }) => {
    const period = shortestPeriodSeconds(schedule, from);
    return period === undefined ? 0 : (pods * (1 + retries)) / period;
  });
  const average = rates.reduce((sum, rate) => sum + rate, 0) * cooldownSeconds;
  const burst = largestBurst(cronJobs, from, cooldownSeconds);
  return { average, burst, atOnce: Math.max(burst, Math.ceil(average)) };
}

/**
 * Addresses that one node must keep free for a cluster's cooling ones, since pods of a CronJob don't spread evenly.
 *
 * @param skew how many times its share a node may get.
 */
export function coolingAddressesPerNode(coolingAddresses: number, nodes: number, skew = 2): number {
  return Math.min(coolingAddresses, Math.ceil((skew * coolingAddresses) / nodes));
}

/**
 * Addresses that a CronJob's pods hold, running and cooling: on average and at most, if runs may overlap
 * (`concurrencyPolicy: Allow`).
 */
export function addressesOfCronJob(
  { schedule, pods, durationSeconds }: CronJobLoad,
  from: Date,
  cooldownSeconds: number = COOLDOWN_SECONDS,
): { readonly average: number; readonly most: number } {
  const held = durationSeconds + cooldownSeconds;
  const period = shortestPeriodSeconds(schedule, from) ?? Infinity;
  return { average: (pods * held) / period, most: pods * Math.max(1, Math.ceil(held / period)) };
}

const MINUTES_OF_DAY = 1440;

/** Pods that start within one cooldown period, in the fullest of the year. Schedules have minutes. */
function largestBurst(cronJobs: readonly CronJobLoad[], from: Date, cooldownSeconds: number): number {
  const window = Math.ceil(cooldownSeconds / 60);
  // Nobody knows when an interval begins: it may meet any minute.
  const intervalPods = cronJobs.map(({ schedule, pods }) =>
    schedule.kind === "interval" ? pods * Math.ceil(cooldownSeconds / schedule.seconds) : 0,
  );
  const seen = new Set<string>();
  let largest = 0;
  for (const day of daysFrom(from)) {
    const runDays = cronJobs.flatMap((job) => runDaysAround(job, day));
    // Most days of a year are like others.
    const key = runDays.map(({ schedule, startMinute }) => `${schedule.text}@${startMinute}`).join();
    if (seen.has(key)) continue;
    seen.add(key);
    largest = Math.max(largest, fullestWindow(runDays, window));
  }
  return largest + intervalPods.reduce((sum, pods) => sum + pods, 0);
}

/** A day on which a CronJob runs. */
interface RunDay {
  readonly schedule: CalendarSchedule;
  readonly pods: number;
  /** When the day begins in the schedule's time zone, in minutes from midnight in UTC of the day that is looked at. */
  readonly startMinute: number;
}

function runDaysAround({ schedule, pods }: CronJobLoad, day: Date): readonly RunDay[] {
  if (schedule.kind === "interval") return [];
  const offset = zoneOffsetMinutes(schedule.timeZone, day);
  return [-1, 0, 1]
    .filter((days) => schedule.runsOn(addDays(day, days)))
    .map((days) => ({ schedule, pods, startMinute: days * MINUTES_OF_DAY - offset }));
}

/** Most pods that start within so many minutes, the last of which is on the day. */
function fullestWindow(runDays: readonly RunDay[], window: number): number {
  const podsOfMinute = new Float64Array(window - 1 + MINUTES_OF_DAY);
  for (const { schedule, pods, startMinute } of runDays) {
    for (const minute of schedule.minutesOfDay) {
      const index = startMinute + minute + window - 1;
      if (index >= 0 && index < podsOfMinute.length) podsOfMinute[index] = (podsOfMinute[index] ?? 0) + pods;
    }
  }
  let largest = 0;
  let within = 0;
  podsOfMinute.forEach((pods, minute) => {
    within += pods - (podsOfMinute[minute - window] ?? 0);
    largest = Math.max(largest, within);
  });
  return largest;
}
