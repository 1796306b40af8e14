import { existsSync } from "node:fs";

import { UsageError } from "../usage-error.ts";
import { readText } from "./read-text.ts";

/** @throws UsageError if the file is missing, can't be read or is not valid JSON. */
export function readJson(file: string): unknown {
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node quotes the text around the problem, which may be a secret.
    const problem = message.replace(/, (?:\.\.\.)?".*" is not valid JSON$/s, "");
    throw new UsageError(`${file} is not valid JSON: ${problem}`);
  }
}
