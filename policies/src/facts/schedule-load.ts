import { DAYS_OF_LEAP_YEAR, type CalendarSchedule } from "./schedule.ts";
import { utcOffsetMinutes } from "./time-zone.ts";

/** A run on a schedule. */
export interface ScheduledRun {
  readonly schedule: CalendarSchedule;
  /** The time zone of the schedule, from the IANA database. */
  readonly timeZone: string;
  /** The weight of a run: its number of pods. */
  readonly weight: number;
}

/**
 * The runs that start in the minute of the year with the most weight, by the clocks of January and of July: daylight saving
 * time shifts the runs of some time zones relative to others. Empty if there are no runs.
 */
export function busiestMinute<T extends ScheduledRun>(runs: readonly T[]): readonly T[] {
  return clocksOf(runs)
    .map((clock) => busiestMinuteBy(runs, clock))
    .reduce((most, one) => (weightOf(one) > weightOf(most) ? one : most), []);
}

/** The maximum weight of runs that start within this many consecutive minutes of a year, by the same clocks. */
export function busiestMinutes(runs: readonly ScheduledRun[], minutes: number): number {
  if (minutes === 0) return 0;
  const isHourly = runs.every(({ schedule }) => schedule.isSameInEachHour);
  const length = isHourly && minutes <= MINUTES_OF_HOUR ? MINUTES_OF_HOUR : MINUTES_OF_YEAR;
  return Math.max(
    ...clocksOf(runs).map((clock) => heaviestWindow(weightsByMinute(runs, clock, length), minutes)),
  );
}

/** The total weight of runs. */
export function weightOf(runs: readonly ScheduledRun[]): number {
  return runs.reduce((sum, { weight }) => sum + weight, 0);
}

const CLOCKS = [new Date("2028-01-01T12:00:00Z"), new Date("2028-07-01T12:00:00Z")] as const;
const MINUTES_OF_HOUR = 60;
const MINUTES_OF_DAY = 24 * MINUTES_OF_HOUR;
const MINUTES_OF_YEAR = DAYS_OF_LEAP_YEAR * MINUTES_OF_DAY;

/** One clock is enough for time zones without daylight saving time. */
function clocksOf(runs: readonly ScheduledRun[]): readonly Date[] {
  const zones = [...new Set(runs.map(({ timeZone }) => timeZone))];
  const [winter, summer] = CLOCKS;
  const isSame = (zone: string): boolean => utcOffsetMinutes(zone, winter) === utcOffsetMinutes(zone, summer);
  return zones.every(isSame) ? [winter] : CLOCKS;
}

function busiestMinuteBy<T extends ScheduledRun>(runs: readonly T[], clock: Date): readonly T[] {
  const weights = weightsByMinute(runs, clock, MINUTES_OF_YEAR);
  const most = weights.reduce((larger, weight) => Math.max(larger, weight), 0);
  if (most === 0) return [];
  const busiest = weights.indexOf(most);
  return runs.filter(({ schedule, timeZone }) => {
    const local = moved(busiest, utcOffsetMinutes(timeZone, clock), MINUTES_OF_YEAR);
    return (
      schedule.minutesOfDay.includes(local % MINUTES_OF_DAY) &&
      schedule.daysOfYear.includes(Math.floor(local / MINUTES_OF_DAY))
    );
  });
}

/** The weight that starts in each minute of a year in UTC, or of an hour if all hours are the same. */
function weightsByMinute(runs: readonly ScheduledRun[], clock: Date, length: number): Uint32Array {
  const weights = new Uint32Array(length);
  for (const { schedule, timeZone, weight } of merged(runs)) {
    const offset = utcOffsetMinutes(timeZone, clock);
    const days = length === MINUTES_OF_YEAR ? schedule.daysOfYear : [0];
    const minutes = schedule.minutesOfDay.filter((minute) => minute < length);
    for (const day of days) {
      for (const minuteOfDay of minutes) {
        const minute = moved(day * MINUTES_OF_DAY + minuteOfDay, -offset, length);
        weights[minute] = (weights[minute] ?? 0) + weight;
      }
    }
  }
  return weights;
}

/** Merges runs with the same schedule and time zone: among hundreds of CronJobs, few have a unique schedule. */
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

/** Shifts a minute; the year or hour wraps around, so that a time zone moves no run out of it. */
function moved(minute: number, by: number, length: number): number {
  const index = (minute + by) % length;
  return index < 0 ? index + length : index;
}

function heaviestWindow(weights: Uint32Array, minutes: number): number {
  const { length } = weights;
  let heaviest = 0;
  let within = 0;
  for (let end = 1 - minutes; end < length; end++) {
    within += weights[moved(end, 0, length)] ?? 0;
    heaviest = Math.max(heaviest, within);
    if (end >= 0) within -= weights[moved(end, 1 - minutes, length)] ?? 0;
  }
  return heaviest;
}
