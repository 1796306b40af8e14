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
