// Prints the costs of the preview and of the packs, as ratios to the minimum possible. Run with `npm run bench`.
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";

import { enginePreview } from "./engine-preview.ts";
import { runPack } from "./pack-run.ts";
import { packsIn } from "./packs.ts";
import { programPreviews } from "./program-preview.ts";
import { largeStacks } from "./stack-growth.ts";
import { median, milliseconds } from "./statistics.ts";

const RUNS = 7;

/** Large stacks take much longer than what a slowdown of the machine adds. */
const LARGE_RUNS = 3;

/** The packs that the real engine runs. */
const IN_ENGINE = ["empty pack", "directory", "executable"];

/** The most that twice as large a stack can take; twice the time, with a margin for the machine. */
const DOUBLED = 2.5;

/** The measurements, by name. */
const measured = new Map<string, number[]>();

const scratch = mkdtempSync(path.join(tmpdir(), "bench-"));
try {
  const packs = packsIn(scratch);
  const previews = programPreviews(scratch);
  const large = largeStacks(scratch);
  const engine = await enginePreview(scratch);
  if (!engine)
    console.log(
      "There is no Pulumi CLI on PATH or in ~/.pulumi/bin, so no preview in the real engine is timed.",
    );
  // The first round fills caches. The runs are interleaved, so that a slowdown of the machine affects all of them.
  for (let round = 0; round <= RUNS; round++) {
    if (round === 1) measured.clear();
    const operations = { ...previews, ...(round <= LARGE_RUNS && large) };
    for (const [name, operation] of Object.entries(operations)) record(name, await milliseconds(operation));
    // In a different order each time: whatever runs first after a pause is slower.
    const start = round % packs.length;
    for (const pack of [...packs.slice(start), ...packs.slice(0, start)]) {
      for (const [cost, value] of Object.entries(await runPack(pack)))
        record(`${pack.name}: ${cost}`, value as number);
    }
    if (engine) {
      const alone = await engine();
      record("engine: no pack", alone);
      for (const { name, path: pack } of packs.filter(({ name }) => IN_ENGINE.includes(name))) {
        record(`engine: ${name} adds`, (await engine(pack)) - alone);
      }
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}

const machine = `${cpus().length} cores, Node ${process.versions.node}`;
console.log(`${new Date().toISOString().slice(0, 10)}, ${machine}, medians of ${RUNS} runs, in ms and MB:\n`);
for (const [name, values] of measured)
  console.log(`${name.padEnd(32)} ${median(values).toFixed(0).padStart(6)}`);

console.log("\n| What | Compared with | Ratio | Target |\n| --- | --- | --- | --- |");
row("Executable: start to port", "executable: start", "empty pack: start", 0.15);
row("Executable: start to port", "executable: start", "awsguard: start", 0.1);
row("Executable: start to port, first run", "executable, first run: start", "empty pack: start");
row("Executable: first 60 Analyze calls", "executable: calls", "empty pack: calls", 0.7);
row("Executable: first 60 Analyze calls", "executable: calls", "awsguard: calls", 0.5);
row("Executable: AnalyzeStack of 1,000 resources", "executable: stack", "empty pack: stack", 0.6);
row("Executable: peak memory", "executable: memory", "empty pack: memory", 0.5);
row("Executable: added to pulumi preview", "engine: executable adds", "engine: empty pack adds", 0.15);
row("Directory: start to port", "directory: start", "empty pack: start", 0.75);
row("Directory: AnalyzeStack of 1,000 resources", "directory: stack", "empty pack: stack");
row("Directory: added to pulumi preview", "engine: directory adds", "engine: empty pack adds");
row("Preview without an engine", "preview", "imports");
row("Preview without an engine, first run", "preview, first run", "imports");
row("500 node groups", "500 node groups", "250 node groups", DOUBLED);
row("50 clusters", "50 clusters", "25 clusters", DOUBLED);
row("Preview of 5,000 resources", "5000 resources in a program", "2500 resources in a program", DOUBLED);

function record(name: string, value: number): void {
  measured.set(name, [...(measured.get(name) ?? []), value]);
}

/** Prints a row of the table, if both sides of the comparison were measured. */
function row(title: string, name: string, base: string, target?: number): void {
  const [values, baseValues] = [measured.get(name), measured.get(base)];
  if (!values || !baseValues) return;
  // The ratio of each round: a slowdown of the machine affects both sides.
  const ratio = median(values.map((value, round) => value / (baseValues[round] ?? NaN)));
  const compared = base.replace(/^engine: |:.*| adds$/g, "");
  const verdict = target === undefined ? "" : `≤ ${target}${ratio <= target ? "" : ", missed"}`;
  console.log(`| ${title} | ${compared} | ${ratio.toFixed(2)} | ${verdict} |`);
}
