import { busiestMinutes } from "./schedule-load.ts";
import { shortestGap, type Schedule } from "./schedule.ts";

/** The pods that a CronJob starts, and when. */
export interface CronJobPods {
  readonly schedule: Schedule;
  /** The time zone of the schedule, from the IANA database. @defaultValue `UTC`, the time zone of the EKS control plane */
  readonly timeZone?: string;
  /** The number of pods in one run. */
  readonly pods: number;
  /** The number of retries of a run, each with the same number of pods. @defaultValue 0 */
  readonly retries?: number;
}

/** The load that a CronJob puts on the nodes' addresses. */
export interface CronJobLoad extends CronJobPods {
  /** The run time of a pod. */
  readonly durationSeconds: number;
}

/** The default of `IP_COOLDOWN_PERIOD`: the seconds before the CNI reuses the address of a pod that ended. */
export const COOLDOWN_SECONDS = 30;

/** The number of addresses in a cluster that cool down at the same time. */
export interface CoolingAddresses {
  /** The average while every CronJob runs at its highest frequency. */
  readonly average: number;
  /** The addresses of pods that start together, because they may also end together. */
  readonly burst: number;
  /** The number to plan with: the larger of the two, rounded up. */
  readonly atOnce: number;
}

/**
 * The number of addresses that cool down at the same time because of CronJobs. Runs that start in different minutes but end
 * at the same time count only in the average.
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
 * The number of addresses that one node must keep free for a cluster's cooldown, since pods of a CronJob don't spread evenly.
 *
 * @param skew how many times its even share a node may get.
 */
export function coolingAddressesPerNode(coolingAddresses: number, nodes: number, skew = 2): number {
  return Math.min(coolingAddresses, Math.ceil((skew * coolingAddresses) / nodes));
}

/** The number of addresses that pods of CronJobs hold while running and cooling down. */
export interface HeldAddresses {
  readonly average: number;
  readonly most: number;
}

/** The number of addresses that the pods of all CronJobs hold: `most` if all of them peak at the same time. */
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

/**
 * The number of addresses that a CronJob's pods hold, on average and at most, if runs may overlap (`concurrencyPolicy: Allow`).
 */
export function addressesOfCronJob(
  { schedule, pods, durationSeconds }: CronJobLoad,
  cooldownSeconds: number = COOLDOWN_SECONDS,
): HeldAddresses {
  const held = durationSeconds + cooldownSeconds;
  const period = shortestGap(schedule) ?? Infinity;
  return { average: (pods * held) / period, most: pods * Math.max(1, Math.ceil(held / period)) };
}

/** The number of pods that start within the busiest cooldown period of the year, rounded up to whole minutes. */
function largestBurst(cronJobs: readonly CronJobPods[], cooldownSeconds: number): number {
  const runs = cronJobs.flatMap(({ schedule, timeZone = "UTC", pods }) =>
    schedule.kind === "calendar" ? [{ schedule, timeZone, weight: pods }] : [],
  );
  // The start of an interval is unknown: it may coincide with any minute.
  const ofIntervals = cronJobs.map(({ schedule, pods }) =>
    schedule.kind === "interval" ? pods * Math.ceil(cooldownSeconds / schedule.seconds) : 0,
  );
  return (
    busiestMinutes(runs, Math.ceil(cooldownSeconds / 60)) + ofIntervals.reduce((sum, pods) => sum + pods, 0)
  );
}
