import assert from "node:assert/strict";

import fc from "fast-check";

import { hasUnknownPlugin, isRootBlock, parseCorefile } from "../../policies/src/facts/corefile.ts";

describe("a Corefile", () => {
  it("has blocks with zones, and plugins with options", () => {
    assert.deepEqual(
      parseCorefile("# DNS\n.:53, corp {\n  health {\n    lameduck 5s # slow\n  }\n  cache 30\n}\n"),
      [
        {
          zones: [".:53", "corp"],
          plugins: [
            { name: "health", options: ["lameduck 5s"] },
            { name: "cache", options: ["30"] },
          ],
        },
      ],
    );
  });

  it("may have empty blocks on one line, and braces in quotes and variables", () => {
    const [block] = parseCorefile('. {\n  ready { }\n  log . "{ remote }"\n  bind {$IP}\n}') ?? [];
    assert.deepEqual(
      block?.plugins.map(({ name }) => name),
      ["ready", "log", "bind"],
    );
  });

  it("has quoted words over several lines, with quotes and hashes in them", () => {
    const [block] = parseCorefile('. {\n  log . "a\n} \\"b"\n  rewrite "# {" x\n  log # "a\n}') ?? [];
    assert.deepEqual(
      block?.plugins.map(({ name }) => name),
      ["log", "rewrite", "log"],
    );
  });

  it("has only plugins of CoreDNS, but for a snippet that nothing imports", () => {
    const verdicts = [". {\n  import a\n  cache\n}", ". {\n  cach\n}", "(a) {\n  lameduck 5s\n}"].map(
      (text) => hasUnknownPlugin(parseCorefile(text) ?? assert.fail()),
    );
    assert.deepEqual(verdicts, [false, true, false]);
  });

  it("serves all names in the root block", () => {
    const roots = ["", ":53", ":1053"].map((port) => {
      const [block] = parseCorefile(`.${port} {\n}\n`) ?? [];
      return block && isRootBlock(block);
    });
    assert.deepEqual(roots, [true, true, false]);
  });

  it("is undefined if the braces don't match or a block is on one line", () => {
    for (const text of [". {", "}", ". {\n}\n}", ". {\n  health {\n}", ". {\n  health { lameduck 5s }\n}"])
      assert.equal(parseCorefile(text), undefined);
  });

  it("never makes the parser throw, whatever it contains", () => {
    const lines = fc.array(fc.constantFrom("{", "}", ". {", "ready", "health {", "#", "  }", ""), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(lines, (parts) => {
        const depth = parts.reduce(
          (sum, part) => sum + (part.endsWith("{") ? 1 : part.trim() === "}" ? -1 : 0),
          0,
        );
        const blocks = parseCorefile(parts.join("\n"));
        if (depth !== 0) assert.equal(blocks, undefined);
      }),
    );
  });
});
