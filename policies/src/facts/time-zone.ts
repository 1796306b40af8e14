import { TIME_ZONE_TABLE } from "./time-zone-table.ts";

/**
 * True for a time zone that Kubernetes accepts (`Europe/Berlin`, `UTC`): the names in Go's time zone data, in exactly this case,
 * without Local. JavaScript knows more of them (`PST`, `utc`). Sources: validateTimeZone in pkg/apis/batch/validation/validation.go
 * and the import of time/tzdata in cmd/kube-apiserver of Kubernetes 1.37.2, read 2026-11-28.
 */
export function isTimeZone(name: string): boolean {
  timeZones ??= new Set(
    TIME_ZONE_TABLE.trim()
      .split("\n")
      .flatMap((line) => {
        const [area = "", ...names] = line.split(" ");
        return area === "." ? names : names.map((each) => `${area}/${each}`);
      }),
  );
  return timeZones.has(name);
}

let timeZones: ReadonlySet<string> | undefined;

/** The number of minutes by which a time zone is ahead of UTC at a point in time. */
export function utcOffsetMinutes(zone: string, moment: Date): number {
  const parts = formatOf(zone).formatToParts(moment);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = 0, minutes = 0] = /^GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === "-" ? -offset : offset;
}

/** A time of the day that does not exist, or exists twice, on the day on which clocks change. */
export interface ClockChange {
  readonly kind: "skipped" | "repeated";
  /** The day of 2028, counted from January 1. */
  readonly day: number;
  /** The minute of the day at which it begins. */
  readonly from: number;
  /** The minute of the day at which it ends (exclusive). */
  readonly to: number;
}

/** The clock changes of a time zone in 2028, as far as January and July differ. */
export function clockChanges(zone: string): readonly ClockChange[] {
  const [summer, nextWinter] = [182 * MINUTES_OF_DAY, 365 * MINUTES_OF_DAY];
  const changes =
    changesOfZones.get(zone) ??
    [changeBetween(zone, 0, summer), changeBetween(zone, summer, nextWinter)].filter(
      (change) => change !== undefined,
    );
  changesOfZones.set(zone, changes);
  return changes;
}

const changesOfZones = new Map<string, readonly ClockChange[]>();

function changeBetween(zone: string, start: number, end: number): ClockChange | undefined {
  const offsetAt = (minute: number): number => utcOffsetMinutes(zone, new Date(START + minute * 60_000));
  const [before, after] = [offsetAt(start), offsetAt(end)];
  if (before === after) return undefined;
  let [last, first] = [start, end];
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (offsetAt(middle) === before) last = middle;
    else first = middle;
  }
  const local = first + Math.min(before, after);
  const from = local % MINUTES_OF_DAY;
  return {
    kind: after > before ? "skipped" : "repeated",
    day: Math.floor(local / MINUTES_OF_DAY),
    from,
    to: from + Math.abs(after - before),
  };
}

const START = Date.UTC(2028, 0, 1);
const MINUTES_OF_DAY = 24 * 60;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  // Go's data has a placeholder that JavaScript doesn't know; its clock is that of UTC.
  const timeZone = zone === "Factory" ? "UTC" : zone;
  const format = formats.get(zone) ?? new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  formats.set(zone, format);
  return format;
}
