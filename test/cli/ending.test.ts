import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, cpSync, openSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import path from "node:path";

import { programFolder } from "../program-folder.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const COMMAND = ["--conditions=productionproof-source", path.join(ROOT, "policies/src/cli/main.mjs")];

describe("the end of a preview", () => {
  let folder: string;
  beforeEach(() => {
    folder = programFolder("tmp");
  });
  afterEach(() => {
    for (const pid of pids()) if (isRunning(pid)) process.kill(pid, "SIGKILL");
    rmSync(folder, { recursive: true });
  });

  const write = (program: string): void => {
    writeFileSync(path.join(folder, "index.js"), program);
  };
  const pids = (): readonly number[] => {
    try {
      return readFileSync(path.join(folder, "pids"), "utf8").trim().split(" ").map(Number);
    } catch {
      return [];
    }
  };
  const preview = (...flags: readonly string[]) =>
    spawnSync(process.execPath, [...COMMAND, "preview", folder, ...flags], { encoding: "utf8" });

  it("is the provider's failure if the name that it generates would be too long, with the length that fits", () => {
    const role = (name: string): string =>
      `const { CustomResource } = require("@pulumi/pulumi");
      new CustomResource("aws:iam/role:Role", "${name}", { assumeRolePolicy: "{}" });`;
    write(role("r".repeat(57)));
    const { status, stdout, stderr } = preview();
    assert.notEqual(status, 0);
    assert.match(
      stdout + stderr,
      /name 'r{57}-' plus 7 random chars is longer than maximum length 64; set its name, or give the resource a name of at most 56 characters/,
    );
    write(role("r".repeat(56)));
    assert.equal(preview().status, 0);
  });

  it("is an internal error if files of the package are missing", () => {
    const main = path.join(folder, "src/cli/main.mjs");
    cpSync(path.join(ROOT, "policies/src/cli/main.mjs"), main);
    cpSync(path.join(ROOT, "policies/cache-folder.cjs"), path.join(folder, "cache-folder.cjs"));
    const { status, stderr } = spawnSync(process.execPath, [main, "--help"], { encoding: "utf8" });
    assert.match(stderr, /^productionproof is not installed completely: Cannot find module .*\n$/);
    assert.equal(status, 70);
  });

  /** Ignores the signal that asks it to end, as does a process that it starts, and writes the IDs of both. */
  const DEAF = `
    const { spawn } = require("child_process");
    process.on("SIGTERM", () => {});
    const child = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); console.log(); setInterval(() => {}, 1000)"]);
    child.stdout.once("data", () => require("fs").writeFileSync("pids", process.pid + " " + child.pid));
    setInterval(() => {}, 1000);`;

  it("is that of the program and of all processes that it started, by SIGKILL if they ignore SIGTERM", async () => {
    // Windows has no such signals.
    if (process.platform === "win32") return;
    write(DEAF);
    const started = new Promise<void>((resolve) => {
      const watcher = watch(folder, { persistent: false }, (_, changed) => {
        if (changed !== "pids" || pids().length < 2) return;
        watcher.close();
        resolve();
      });
    });
    const command = spawn(process.execPath, [...COMMAND, "preview", folder], { stdio: "ignore" });
    await started;
    command.kill("SIGINT");
    assert.deepEqual(await once(command, "exit"), [130, null]);
    assert.deepEqual(pids().filter(isRunning), []);
  });

  it("comes after --timeout, with an exit code of its own", () => {
    write(DEAF);
    const { status, stdout, stderr } = preview("--timeout", "1");
    assert.equal(status, 124);
    assert.equal(stdout, "");
    assert.equal(
      stderr,
      "Running the program…\nThe program did not end within 1 second and was terminated.\n",
    );
    assert.deepEqual(pids().filter(isRunning), []);
  });

  it("doesn't wait for a process that the program leaves behind, and shows no control characters", () => {
    write(`
      const { spawn } = require("child_process");
      const { ComponentResource, log } = require("@pulumi/pulumi");
      const wait = "setInterval(() => require('fs').existsSync('index.js') || process.exit(), 100)";
      const child = spawn(process.execPath, ["-e", wait], { detached: true, stdio: "inherit" });
      child.unref();
      require("fs").writeFileSync("pids", String(child.pid));
      console.log("\\x1b[2Jcleared\\x07");
      log.warn("\\x1b]0;title\\x07careful");
      new ComponentResource("team:x:X", "\\x1b[1Aup\\nNo findings.\\r");`);
    const { status, stdout, stderr } = preview("--tree");
    assert.equal(status, 0);
    assert.equal(pids().filter(isRunning).length, 1);
    assert.equal(stderr, "Running the program…\ncleared\ufffd\n");
    assert.match(stdout, /^└─ team:x:X {2}up\ufffdNo findings\.\ufffd$/m);
    assert.match(stdout, /^ {2}warning: careful$/m);
    assert.doesNotMatch(stdout, /[^\P{Cc}\n]/u);
  });

  it("comes with the other findings if values of a resource are nested too deep", () => {
    write(`
      const { CustomResource } = require("@pulumi/pulumi");
      let deep = "bottom";
      for (let level = 0; level < 1000; level++) deep = [deep];
      new CustomResource("kubernetes:batch/v1:Job", "job", { metadata: { annotations: { deep } }, spec: { template: {} } });`);
    const { status, stdout, stderr } = preview();
    assert.equal(status, 1, stderr);
    assert.match(stdout, /✗ mandatory {2}job-deadline/);
    assert.match(stdout, /metadata of Job job: nested more than 200 levels deep/);
  });

  it("reports an error of the command itself with a separate exit code and without the error's message", () => {
    write("");
    const broken = path.join(folder, "broken.mjs");
    writeFileSync(broken, "process.stdout.write = () => { throw new TypeError('hunter2'); };");
    const { status, stderr } = spawnSync(
      process.execPath,
      [`--import=${broken}`, ...COMMAND, "preview", folder],
      { encoding: "utf8" },
    );
    assert.equal(status, 70);
    assert.match(
      stderr,
      /^productionproof itself failed; please report it with these lines:\nTypeError\n(?: {4}at .*\n)+ {4}at async showPreview /m,
    );
    assert.doesNotMatch(stderr, /hunter2/);
  });

  it("states that the report can't be written, for example because the disk is full", () => {
    if (process.platform !== "linux") return;
    write("");
    const full = openSync("/dev/full", "w");
    try {
      const { status, stderr } = spawnSync(process.execPath, [...COMMAND, "preview", folder], {
        encoding: "utf8",
        stdio: ["ignore", full, "pipe"],
      });
      assert.equal(status, 74);
      assert.match(stderr, /\nthe report can't be written: ENOSPC: no space left on device, write\n$/);
    } finally {
      closeSync(full);
    }
  });
});

/** True for a process that runs. One that has ended but that nobody waited for still has its ID. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}
