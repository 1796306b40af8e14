import assert from "node:assert/strict";

import { addOutput, outputsOf } from "../../policies/src/cli/outputs.ts";

const added = (...values: readonly string[]) =>
  values.reduce<ReturnType<typeof addOutput>>((before, value) => addOutput(value, before), []);

describe("--output", () => {
  it("takes several formats, each for standard output or a file", () => {
    assert.deepEqual(added("text", "sarif=a=b.sarif"), [
      { format: "text" },
      { format: "sarif", file: "a=b.sarif" },
    ]);
  });

  it("prints text by default, and JSON for --json", () => {
    assert.deepEqual(outputsOf([], false), [{ format: "text" }]);
    assert.deepEqual(outputsOf([], true), [{ format: "json" }]);
    assert.deepEqual(outputsOf(added("html=x.html"), true), [
      { format: "html", file: "x.html" },
      { format: "json" },
    ]);
  });

  it("prints annotations for GitHub after a text, and otherwise one report only", () => {
    assert.equal(outputsOf(added("text", "github"), false).length, 2);
    assert.throws(
      () => outputsOf(added("text", "sarif"), false),
      /^UsageError: --output text and sarif: only one report can be printed; write the others to files: --output sarif=FILE$/,
    );
  });

  for (const [mistake, value, message] of [
    ["an unknown format", "sarf", /Expected one of text, .*html \(did you mean "sarif"\?\)\./],
    ["no file", "sarif=", /Expected a file after sarif=\./],
  ] as const) {
    it(`refuses ${mistake}`, () => {
      assert.throws(() => added(value), message);
    });
  }

  it("refuses two reports in one file", () => {
    assert.throws(
      () => outputsOf(added("json=a", "html=./a"), false),
      /--output html=\.\/a: another report is written to this file/,
    );
  });
});
