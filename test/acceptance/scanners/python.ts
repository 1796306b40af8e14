// The linters that other projects publish for Python, in an environment of their own.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** The linters with all that they need, each with its version. */
export const REQUIREMENTS = path.join(import.meta.dirname, "requirements.txt");

const cache = process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache");
const version = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 12);

/** Where they are installed: in the user's own cache, by a name that changes with the requirements. */
export const FOLDER = path.join(cache, "productionproof-eks", `python-${version}`);

const isInstalled = existsSync(FOLDER);
if (!isInstalled)
  console.warn("Tests with linters for Python are skipped; install them: npm run build-scanners\n");

/** `describe` for tests that run the linters. Where they aren't installed, the tests are reported as skipped. */
export function describeScanners(title: string, body: () => void): void {
  (isInstalled ? describe : describe.skip)(title, body);
}

/** Runs a linter, and returns the JSON that it prints; a linter that finds something ends with another code than 0. */
export function runScanner(name: string, args: readonly string[]): unknown {
  const { stdout, stderr, error } = spawnSync(path.join(FOLDER, "bin", name), args, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (error || stdout.trim() === "") throw new Error(`${name} failed: ${stderr}`, { cause: error });
  return JSON.parse(stdout);
}
