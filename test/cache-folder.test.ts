import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { AnalyzerProcess, executablePack } from "./analyzer/analyzer-process.ts";

const FILE = fileURLToPath(new URL("../policies/cache-folder.cjs", import.meta.url));
const COMMAND = fileURLToPath(new URL("../policies/src/cli/main.mjs", import.meta.url));
const ROOT = path.dirname(path.dirname(FILE));

describe("the cache of compiled code, beside cloud credentials", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), "productionproof-home-"));
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
  });

  /** The folder that compiled code goes to; empty without a cache. */
  function folderIn(environment: NodeJS.ProcessEnv = {}, before = ""): string {
    // Read first: the other user may have no access to the checkout.
    const script = `
      const file = ${JSON.stringify(FILE)};
      const source = require("node:fs").readFileSync(file, "utf8");
      const loaded = new (require("node:module"))(file);
      ${before};
      loaded._compile(source, file);
      console.log(loaded.exports ?? "");`;
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: home, ...environment },
    });
    assert.equal(stderr, "");
    return stdout.trim() === "" ? "" : path.relative(home, stdout.trim());
  }

  it("is in the user's own cache folder, which nobody else can look into", () => {
    assert.equal(folderIn(), ".cache/productionproof");
    assert.equal(statSync(path.join(home, ".cache/productionproof")).mode & 0o777, 0o700);
    assert.equal(folderIn({ XDG_CACHE_HOME: path.join(home, "caches") }), "caches/productionproof");
    assert.equal(folderIn({ XDG_CACHE_HOME: "relative" }), ".cache/productionproof");
  });

  const created = (mode: number): string => {
    const folder = path.join(home, ".cache/productionproof");
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, mode);
    return folder;
  };

  it("is in the home folder if others can write to the user's cache folder, or to the one in it", () => {
    created(0o770);
    assert.equal(folderIn(), ".productionproof");
    created(0o702);
    assert.equal(folderIn(), ".productionproof");
    created(0o700);
    assert.equal(folderIn(), ".cache/productionproof");
    chmodSync(path.join(home, ".cache"), 0o775);
    assert.equal(folderIn(), ".productionproof");
    assert.equal(statSync(path.join(home, ".productionproof")).mode & 0o777, 0o700);
  });

  it("is off if others can write to the home folder too", () => {
    created(0o770);
    chmodSync(home, 0o777);
    assert.equal(folderIn(), "");
  });

  it("is off for folders that are links, and if there can be none", () => {
    mkdirSync(path.join(home, "elsewhere"), { mode: 0o700 });
    mkdirSync(path.join(home, ".cache"));
    for (const link of [".cache/productionproof", ".productionproof"])
      symlinkSync(path.join(home, "elsewhere"), path.join(home, link));
    assert.equal(folderIn(), "");
    assert.equal(folderIn({ HOME: "/dev/null" }), "");
  });

  it("is off if the folder is another user's", function () {
    if (process.getuid?.() !== 0) this.skip();
    const XDG_CACHE_HOME = path.dirname(created(0o700));
    for (const folder of [XDG_CACHE_HOME, home]) chmodSync(folder, 0o755);
    assert.equal(folderIn({ XDG_CACHE_HOME }, "process.setuid(65534)"), "");
  });

  it("is that of the command, of the programs that it runs, and of the executable pack", async () => {
    const TMPDIR = path.join(home, "tmp");
    mkdirSync(TMPDIR);
    const env = { HOME: home, XDG_CACHE_HOME: "", NODE_COMPILE_CACHE: "", TMPDIR };
    const own = path.join(home, ".cache/productionproof");
    const program = path.join(ROOT, "test/fixtures/programs/commonjs");
    spawnSync(process.execPath, ["--conditions=productionproof-source", COMMAND, "preview", program], {
      env: { ...process.env, ...env },
    });
    assert.ok(existsSync(own));
    rmSync(own, { recursive: true });
    const pack = await AnalyzerProcess.start({ ...executablePack(), env });
    await pack.stop();
    assert.ok(existsSync(own));
    assert.deepEqual(readdirSync(TMPDIR), [], "nothing is in the folder that others share");
  });
});
