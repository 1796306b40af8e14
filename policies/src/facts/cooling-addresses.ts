import { busiestMinutes } from "./schedule-load.ts";
import { shortestGap, type Schedule } from "./schedule.ts";

/** The pods that a CronJob starts, and when. */
export interface CronJobPods {
  readonly schedule: Schedule;
  /** Zone of the schedule, of the IANA database. @defaultValue `UTC`, the zone of EKS's control plane */
  readonly timeZone?: string;
  /** Pods of one run. */
  readonly pods: number;
  /** How often a run is tried again, with as many pods. @defaultValue 0 */
  readonly retries?: number;
}

/** What a CronJob asks of the nodes' addresses. */
export interface CronJobLoad extends CronJobPods {
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
 */
export function coolingAddresses(
  cronJobs: readonly CronJobPods[],
  cooldownSeconds: number = COOLDOWN_SECONDS,
): CoolingAddresses {
  const rates = cronJobs.map(({ schedule, pods, retries = 0 }) => {
    const period = shortestGap(schedule);
    return period === undefined ? 0 : (pods * (1 + retries)) / period;
  });
  const average = rates.reduce((sum, rate) => sum + rate, 0) * cooldownSeconds;
  const burst = largestBurst(cronJobs, cooldownSeconds);
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

/** Addresses that pods of CronJobs hold, running and cooling. */
export interface HeldAddresses {
  readonly average: number;
  readonly most: number;
}

/** Addresses that the pods of CronJobs hold together: at most, if all of them are at their fullest at once. */
export function addressesOfCronJobs(
  cronJobs: readonly CronJobLoad[],
  cooldownSeconds: number = COOLDOWN_SECONDS,
): HeldAddresses {
  return cronJobs
    .map((cronJob) => addressesOfCronJob(cronJob, cooldownSeconds))
    .reduce((sum, { average, most }) => ({ average: sum.average + average, most: sum.most + most }), {
      average: 0,
      most: 0,
    });
}

/** Addresses that a CronJob's pods hold, on average and at most, if runs may overlap (`concurrencyPolicy: Allow`). */
export function addressesOfCronJob(
  { schedule, pods, durationSeconds }: CronJobLoad,
  cooldownSeconds: number = COOLDOWN_SECONDS,
): HeldAddresses {
  const held = durationSeconds + cooldownSeconds;
  const period = shortestGap(schedule) ?? Infinity;
  return { average: (pods * held) / period, most: pods * Math.max(1, Math.ceil(held / period)) };
}

/** Pods that start within one cooldown period, in the fullest of the year. Schedules have minutes. */
function largestBurst(cronJobs: readonly CronJobPods[], cooldownSeconds: number): number {
  const runs = cronJobs.flatMap(({ schedule, timeZone = "UTC", pods }) =>
    schedule.kind === "calendar" ? [{ schedule, timeZone, weight: pods }] : [],
  );
  // Nobody knows when an interval begins: it may meet any minute.
  const ofIntervals = cronJobs.map(({ schedule, pods }) =>
    schedule.kind === "interval" ? pods * Math.ceil(cooldownSeconds / schedule.seconds) : 0,
  );
  return (
    busiestMinutes(runs, Math.ceil(cooldownSeconds / 60)) + ofIntervals.reduce((sum, pods) => sum + pods, 0)
  );
}
