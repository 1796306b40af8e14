import { existsSync, readFileSync } from "node:fs";

import { UsageError } from "./usage-error.ts";

/** @throws UsageError where the file is missing or no valid JSON. */
export function readJson(file: string): unknown {
  if (!existsSync(file)) throw new UsageError(`${file}: there is no such file`);
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(
      `${file} is no valid JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
