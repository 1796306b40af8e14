/** The source of a table of facts, and how long the table can be considered up to date. */
export interface FactSource {
  /** The content of the table: `instance types`. */
  readonly title: string;
  readonly source: string;
  /** The date of the source, as YYYY-MM-DD. */
  readonly date: string;
  /** The date, as YYYY-MM-DD, from which the table should be refreshed, depending on how often its data changes. */
  readonly bestBefore: string;
}

/** Returns a description to display: `Kubernetes versions: data from 2026-11-22, best before 2027-02-22`. */
export function describeFactSource({ title, date, bestBefore }: FactSource): string {
  return `${title}: data from ${date}, best before ${bestBefore}`;
}

/** True on and after the table's best-before date. */
export function isPastBestBefore({ bestBefore }: FactSource, on: Date): boolean {
  return isoDate(on) >= bestBefore;
}

/** Formats a date in UTC as YYYY-MM-DD, which sorts chronologically. */
export function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
