import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

const PRELOAD = new URL("../../../../policies/src/sources/program/node/program-preload.ts", import.meta.url)
  .href;

/** Returns what a CommonJS program prints as JSON. */
function printed(program: string, env: NodeJS.ProcessEnv = {}): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, [`--import=${PRELOAD}`, "-e", program], {
    encoding: "utf8",
    env: { ...process.env, NODE_NO_WARNINGS: "1", ...env },
  });
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}

/** Returns an expression for a program that is true if a file of a package is loaded by then. */
const isLoaded = (folder: string): string =>
  `Object.keys(require.cache).some((file) => file.replaceAll("\\\\", "/").includes("node_modules/${folder}/"))`;

describe("the preload of a program's process", () => {
  const TRACES = `
    Error.prepareStackTrace = (error, frames) => \`\${error.message}: \${frames[0].getFunctionName()}\`;
    function debuggablePromise() { return new Error("promise").stack; }
    class Resource { static callsites() { return new Error("resource").stack; } }
    function mistake() { return new Error("bug").stack; }
    console.log(JSON.stringify([debuggablePromise(), Resource.callsites(), mistake()]));`;

  it("skips the stack traces that the SDK captures for promises and resources, and no others", () => {
    assert.deepEqual(printed(TRACES), ["", "", "bug: mistake"]);
  });

  it("passes the engine's address to the runner as arguments, and to no process that the program forks", () => {
    const program = `console.log(JSON.stringify([process.argv.slice(1), process.env.PRODUCTIONPROOF_ENGINE_ADDRESS ?? null]))`;
    assert.deepEqual(printed(program, { PRODUCTIONPROOF_ENGINE_ADDRESS: "unix:/x/engine" }), [
      ["--monitor=unix:/x/engine", "--engine=unix:/x/engine"],
      null,
    ]);
    assert.deepEqual(printed(program), [[], null]);
  });

  it("skips no stack traces if a report of promises is enabled", () => {
    assert.deepEqual(printed(TRACES, { PULUMI_DEBUG_PROMISE_LEAKS: "1" }), [
      "promise: debuggablePromise",
      "resource: callsites",
      "bug: mistake",
    ]);
  });

  it("skips the SDK's debug log, and no other", () => {
    const program = `
      const { log } = require("@pulumi/pulumi");
      const asked = [];
      require("@pulumi/pulumi/runtime/settings").getEngine = () => { asked.push(level); };
      console.info = console.log = () => {};
      let level;
      for (level of ["debug", "info"]) log[level]("hello");
      process.stdout.write(JSON.stringify(asked));`;
    assert.deepEqual(printed(program), ["info"]);
  });

  it("leaves the errors that the SDK reports without colors, which some versions of Node never finish", () => {
    const program = `
      const { defaultErrorMessage } = require("@pulumi/pulumi/cmd/run/error");
      const stack = "Error: bug\\n    at apply (/shop/node_modules/@pulumi/output.ts:1:1)";
      console.log(JSON.stringify(defaultErrorMessage(Object.assign(new Error("bug"), { stack }))));`;
    assert.equal(printed(program), "Error: bug\n    at apply (/shop/node_modules/@pulumi/output.ts:1:1)");
  });

  it("loads the libraries for serializing functions when a program serializes one", () => {
    const program = `
      const pulumi = require("@pulumi/pulumi");
      const before = ${isLoaded("typescript")};
      const answer = { is: 42 };
      pulumi.runtime.serializeFunction(() => answer.is).then(({ text }) => {
        console.log(JSON.stringify([before, ${isLoaded("typescript")}, /is: 42/.test(text)]));
      });`;
    assert.deepEqual(printed(program), [false, true, true]);
  });

  it("starts V8's debugger with the first request to it", () => {
    const program = `
      const { Session } = require("inspector");
      const asked = [];
      const { post } = Session.prototype;
      Session.prototype.post = function (method, ...rest) { asked.push(method); post.call(this, method, ...rest); };
      const hooks = require("@pulumi/pulumi/runtime/closure/v8Hooks");
      hooks.isInitializedAsync().then(async () => {
        const before = [...asked];
        const session = await hooks.getSessionAsync();
        session.post("Runtime.evaluate", { expression: "1" }, () => {
          console.log(JSON.stringify([before, asked]));
        });
      });`;
    assert.deepEqual(printed(program), [[], ["Debugger.enable", "Runtime.evaluate"]]);
  });

  it("loads the library that finds a program's packages when it is used", () => {
    const program = `
      const pulumi = require("@pulumi/pulumi");
      const before = ${isLoaded("@npmcli/arborist")};
      pulumi.runtime.computeCodePaths().then((paths) => {
        console.log(JSON.stringify([before, ${isLoaded("@npmcli/arborist")}, paths.size > 0]));
      });`;
    assert.deepEqual(printed(program), [false, true, true]);
  });

  it("loads tracing when it starts", () => {
    const program = `
      const tracing = require("@pulumi/pulumi/cmd/run/tracing");
      const before = ${isLoaded("@opentelemetry/sdk-trace-base")};
      tracing.start("http://127.0.0.1:9/api/v2/spans");
      const { spanContext } = tracing.newSpan("preview");
      console.log(JSON.stringify([before, ${isLoaded("@opentelemetry/sdk-trace-base")}, typeof spanContext]));`;
    assert.deepEqual(printed(program), [false, true, "function"]);
  });
});
