// When a CronJob runs. Kubernetes parses schedules with github.com/robfig/cron/v3 (ParseStandard), whose grammar is narrower
// than that of most libraries: five fields, no L, W or #, and Sunday is 0, never 7.

import { createRequire } from "node:module";

import { parseDuration } from "./duration.ts";

/** A schedule of fields or a macro (`0 3 * * MON`, `@daily`), or a fixed interval (`@every 90s`). */
export type Schedule = CalendarSchedule | IntervalSchedule;

/** A schedule that runs at certain times on certain days, in the CronJob's time zone. */
export interface CalendarSchedule {
  readonly kind: "calendar";
  /** The minutes after midnight, in order. */
  readonly minutesOfDay: readonly number[];
  /** True if it runs at the same minutes of every hour of every day, whatever the time zone. */
  readonly isSameInEachHour: boolean;
  /** The days on which it runs, counted from January 1, 2028, in order, up to a number of days (exclusive). */
  days(before: number): Iterable<number>;
  /** The days of 2028 on which it runs, in order. */
  readonly daysOfYear: readonly number[];
}

/** A schedule that runs at a fixed interval from the creation of the CronJob. */
export interface IntervalSchedule {
  readonly kind: "interval";
  readonly seconds: number;
}

/** The number of days in a leap year. */
export const DAYS_OF_LEAP_YEAR = 366;

/** Parses a schedule; undefined if Kubernetes would reject it. */
export function parseSchedule(text: string): Schedule | undefined {
  // Many CronJobs share a schedule, and several rules read each of them.
  if (!parsed.has(text)) parsed.set(text, readSchedule(text));
  return parsed.get(text);
}

const parsed = new Map<string, Schedule | undefined>();

function readSchedule(text: string): Schedule | undefined {
  const trimmed = text.trim();
  const [, every] = /^@every (.+)$/.exec(trimmed) ?? [];
  if (every !== undefined) {
    const seconds = parseDuration(every);
    return seconds === undefined
      ? undefined
      : { kind: "interval", seconds: Math.max(1, Math.floor(seconds)) };
  }
  const fields = (MACROS.get(trimmed) ?? trimmed).split(/\s+/);
  const [minute, hour, day, month, weekday, ...more] = fields.map((field, index) =>
    normalizedField(field, FIELDS[index]),
  );
  if (more.length > 0 || !minute || !hour || !day || !month || !weekday) return undefined;
  const minutes = runs(`${minute} * * * *`, 60)?.map((date) => date.getUTCMinutes());
  const hours = runs(`0 ${hour} * * *`, 24)?.map((date) => date.getUTCHours());
  const dayPattern = `0 0 ${day} ${month} ${weekday}`;
  if (!minutes || !hours || !runs(dayPattern, 1)) return undefined;
  let daysOfYear: readonly number[] | undefined;
  const minutesOfDay = new Set(hours.flatMap((each) => minutes.map((one) => each * 60 + one)));
  return {
    kind: "calendar",
    minutesOfDay: [...minutesOfDay].sort((a, b) => a - b),
    isSameInEachHour: [hour, day, month, weekday].every((field) => field === "*"),
    days: (before) => daysOf(dayPattern, before),
    get daysOfYear() {
      return (daysOfYear ??= [...daysOf(dayPattern, DAYS_OF_LEAP_YEAR)]);
    },
  };
}

/** The minimum number of seconds between two runs, ignoring clock changes; undefined for a schedule that runs at most once. */
export function shortestGap(schedule: Schedule): number | undefined {
  if (schedule.kind === "interval") return schedule.seconds;
  const { minutesOfDay } = schedule;
  const [first = 0] = minutesOfDay;
  const last = minutesOfDay.at(-1) ?? 0;
  const withinDay = smallestStep(minutesOfDay);
  // Five years contain every pair of consecutive days that a schedule can have, except for two February 29ths.
  const betweenDays = smallestStep(schedule.days(5 * DAYS_OF_LEAP_YEAR));
  const overnight = betweenDays * MINUTES_OF_DAY - last + first;
  const gap = Math.min(withinDay, overnight);
  return Number.isFinite(gap) ? gap * 60 : undefined;
}

const MINUTES_OF_DAY = 24 * 60;

const MACROS: ReadonlyMap<string, string> = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);

interface Field {
  readonly min: 0 | 1;
  readonly max: number;
  /** A number or name. */
  readonly value: string;
}

const MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC";
const WEEKDAYS = "SUN|MON|TUE|WED|THU|FRI|SAT";
const FIELDS: readonly Field[] = [
  { min: 0, max: 59, value: "\\d{1,2}" },
  { min: 0, max: 23, value: "\\d{1,2}" },
  { min: 1, max: 31, value: "\\d{1,2}" },
  { min: 1, max: 12, value: `\\d{1,2}|${MONTHS}` },
  { min: 0, max: 6, value: `0?[0-6]|${WEEKDAYS}` },
];

/** Returns the field in a notation that other parsers accept too, or undefined if Kubernetes rejects it. */
function normalizedField(text: string, field: Field | undefined): string | undefined {
  if (!field) return undefined;
  const parts = text.split(",").map((part) => normalizedPart(part, field));
  return parts.includes(undefined) ? undefined : parts.join(",");
}

function normalizedPart(part: string, { min, max, value }: Field): string | undefined {
  const match = new RegExp(`^(\\*|\\?|(${value})(-(?:${value}))?)(?:/(\\d{1,4}))?$`, "i").exec(part);
  const [, whole = "", from, to, stepText] = match ?? [];
  if (!match || Number(stepText) === 0) return undefined;
  const step = Number(stepText ?? 1);
  if (step > max) return from ?? String(min);
  // Without an end, a step continues to the last value; a step of one has no effect.
  const isOpen = stepText !== undefined && from !== undefined && to === undefined;
  const range = isOpen ? `${from}-${max}` : whole.replace("?", "*");
  return step === 1 ? range : `${range}/${step}`;
}

function smallestStep(values: Iterable<number>): number {
  let smallest = Infinity;
  let previous: number | undefined;
  for (const value of values) {
    if (previous !== undefined) smallest = Math.min(smallest, value - previous);
    previous = value;
    if (smallest === 1) break;
  }
  return smallest;
}

const START = Date.UTC(2028, 0, 1);
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

function* daysOf(pattern: string, before: number): Iterable<number> {
  const cron = open(pattern);
  for (let date = cron?.nextRun(new Date(START - 1000)); date; date = cron?.nextRun(date)) {
    const day = (date.getTime() - START) / DAY_MILLISECONDS;
    if (day >= before) return;
    yield day;
  }
}

function runs(pattern: string, count: number): readonly Date[] | undefined {
  return open(pattern)?.nextRuns(count, new Date(START - 1000));
}

function open(pattern: string): import("croner").Cron | undefined {
  // Loaded with the first schedule: most stacks have none, and everything that is loaded at startup slows down every run.
  const { Cron } = require("croner") as typeof import("croner");
  try {
    return new Cron(pattern, { paused: true, timezone: "UTC", mode: "5-part" });
  } catch {
    return undefined;
  }
}

const require = createRequire(import.meta.url);
