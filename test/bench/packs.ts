// The policy packs to compare, each as the engine starts it.
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { directoryPack, executablePack, POLICIES, type StartCommand } from "../analyzer/analyzer-process.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A pack to measure. */
export interface Pack {
  readonly name: string;
  /** The value of `--policy-pack`. */
  readonly path: string;
  readonly command: StartCommand;
}

/** Returns this project's two packs, and the two to compare them with; awsguard only if npm can install it. */
export function packsIn(scratch: string): readonly Pack[] {
  const executable = `${POLICIES}/executable.cjs`;
  const empty = writePack(
    scratch,
    "empty",
    'const { PolicyPack } = require("@pulumi/policy"); new PolicyPack("empty", { policies: [] });',
  );
  symlinkSync(`${ROOT}/node_modules`, `${empty}/node_modules`);
  return [
    { name: "empty pack", path: empty, command: directoryPack(empty) },
    { name: "directory", path: POLICIES, command: directoryPack() },
    { name: "executable", path: executable, command: executablePack() },
    {
      name: "executable, first run",
      path: executable,
      command: { ...executablePack(), env: { NODE_DISABLE_COMPILE_CACHE: "1" } },
    },
    ...awsguard(scratch),
  ];
}

/** `@pulumi/awsguard`, with all its rules. */
function awsguard(scratch: string): readonly Pack[] {
  const directory = writePack(
    scratch,
    "awsguard",
    'const { AwsGuard } = require("@pulumi/awsguard"); new AwsGuard({ all: "mandatory" });',
  );
  try {
    execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", "@pulumi/awsguard"], {
      cwd: directory,
      stdio: "ignore",
    });
  } catch {
    console.log("npm could not install @pulumi/awsguard, so nothing is compared with it.");
    return [];
  }
  const runner = `${directory}/node_modules/@pulumi/pulumi/cmd/run-policy-pack`;
  return [
    {
      name: "awsguard",
      path: directory,
      command: { args: [runner, "127.0.0.1:1", directory], cwd: directory },
    },
  ];
}

function writePack(scratch: string, name: string, program: string): string {
  const directory = path.join(scratch, name);
  mkdirSync(directory);
  writeFileSync(`${directory}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
  writeFileSync(`${directory}/PulumiPolicy.yaml`, "runtime: nodejs\n");
  writeFileSync(`${directory}/index.js`, program);
  return directory;
}
