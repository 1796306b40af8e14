import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** The version that the build script builds, and the oldest that the tests support. */
export const PULUMI_VERSION = "3.259.0";

/** Pulumi's home directory; its installer puts the CLI into its `bin`. */
export const PULUMI_HOME = process.env["PULUMI_HOME"] ?? path.join(homedir(), ".pulumi");

/** A Pulumi CLI, or the reason why none can be used by the tests. */
export type PulumiCli = { readonly path: string } | { readonly missing: string };

const HOW_TO_GET_IT = `install Pulumi ${PULUMI_VERSION} or later, or build it with Go: npm run build-pulumi`;

let found: PulumiCli | undefined;

/** The Pulumi CLI on PATH, or else the one in {@link PULUMI_HOME}. The search runs once: finding the version takes a process. */
export function findPulumiCli(): PulumiCli {
  return (found ??= searchPulumiCli());
}

function searchPulumiCli(): PulumiCli {
  const folders = [...(process.env["PATH"] ?? "").split(path.delimiter), path.join(PULUMI_HOME, "bin")];
  const file = folders.map((folder) => path.join(folder, "pulumi")).find(isExecutable);
  if (file === undefined)
    return { missing: `no Pulumi CLI found on PATH or in ${PULUMI_HOME}; ${HOW_TO_GET_IT}` };
  const version = versionOf(file);
  return isRecentEnough(version)
    ? { path: file }
    : { missing: `${file} has version ${version}; ${HOW_TO_GET_IT}` };
}

function versionOf(file: string): string {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "1" };
  return execFileSync(file, ["version"], { encoding: "utf8", env }).trim().replace(/^v/, "");
}

function isRecentEnough(version: string): boolean {
  const [wanted, found] = [PULUMI_VERSION, version].map((text) => text.split(/[.-]/).map(Number));
  const [major = 0, minor = 0] = found ?? [];
  const [wantedMajor = 0, wantedMinor = 0] = wanted ?? [];
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
