import { writeFileSync } from "node:fs";

import { UsageError } from "../usage-error.ts";

/**
 * Writes the file that a flag specifies.
 *
 * @throws UsageError if the file can't be written.
 */
export function writeText(flag: string, file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch {
    throw new UsageError(`${flag} ${file}: can't be written`);
  }
}
