// Removes what an earlier build wrote for source files that no longer exist: tsc writes only what has changed, and removes nothing.
import { existsSync, globSync, rmSync } from "node:fs";
import path from "node:path";

/** Removes the modules and declarations in `dist` that no file in `src` is compiled to. */
export function removeStale(dist: string, src: string): void {
  for (const file of globSync("**/*.{js,mjs,d.ts,d.mts}", { cwd: dist })) {
    const source = path.join(src, file.replace(/(?:\.d)?\.m?[jt]s$/, ""));
    if (![".ts", ".mjs"].some((extension) => existsSync(source + extension))) rmSync(path.join(dist, file));
  }
}

if (import.meta.main) {
  const policies = path.join(import.meta.dirname, "..");
  removeStale(path.join(policies, "dist"), path.join(policies, "src"));
}
