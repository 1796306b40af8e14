const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  // Go accepts the micro sign and the Greek letter.
  "\u00b5s": 1e-6,
  "\u03bcs": 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const PART = /(\d+\.?\d*|\.\d+)([nuµμm]?s|m|h)/g;

/** Go holds durations as nanoseconds in 64 bits. */
const LONGEST_SECONDS = 2 ** 63 / 1e9;

/**
 * The seconds of a duration in Go's notation (`30s`, `1h30m`, `-.5h`), or undefined for what Go's time.ParseDuration rejects.
 */
export function parseDuration(text: string): number | undefined {
  const [, sign = "", amount = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (amount === "0") return 0;
  const parts = [...amount.matchAll(PART)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== amount) return undefined;
  const seconds = parts.reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (UNIT_SECONDS[unit] ?? 0),
    0,
  );
  if (seconds > LONGEST_SECONDS) return undefined;
  return sign === "-" ? -seconds : seconds;
}
