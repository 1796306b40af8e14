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

/** The weight of runs together. */
export function weightOf(runs: readonly ScheduledRun[]): number {
  return runs.reduce((sum, { weight }) => sum + weight, 0);
}

const CLOCKS = [new Date("2028-01-01T12:00:00Z"), new Date("2028-07-01T12:00:00Z")];
const MINUTES_OF_DAY = 24 * 60;
const MINUTES_OF_YEAR = DAYS_OF_LEAP_YEAR * MINUTES_OF_DAY;

function busiestMinuteBy<T extends ScheduledRun>(runs: readonly T[], clock: Date): readonly T[] {
  const weights = new Uint32Array(MINUTES_OF_YEAR);
  let busiest = 0;
  // The year is a ring, so that a zone moves no run out of it.
  const moved = (minute: number, by: number): number => (minute + by + MINUTES_OF_YEAR) % MINUTES_OF_YEAR;
  const offsets = runs.map(({ timeZone }) => utcOffsetMinutes(timeZone, clock));
  for (const [index, { schedule, weight }] of runs.entries()) {
    for (const day of schedule.daysOfYear) {
      for (const minuteOfDay of schedule.minutesOfDay) {
        const minute = moved(day * MINUTES_OF_DAY + minuteOfDay, -(offsets[index] ?? 0));
        const sum = (weights[minute] ?? 0) + weight;
        weights[minute] = sum;
        if (sum > (weights[busiest] ?? 0)) busiest = minute;
      }
    }
  }
  if (weights[busiest] === 0) return [];
  return runs.filter(({ schedule }, index) => {
    const local = moved(busiest, offsets[index] ?? 0);
    return (
      schedule.minutesOfDay.includes(local % MINUTES_OF_DAY) &&
      schedule.daysOfYear.includes(Math.floor(local / MINUTES_OF_DAY))
    );
  });
}
