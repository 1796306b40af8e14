// Prints how long the preview and the pack take, as ratios against what nobody can go below. Run with `npm run bench`.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

const RUNS = 9;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PACK_RUNNER = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
const scratch = mkdtempSync(path.join(tmpdir(), "bench-"));

/** What is timed; each returns when the work is done. */
const subjects: Readonly<Record<string, () => unknown>> = {
  "import of the program's SDKs": () => {
    node([
      "--input-type=module",
      "-e",
      'import "@pulumi/pulumi"; import "@pulumi/aws"; import "@pulumi/eks";',
    ]);
  },
  "preview of dev": () => {
    node([...PREVIEW], path.join(scratch, "warm"));
  },
  "preview of dev, first run": () => {
    node([...PREVIEW], mkdtempSync(path.join(scratch, "cold-")));
  },
  "start of an empty pack": () => startPack(emptyPack),
  "start of the pack": () => startPack(path.join(ROOT, "policies")),
};

const PREVIEW = [
  "--conditions=productionproof-source",
  "policies/src/cli/main.ts",
  "preview",
  ".",
  "--stack",
  "dev",
] as const;
const emptyPack = writeEmptyPack();

function node(args: readonly string[], temporaryFolder = scratch): void {
  // Compiled code is kept in the folder for temporary files: an empty one makes it a first run.
  const env = { ...process.env, TMPDIR: temporaryFolder };
  execFileSync(process.execPath, args, { cwd: ROOT, env, stdio: "ignore" });
}

async function startPack(directory: string): Promise<void> {
  const pack = spawn(process.execPath, [PACK_RUNNER, "127.0.0.1:1", directory], {
    cwd: directory,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(pack.stdout, "data");
  pack.kill();
  await once(pack, "close");
}

function writeEmptyPack(): string {
  const directory = mkdtempSync(path.join(scratch, "empty-pack-"));
  writeFileSync(
    path.join(directory, "package.json"),
    '{ "name": "empty", "version": "1.0.0", "main": "index.js" }',
  );
  writeFileSync(path.join(directory, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  writeFileSync(
    path.join(directory, "index.js"),
    'const { PolicyPack } = require("@pulumi/policy"); new PolicyPack("empty", { policies: [] });',
  );
  symlinkSync(path.join(ROOT, "node_modules"), path.join(directory, "node_modules"));
  return directory;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const times = new Map(Object.keys(subjects).map((name) => [name, [] as number[]]));
try {
  node([...PREVIEW], path.join(scratch, "warm"));
  // Interleaved, so that a machine that slows down slows all of them.
  for (let run = 0; run < RUNS; run++) {
    for (const [name, subject] of Object.entries(subjects)) {
      const start = performance.now();
      await subject();
      times.get(name)?.push(performance.now() - start);
    }
  }
} finally {
  rmSync(scratch, { recursive: true });
}

const medians = Object.fromEntries([...times].map(([name, values]) => [name, median(values)]));
const ratio = (name: string, base: string): string =>
  ((medians[name] ?? NaN) / (medians[base] ?? NaN)).toFixed(2);
for (const [name, value] of Object.entries(medians))
  console.log(`${name.padEnd(32)} ${value.toFixed(0).padStart(6)} ms`);
console.log(`\npreview / imports              ${ratio("preview of dev", "import of the program's SDKs")}`);
console.log(
  `preview / imports, first run   ${ratio("preview of dev, first run", "import of the program's SDKs")}`,
);
console.log(`pack / empty pack              ${ratio("start of the pack", "start of an empty pack")}`);
