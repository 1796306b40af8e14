/** Where a table of facts comes from, and how long it can be taken for true. */
export interface FactSource {
  /** What the table holds: `instance types`. */
  readonly title: string;
  readonly source: string;
  /** When the source said so, as YYYY-MM-DD. */
  readonly date: string;
  /** First day, as YYYY-MM-DD, on which the table wants to be refreshed: what it describes changes that often. */
  readonly bestBefore: string;
}

/** A sentence for people: `Kubernetes versions: data from 2026-11-22, best before 2027-02-22`. */
export function describeFactSource({ title, date, bestBefore }: FactSource): string {
  return `${title}: data from ${date}, best before ${bestBefore}`;
}

/** True from the table's best-before date on. */
export function isPastBestBefore({ bestBefore }: FactSource, on: Date): boolean {
  return isoDate(on) >= bestBefore;
}

/** A date in UTC as YYYY-MM-DD, which sorts by itself. */
export function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
