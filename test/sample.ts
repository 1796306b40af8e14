// What takes minutes is tried completely in CI, and in turns elsewhere.

/** The day, by which the selection changes; SAMPLE_DAY repeats the selection of another day. */
const DAY = Number(process.env["SAMPLE_DAY"] ?? Math.floor(Date.now() / 86_400_000));

/** With CI set, as CI systems do, nothing is left out. */
const IS_COMPLETE = !["", "false", undefined].includes(process.env["CI"]);

/** Returns one item of every `share`, others each day, so that all have their turn within `share` days; in CI, returns all. */
export function sample<Item>(items: readonly Item[], share: number): readonly Item[] {
  return IS_COMPLETE ? items : items.filter((_, index) => index % share === DAY % share);
}

/** Called by mocha once, before all tests. */
export function mochaGlobalSetup(): void {
  if (!IS_COMPLETE) console.log(`Repetitive tests are sampled: SAMPLE_DAY=${DAY}. CI=true runs all.`);
}
