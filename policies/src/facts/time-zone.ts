/** True for a zone of the IANA database (`Europe/Berlin`, `UTC`), which is what Kubernetes takes as a time zone. */
export function isTimeZone(name: string): boolean {
  // Offsets (+01:00) are zones to JavaScript and not to Kubernetes, and Local is refused on purpose.
  if (!/^[a-z]/i.test(name) || name.toLowerCase() === "local") return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** How many minutes a zone's clock is ahead of UTC at a moment. */
export function utcOffsetMinutes(zone: string, moment: Date): number {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(
    moment,
  );
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = 0, minutes = 0] = /^GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === "-" ? -offset : offset;
}
