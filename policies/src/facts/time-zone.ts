/** True for a time zone in the IANA database (`Europe/Berlin`, `UTC`), as Kubernetes accepts them. */
export function isTimeZone(name: string): boolean {
  // JavaScript accepts offsets (+01:00) as time zones, but Kubernetes doesn't, and it deliberately rejects Local.
  if (!/^[a-z]/i.test(name) || name.toLowerCase() === "local") return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** The number of minutes by which a time zone is ahead of UTC at a point in time. */
export function utcOffsetMinutes(zone: string, moment: Date): number {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(
    moment,
  );
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = 0, minutes = 0] = /^GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === "-" ? -offset : offset;
}
