import { groupBy } from "../facts/group-by.ts";
import type { Finding } from "../rule/finding.ts";

/** The maximum number of findings of a rule about one resource that are reported individually. */
const MOST = 5;

/** Returns at most {@link MOST} findings of a rule per resource, blocking ones first; the last one counts those left out. */
export function limitFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...groupBy(findings, ({ urn }) => urn).values()].flatMap((all) => {
    if (all.length <= MOST) return all;
    const sorted = all.toSorted((a, b) => Number(b.level === "mandatory") - Number(a.level === "mandatory"));
    const note = `And ${all.length - MOST} more findings of this rule about this resource.`;
    return sorted
      .slice(0, MOST)
      .map((finding, index) =>
        index === MOST - 1 ? { ...finding, notes: [...finding.notes, note] } : finding,
      );
  });
}
