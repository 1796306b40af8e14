import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

import {
  findTool,
  runTool,
  type ToolCommand,
} from "../../../../policies/src/sources/program/kubernetes/tool.ts";

const run = (code: string, rest: Partial<ToolCommand> = {}, signal = new AbortController().signal) =>
  runTool({ file: process.execPath, args: ["-e", code], ...rest }, signal);

/** Returns what a tool prints as JSON. */
async function printed(code: string, rest: Partial<ToolCommand> = {}): Promise<Record<string, unknown>> {
  const result = await run(`console.log(JSON.stringify(${code}))`, rest);
  return JSON.parse("output" in result ? result.output : assert.fail(result.errors)) as Record<
    string,
    unknown
  >;
}

describe("a tool", () => {
  it("gets files that only this user can read, in a folder that is removed afterwards", async () => {
    const { folder, modes, text, ...rest } = await printed(
      `{
        folder: process.cwd(),
        modes: [".", "values.yaml"].map((name) => fs.statSync(name).mode & 0o777),
        text: fs.readFileSync("values.yaml", "utf8"),
        args: process.argv.slice(1),
      }`,
      { files: { "values.yaml": "password: hunter2\n" } },
    );
    if (process.platform !== "win32") assert.deepEqual(modes, [0o700, 0o600]);
    assert.equal(text, "password: hunter2\n");
    assert.deepEqual(rest, { args: [] });
    assert.equal(existsSync(String(folder)), false);
  });

  it("sees neither the user's settings of Helm, kubectl and Git nor a network", async () => {
    const own = {
      HELM_DRIVER: "sql",
      HELM_PLUGINS: "/p",
      KUBE_TOKEN: "t",
      https_proxy: "http://proxy",
      GIT_SSH: "ssh",
    };
    const before = { ...process.env };
    Object.assign(process.env, own);
    try {
      const env = await printed("process.env", { env: { HELM_NAMESPACE: "shop" } });
      for (const name of Object.keys(own)) assert.equal(env[name], undefined, name);
      assert.equal(env["HELM_NAMESPACE"], "shop");
      assert.equal(env["GIT_ALLOW_PROTOCOL"], "none");
      assert.equal(env["HTTPS_PROXY"], "http://127.0.0.1:9");
      assert.equal(env["PATH"], process.env["PATH"]);
      for (const name of ["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "KUBECONFIG"]) {
        assert.equal(path.dirname(String(env[name])), env["TMPDIR"], name);
      }
    } finally {
      for (const name of Object.keys(own)) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, before);
    }
  });

  it("that fails says how", async () => {
    assert.deepEqual(await run("console.error('bad'); process.exit(3)"), {
      failure: "failed with code 3",
      errors: "bad\n",
    });
    assert.deepEqual(await runTool({ file: "/no/such/tool", args: [] }, new AbortController().signal), {
      failure: "can't be started (ENOENT)",
      errors: "",
    });
  });

  it("that is ended is ended with what it has started, and leaves no folder", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "tool-"));
    try {
      const started = path.join(folder, "started");
      const ending = new AbortController();
      const running = run(
        // The output ends when the last process that holds it does.
        `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
         fs.writeFileSync("started", process.cwd());
         fs.renameSync("started", ${JSON.stringify(started)});
         setInterval(() => {}, 1000)`,
        {},
        ending.signal,
      );
      while (!existsSync(started)) await setTimeout(10);
      const directory = readFileSync(started, "utf8");
      ending.abort();
      assert.deepEqual(await running, { failure: "was ended", errors: "" });
      assert.equal(existsSync(directory), false);
      assert.deepEqual(await run("", {}, ending.signal), { failure: "was ended", errors: "" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("an executable on PATH", () => {
  it("is found in the folders of PATH, and not in the current one", () => {
    const before = process.env["PATH"];
    try {
      process.env["PATH"] = [".", "", path.dirname(process.execPath)].join(path.delimiter);
      assert.equal(findTool("node"), process.execPath);
      assert.equal(findTool("no-such-tool"), undefined);
      process.env["PATH"] = "";
      assert.equal(findTool("node"), undefined);
    } finally {
      process.env["PATH"] = before;
    }
  });
});
