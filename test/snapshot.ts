import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Compares a string with the snapshot of this name next to the test. With `UPDATE_SNAPSHOTS=1`, the string becomes the snapshot,
 * to be reviewed as a diff.
 */
export function assertSnapshot(testUrl: string, name: string, text: string): void {
  const file = fileURLToPath(new URL(`snapshots/${name}.txt`, testUrl));
  if (process.env["UPDATE_SNAPSHOTS"] === "1") {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  assert.ok(existsSync(file), `there is no snapshot ${name}; make it with UPDATE_SNAPSHOTS=1`);
  assert.equal(text, readFileSync(file, "utf8"));
}
