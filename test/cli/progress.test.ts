import assert from "node:assert/strict";

import { Progress } from "../../policies/src/cli/progress.ts";

/** The output of a run with two updates. */
function written(isTTY: boolean, env: NodeJS.ProcessEnv): string {
  let text = "";
  const progress = new Progress("Running", { isTTY, write: (part) => (text += part) }, env);
  progress.update("1 resources");
  progress.update("2 resources");
  progress.stop();
  progress.stop();
  progress.update("too late");
  return text;
}

describe("progress", () => {
  it("is a changing line on a terminal, which disappears at the end", () => {
    assert.equal(
      written(true, { TERM: "xterm" }),
      "Running…\r\x1b[2KRunning… 1 resources\r\x1b[2KRunning… 2 resources\r\x1b[2K",
    );
  });

  for (const [where, isTTY, env] of [
    ["without a terminal", false, {}],
    ["in CI, with or without a terminal", true, { CI: "true" }],
    ["on a terminal that can't change a line", true, { TERM: "dumb" }],
  ] as const) {
    it(`is one plain line ${where}`, () => {
      assert.equal(written(isTTY, env), "Running…\n");
    });
  }
});
