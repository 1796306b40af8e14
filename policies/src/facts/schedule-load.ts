import { DAYS_OF_LEAP_YEAR, type CalendarSchedule } from "./schedule.ts";
import { utcOffsetMinutes } from "./time-zone.ts";

/** Something that runs by a schedule. */
export interface ScheduledRun {
  readonly schedule: CalendarSchedule;
  /** Zone of the schedule, of the IANA database. */
  readonly timeZone: string;
  /** What counts when it starts: its pods. */
  readonly weight: number;
}

/**
 * The runs that start in the minute of a year with the most weight, by the clocks of its first days and of its middle: summer
 * time moves the runs of some zones against those of others. None where there are none.
 */
export function busiestMinute<T extends ScheduledRun>(runs: readonly T[]): readonly T[] {
  return CLOCKS.map((clock) => busiestMinuteBy(runs, clock)).reduce(
    (most, one) => (weightOf(one) > weightOf(most) ? one : most),
    [],
  );
}

/** The most weight of runs that start within so many minutes of a year, by the same clocks. */
export function busiestMinutes(runs: readonly ScheduledRun[], minutes: number): number {
  return Math.max(...CLOCKS.map((clock) => heaviestWindow(weightsByMinute(runs, clock), minutes)));
}

/** The weight of runs together. */
export function weightOf(runs: readonly ScheduledRun[]): number {
  return runs.reduce((sum, { weight }) => sum + weight, 0);
}

const CLOCKS = [new Date("2028-01-01T12:00:00Z"), new Date("2028-07-01T12:00:00Z")];
const MINUTES_OF_DAY = 24 * 60;
const MINUTES_OF_YEAR = DAYS_OF_LEAP_YEAR * MINUTES_OF_DAY;

function busiestMinuteBy<T extends ScheduledRun>(runs: readonly T[], clock: Date): readonly T[] {
  const weights = weightsByMinute(runs, clock);
  const most = weights.reduce((larger, weight) => Math.max(larger, weight), 0);
  if (most === 0) return [];
  const busiest = weights.indexOf(most);
  return runs.filter(({ schedule, timeZone }) => {
    const local = moved(busiest, utcOffsetMinutes(timeZone, clock));
    return (
      schedule.minutesOfDay.includes(local % MINUTES_OF_DAY) &&
      schedule.daysOfYear.includes(Math.floor(local / MINUTES_OF_DAY))
    );
  });
}

/** What starts in each minute of a year, in UTC. */
function weightsByMinute(runs: readonly ScheduledRun[], clock: Date): Uint32Array {
  const weights = new Uint32Array(MINUTES_OF_YEAR);
  for (const { schedule, timeZone, weight } of merged(runs)) {
    const offset = utcOffsetMinutes(timeZone, clock);
    for (const day of schedule.daysOfYear) {
      for (const minuteOfDay of schedule.minutesOfDay) {
        const minute = moved(day * MINUTES_OF_DAY + minuteOfDay, -offset);
        weights[minute] = (weights[minute] ?? 0) + weight;
      }
    }
  }
  return weights;
}

/** Runs of the same schedule and zone as one: of hundreds of CronJobs few have a schedule of their own. */
function merged(runs: readonly ScheduledRun[]): readonly ScheduledRun[] {
  const byZone = new Map<CalendarSchedule, Map<string, number>>();
  for (const { schedule, timeZone, weight } of runs) {
    const weights = byZone.get(schedule) ?? new Map<string, number>();
    byZone.set(schedule, weights.set(timeZone, (weights.get(timeZone) ?? 0) + weight));
  }
  return [...byZone].flatMap(([schedule, weights]) =>
    [...weights].map(([timeZone, weight]) => ({ schedule, timeZone, weight })),
  );
}

/** The year is a ring, so that a zone moves no run out of it. */
function moved(minute: number, by: number): number {
  return (minute + by + MINUTES_OF_YEAR) % MINUTES_OF_YEAR;
}

function heaviestWindow(weights: Uint32Array, minutes: number): number {
  let heaviest = 0;
  let within = 0;
  // Begins before the year, which is a ring, with what the first windows of the year hold.
  for (let end = 1 - minutes; end < MINUTES_OF_YEAR; end++) {
    within += weights[moved(end, 0)] ?? 0;
    heaviest = Math.max(heaviest, within);
    if (end >= 0) within -= weights[moved(end, 1 - minutes)] ?? 0;
  }
  return heaviest;
}
