import { CronPattern } from "croner";

/** When a CronJob runs: at minutes of a day on days of the calendar, or `@every` so often. */
export type CronSchedule = CalendarSchedule | IntervalSchedule;

/** A schedule of five fields, or a macro that stands for one. */
export interface CalendarSchedule {
  readonly kind: "calendar";
  readonly text: string;
  readonly timeZone: string;
  /** Minutes since midnight in the time zone, in their order. */
  readonly minutesOfDay: readonly number[];
  /** Whether it runs on a day, given as that day's midnight in UTC. */
  runsOn(day: Date): boolean;
}

/** `@every 90s`: counted from whenever the controller started. */
export interface IntervalSchedule {
  readonly kind: "interval";
  readonly seconds: number;
}

/**
 * A CronJob's schedule as Kubernetes reads it; undefined for text or a time zone that it refuses. Source: robfig/cron v3,
 * parser.go (ParseStandard), which kube-controller-manager uses.
 *
 * @param timeZone name in the IANA database. @defaultValue UTC, the zone of EKS's control plane
 */
export function parseCronSchedule(text: string, timeZone = "Etc/UTC"): CronSchedule | undefined {
  if (!isTimeZone(timeZone) || hasExtensions(text)) return undefined;
  const [, duration] = /^@every (\S+)$/.exec(text.trim()) ?? [];
  if (duration !== undefined) return intervalSchedule(duration);
  try {
    // Go's parser takes 5/15 for 5-59/15, and so does croner with sloppy ranges.
    return calendarSchedule(new CronPattern(text.trim(), timeZone, { mode: "5-part", sloppyRanges: true }));
  } catch {
    return undefined;
  }
}

/** Days that are looked at: each date and each half of daylight saving time once. */
const DAYS = 366;

/** Milliseconds of a day. */
const DAY = 86_400_000;

/** The calendar's days from a date on, as midnights in UTC, a year of them. */
export function daysFrom(from: Date): readonly Date[] {
  const first = Math.floor(from.getTime() / DAY) * DAY;
  return Array.from({ length: DAYS }, (_, day) => new Date(first + day * DAY));
}

/** A day so many days later. */
export function addDays(day: Date, days: number): Date {
  return new Date(day.getTime() + days * DAY);
}

/** Seconds between two runs, the closest there are in the year from a date; undefined for less than two runs. */
export function shortestPeriodSeconds(schedule: CronSchedule, from: Date): number | undefined {
  if (schedule.kind === "interval") return schedule.seconds;
  const { minutesOfDay } = schedule;
  const withinDay = minutesOfDay.slice(1).map((minute, index) => minute - (minutesOfDay[index] ?? 0));
  const active = daysFrom(from).filter((day) => schedule.runsOn(day));
  const first = minutesOfDay[0] ?? 0;
  const last = minutesOfDay.at(-1) ?? 0;
  const overNight = active
    .slice(1)
    .map((day, index) => (day.getTime() - (active[index] ?? day).getTime()) / 60_000 + first - last);
  const gaps = active.length === 0 ? [] : [...withinDay, ...overNight];
  return gaps.length === 0 ? undefined : Math.min(...gaps) * 60;
}

/** Minutes by which clocks in a time zone are ahead of UTC at noon (UTC) of a day. */
export function zoneOffsetMinutes(timeZone: string, day: Date): number {
  const name = offsetFormat(timeZone)
    .formatToParts(day.getTime() + DAY / 2)
    .find(({ type }) => type === "timeZoneName")?.value;
  const [, sign, hours, minutes = "0"] = /([+-])(\d+)(?::(\d+))?/.exec(name ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes));
}

const offsetFormats = new Map<string, Intl.DateTimeFormat>();

function offsetFormat(timeZone: string): Intl.DateTimeFormat {
  const format =
    offsetFormats.get(timeZone) ?? new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  offsetFormats.set(timeZone, format);
  return format;
}

function isTimeZone(timeZone: string): boolean {
  try {
    return Boolean(offsetFormat(timeZone));
  } catch {
    return false;
  }
}

/** croner knows last days, nearest weekdays and more, which Kubernetes refuses. */
function hasExtensions(text: string): boolean {
  if (text.startsWith("@")) return false;
  const names = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)\b/gi;
  return /[^\d\s*,/?-]/.test(text.replaceAll(names, ""));
}

function calendarSchedule(pattern: CronPattern): CalendarSchedule {
  const hours = setPositions(pattern.hour);
  const minutes = setPositions(pattern.minute);
  return {
    kind: "calendar",
    text: pattern.pattern,
    timeZone: pattern.timezone ?? "Etc/UTC",
    minutesOfDay: hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)),
    runsOn(day) {
      if (!pattern.month[day.getUTCMonth()]) return false;
      const isDate = pattern.day[day.getUTCDate() - 1] !== 0;
      const isWeekday = pattern.dayOfWeek[day.getUTCDay()] !== 0;
      // Where both fields are restricted, either is enough.
      return pattern.starDOM || pattern.starDOW ? isDate && isWeekday : isDate || isWeekday;
    },
  };
}

function setPositions(field: readonly number[]): readonly number[] {
  return field.flatMap((value, position) => (value === 0 ? [] : [position]));
}

/** A duration as Go writes it, `1h30m` or `90s`, in whole seconds. */
function intervalSchedule(duration: string): IntervalSchedule | undefined {
  const [all, hours = 0, minutes = 0, seconds = 0] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return all === undefined || total === 0 ? undefined : { kind: "interval", seconds: total };
}
