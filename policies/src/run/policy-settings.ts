import { existsSync } from "node:fs";
import path from "node:path";

import { rules } from "../rules/index.ts";
import { readJson } from "../sources/read-json.ts";
import { UsageError } from "../usage-error.ts";
import { PolicyConfigError } from "./policy-config.ts";
import type { Preset } from "./preset.ts";
import { Run } from "./run.ts";

/** The settings by which a preview runs the rules. */
export interface RunSettings {
  readonly stack: string;
  /** Folder of the stack files. */
  readonly stackDirectory: string;
  readonly preset: Preset;
  readonly configFile: string | undefined;
  /** The Kubernetes version as which older clusters are judged. @defaultValue what the policy config states */
  readonly targetVersion?: string | undefined;
  readonly now: Date;
}

/**
 * Returns a run of the rules with the preset and a policy config: the specified file, or `policy.<stack>.json` next to the stack
 * files.
 *
 * @throws UsageError with the file and the key of everything that is invalid.
 */
export function createRun({
  stack,
  stackDirectory,
  preset,
  configFile,
  targetVersion,
  now,
}: RunSettings): Run {
  const run = new Run({ rules, preset, targetVersion, now });
  const beside = path.join(stackDirectory, `policy.${stack}.json`);
  const file = configFile ?? (existsSync(beside) ? beside : undefined);
  if (file === undefined) return run;
  try {
    run.configure(readJson(file));
    return run;
  } catch (error) {
    if (!(error instanceof PolicyConfigError)) throw error;
    throw new UsageError(error.problems.map((problem) => `${file}: ${problem}`).join("\n"));
  }
}
