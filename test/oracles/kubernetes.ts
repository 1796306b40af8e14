// Kubernetes' own judgment of objects: the API server's decoders, defaults and validation, in a program that Go builds.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** The folder of the program's source. */
export const SOURCE = path.join(import.meta.dirname, "kubernetes");

/** What the API server says when an object is created. */
export type Verdict =
  | { readonly accepted: true }
  | { readonly refused: string }
  /** The kind or version is not among those that the program serves. */
  | { readonly unserved: string };

/** Where the program is built: in the user's own cache, by a name that changes with its source. */
export function programFile(): string {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum", "main.go"]) hash.update(readFileSync(path.join(SOURCE, file)));
  const cache = process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache");
  return path.join(cache, "productionproof-eks", `kubernetes-${hash.digest("hex").slice(0, 12)}`);
}

/** True if the program is built: `npm run build-oracles`. */
export function isBuilt(): boolean {
  return existsSync(programFile());
}

/** Returns the verdict on each object, in order. */
export function verdictsOn(objects: readonly object[]): readonly Verdict[] {
  const input = objects.map((object) => JSON.stringify(object)).join("\n");
  const { status, stdout, stderr, error } = spawnSync(programFile(), {
    input,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (error ?? status !== 0) throw new Error(`Kubernetes' validation failed: ${stderr}`, { cause: error });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Verdict);
}
