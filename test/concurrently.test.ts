import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const COMMAND = path.join(import.meta.dirname, "concurrently.ts");

describe("scripts that run at the same time", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "concurrently-"));
    const scripts = { works: "echo checked", warns: "echo careful >&2", fails: "echo wrong; exit 3" };
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ scripts }));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const run = (...scripts: readonly string[]) =>
    spawnSync(process.execPath, [COMMAND, ...scripts], { cwd: folder, encoding: "utf8" });

  it("show what each prints, and pass if all pass", () => {
    const { status, stdout, stderr } = run("works", "warns");
    assert.deepEqual([status, stdout, stderr], [0, "checked\n", "careful\n"]);
  });

  it("fail if one of them fails, with the output of all", () => {
    const { status, stdout } = run("fails", "works");
    assert.deepEqual([status, stdout.split("\n").sort()], [1, ["", "checked", "wrong"]]);
  });

  it("fail if one of them doesn't exist", () => {
    assert.equal(run("works", "missing").status, 1);
  });
});
