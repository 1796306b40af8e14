// When a CronJob runs. Kubernetes parses schedules with github.com/robfig/cron/v3 (ParseStandard), whose grammar differs from that of
// other libraries, so this follows its source: parser.go and spec.go of v3.0.1, read 2026-11-28.

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
  if (text.startsWith(EVERY)) {
    const seconds = parseDuration(text.slice(EVERY.length));
    return seconds === undefined
      ? undefined
      : { kind: "interval", seconds: Math.max(1, Math.floor(seconds)) };
  }
  // A macro must stand alone: even a newline after it is rejected.
  const fields = (MACROS.get(text) ?? text).split(WHITE_SPACE).filter((field) => field !== "");
  const [minutes, hours, days, months, weekdays] = FIELDS.map((field, index) =>
    times(fields[index] ?? "", field),
  );
  if (fields.length !== FIELDS.length || !minutes || !hours || !days || !months || !weekdays)
    return undefined;
  const isDay = (date: Date): boolean => {
    const [isDate, isWeekday] = [days.numbers.has(date.getUTCDate()), weekdays.numbers.has(date.getUTCDay())];
    const matches = days.isAny || weekdays.isAny ? isDate && isWeekday : isDate || isWeekday;
    return matches && months.numbers.has(date.getUTCMonth() + 1);
  };
  const ordered = ({ numbers }: Times): readonly number[] => [...numbers].sort((a, b) => a - b);
  let daysOfYear: readonly number[] | undefined;
  const schedule: CalendarSchedule = {
    kind: "calendar",
    minutesOfDay: ordered(hours).flatMap((hour) => ordered(minutes).map((minute) => hour * 60 + minute)),
    get isSameInEachHour() {
      return hours.numbers.size === 24 && schedule.daysOfYear.length === DAYS_OF_LEAP_YEAR;
    },
    days: (before) => daysOf(isDay, before),
    get daysOfYear() {
      return (daysOfYear ??= [...daysOf(isDay, DAYS_OF_LEAP_YEAR)]);
    },
  };
  return schedule;
}

/** The minimum number of seconds between two runs, ignoring clock changes; undefined for a schedule that runs at most once. */
export function shortestGap(schedule: Schedule): number | undefined {
  if (schedule.kind === "interval") return schedule.seconds;
  const { minutesOfDay } = schedule;
  const [first] = minutesOfDay;
  if (first === undefined) return undefined;
  const last = minutesOfDay.at(-1) ?? 0;
  const withinDay = smallestStep(minutesOfDay);
  // Five years contain every pair of consecutive days that a schedule can have, except for two February 29ths.
  const betweenDays = smallestStep(schedule.days(5 * DAYS_OF_LEAP_YEAR));
  const overnight = betweenDays * MINUTES_OF_DAY - last + first;
  const gap = Math.min(withinDay, overnight);
  return Number.isFinite(gap) ? gap * 60 : undefined;
}

const MINUTES_OF_DAY = 24 * 60;
const EVERY = "@every ";

const MACROS: ReadonlyMap<string, string> = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);

/** What Go's unicode.IsSpace accepts; the \s of JavaScript lacks U+0085 and has U+FEFF. */
const WHITE_SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

interface Field {
  readonly min: number;
  readonly max: number;
  /** The names of the numbers from `min`. */
  readonly names: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: readonly Field[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: WEEKDAYS },
];

/** The numbers that a field allows. */
interface Times {
  readonly numbers: ReadonlySet<number>;
  /** True if it has a `*` or `?` without a step: then the other field for days has to match too. */
  readonly isAny: boolean;
}

/** The numbers that a field allows, or undefined if Kubernetes rejects it. Empty parts between commas are ignored. */
function times(text: string, field: Field): Times | undefined {
  const parts = text.split(",").filter((part) => part !== "");
  const ranges = parts.map((part) => range(part, field));
  if (!ranges.every((each) => each !== undefined)) return undefined;
  return {
    numbers: new Set(ranges.flatMap(({ numbers }) => [...numbers])),
    isAny: ranges.some(({ isAny }) => isAny),
  };
}

function range(part: string, { min, max, names }: Field): Times | undefined {
  const [bounds = "", stepText, ...moreSteps] = part.split("/");
  const [from = "", to, ...moreBounds] = bounds.split("-");
  const isWhole = from === "*" || from === "?";
  const numberOf = (text: string): number | undefined => {
    const index = names.indexOf(text.toLowerCase());
    return index < 0 ? wholeNumber(text) : min + index;
  };
  const step = stepText === undefined ? 1 : wholeNumber(stepText);
  const start = isWhole ? min : numberOf(from);
  // Without an end, a step continues to the last value. What follows `*-` is ignored.
  const isOpen = isWhole || (to === undefined && stepText !== undefined);
  const end = isOpen ? max : numberOf(to ?? from);
  if (moreSteps.length > 0 || (moreBounds.length > 0 && !isWhole)) return undefined;
  if (start === undefined || end === undefined || step === undefined) return undefined;
  if (step === 0 || start < min || end > max || start > end) return undefined;
  const numbers = new Set<number>();
  for (let number = start; number <= end; number += step) numbers.add(number);
  return { numbers, isAny: isWhole && step === 1 };
}

/** A number as Go's strconv.Atoi reads it, in 64 bits. */
function wholeNumber(text: string): number | undefined {
  return /^\+?\d+$/.test(text) && BigInt(text) < 2n ** 63n ? Number(text) : undefined;
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

function* daysOf(isDay: (date: Date) => boolean, before: number): Iterable<number> {
  for (let day = 0; day < before; day++) {
    if (isDay(new Date(START + day * DAY_MILLISECONDS))) yield day;
  }
}
