import { readFileSync } from "node:fs";

import { UsageError } from "../usage-error.ts";

/** @throws UsageError if the file can't be read, for example because it is a folder or lacks permissions. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
