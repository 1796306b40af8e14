import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { removeStale } from "../../policies/scripts/remove-stale.ts";

describe("a build", () => {
  it("removes the output of source files that no longer exist, and nothing else", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "stale-"));
    try {
      const write = (file: string): void => {
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        writeFileSync(path.join(folder, file), "");
      };
      const kept = ["a/kept.d.ts", "a/kept.js", "main.d.mts", "main.mjs", "pack.cjs", ".tsbuildinfo"];
      for (const file of ["a/kept.ts", "main.mjs"]) write(`src/${file}`);
      for (const file of [...kept, "a/gone.js", "a/gone.d.ts", "gone.mjs", "gone.d.mts"])
        write(`dist/${file}`);
      removeStale(path.join(folder, "dist"), path.join(folder, "src"));
      const left = readdirSync(path.join(folder, "dist"), { recursive: true });
      assert.deepEqual(left.sort(), [...kept, "a"].sort());
      removeStale(path.join(folder, "none"), path.join(folder, "src"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
