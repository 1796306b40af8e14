import leven from "leven";

/** Returns ` (did you mean "x"?)` for a name that is similar to an accepted one, otherwise an empty string. */
export function didYouMean(name: string, accepted: Iterable<string>): string {
  const [closest] = [...accepted]
    .map((candidate) => ({ candidate, distance: leven(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, candidate.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return closest ? ` (did you mean "${closest.candidate}"?)` : "";
}
