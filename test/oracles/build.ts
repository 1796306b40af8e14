// Builds the judges that other projects publish as Go modules. Takes some minutes, once for each version.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { isBuilt, ORACLES, programFile, sourceOf, type Oracle } from "./oracle.ts";

for (const oracle of ORACLES) {
  const target = programFile(oracle);
  if (isBuilt(oracle)) {
    console.log(`${oracle.title}: already built, ${target}`);
  } else {
    console.log(`${oracle.title}: building ${target}; this takes up to a few minutes.`);
    mkdirSync(path.dirname(target), { recursive: true });
    if (oracle.within) buildWithin(oracle, oracle.within, target);
    else build(sourceOf(oracle), ".", target);
  }
}

/** Builds a judge in a copy of the module whose code it calls. */
function buildWithin(oracle: Oracle, within: NonNullable<Oracle["within"]>, target: string): void {
  const { Dir } = JSON.parse(run("go", ["mod", "download", "-json", within.module])) as { Dir: string };
  const copy = mkdtempSync(path.join(tmpdir(), "productionproof-oracle-"));
  try {
    cpSync(Dir, copy, { recursive: true });
    // Go's cache of modules can't be written to.
    run("chmod", ["-R", "u+w", copy]);
    cpSync(sourceOf(oracle), copy, { recursive: true });
    // A published module may have the list of its vendored packages, and not the packages.
    build(copy, within.package, target, ["-mod=mod"]);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function build(cwd: string, program: string, target: string, flags: readonly string[] = []): void {
  run("go", ["build", ...flags, "-ldflags", "-s -w", "-o", target, program], cwd);
}

function run(command: string, args: readonly string[], cwd = tmpdir()): string {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (error) throw new Error(`${command} can't be started; install Go 1.26 or later`, { cause: error });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed`);
  return stdout;
}
