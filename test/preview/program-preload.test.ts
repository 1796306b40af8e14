import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

const PRELOAD = new URL("../../policies/src/preview/program-preload.ts", import.meta.url).href;

/** What a program prints that takes a stack trace of a promise, as the SDK does, and one of its own. */
function traces(env: NodeJS.ProcessEnv = {}): string {
  const program = `
    Error.prepareStackTrace = (error, frames) => \`\${error.message}: \${frames[0].getFunctionName()}\`;
    function debuggablePromise() { return new Error("promise").stack; }
    function mistake() { return new Error("bug").stack; }
    console.log(JSON.stringify([debuggablePromise(), mistake()]));
  `;
  const { stdout } = spawnSync(process.execPath, [`--import=${PRELOAD}`, "-e", program], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return stdout.trim();
}

describe("what a program's process loads before the SDK", () => {
  it("leaves out the stack traces that the SDK takes of promises, and no others", () => {
    assert.equal(traces(), '["","bug: mistake"]');
  });

  it("leaves out none where a report of promises is asked for", () => {
    assert.equal(
      traces({ PULUMI_DEBUG_PROMISE_LEAKS: "1" }),
      '["promise: debuggablePromise","bug: mistake"]',
    );
  });
});
