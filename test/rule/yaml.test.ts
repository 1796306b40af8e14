import assert from "node:assert/strict";

import { MAX_DOCUMENT_LENGTH, parseYaml } from "../../policies/src/rule/yaml.ts";

const SINGLE = { isSingle: true, hasUniqueKeys: true };
const FIRST = { isSingle: false, hasUniqueKeys: false };

describe("YAML", () => {
  it("has unique keys at every depth, in blocks and flows, where they must be", () => {
    for (const text of [
      "a: 1\na: 2\n",
      "b:\n  - a: 1\n    'a': 2\n",
      "{b: {a: 1, a: 2}}",
      "? {a: 1, a: 2}\n: b\n",
    ]) {
      assert.equal(parseYaml(text, SINGLE), undefined, text);
    }
    assert.deepEqual(parseYaml("a: 1\nb: { a: 1 }\nc: { a: 1 }\n", SINGLE), {
      a: 1,
      b: { a: 1 },
      c: { a: 1 },
    });
    assert.deepEqual(parseYaml("a: 1\na: 2\n", FIRST), { a: 2 });
  });

  it("is one document, or the first of several", () => {
    for (const next of ["---\nb: 2\n", "---\nb: [\n", "...\n%TAG\n---\nb: 2\n"]) {
      assert.equal(parseYaml(`a: 1\n${next}`, SINGLE), undefined, next);
      assert.deepEqual(parseYaml(`a: 1\n${next}`, FIRST), { a: 1 }, next);
    }
    assert.deepEqual(parseYaml("%YAML 1.2\n---\na: 1\n...\n# the end\n", SINGLE), { a: 1 });
  });

  it("is valid as a whole", () => {
    for (const text of ["a: b: c", "a: 1\n}", "[", "a: *b", "a: 'b", "@", "- a\nb: 1"]) {
      for (const options of [SINGLE, FIRST]) assert.equal(parseYaml(text, options), undefined, text);
    }
    assert.equal(parseYaml("", SINGLE), null);
  });

  it("can have anchors and aliases", () => {
    assert.deepEqual(parseYaml("a: &a { x: 1 }\nb: *a\n", SINGLE), { a: { x: 1 }, b: { x: 1 } });
  });

  it("of any content ends in proportion to its length", () => {
    const line = (write: (index: number) => string): string => {
      const lines: string[] = [];
      for (let length = 0, index = 0; length < MAX_DOCUMENT_LENGTH; index += 1) {
        lines.push(write(index));
        length += lines.at(-1)?.length ?? 0;
      }
      return lines.slice(0, -1).join("");
    };
    const keys = parseYaml(
      line((index) => `key${index}: ${index}\n`),
      SINGLE,
    ) as object;
    assert.ok(Object.keys(keys).length > 10_000);
    for (const text of [
      "[".repeat(100_000),
      line(() => "- a\nb: c: d\n"),
      line(() => "@\n"),
      line(() => "a: 1\n---\n"),
      `a: &a {x: 1}\n${line((index) => `b${index}: {<<: *a}\n`).slice(20)}`,
      line((index) => `a${index}: &a${index} 1\nb${index}: *a${index}\n`),
    ]) {
      assert.equal(parseYaml(text, SINGLE), undefined);
    }
  });

  it("isn't read if it is too long", () => {
    assert.notEqual(parseYaml("x".repeat(MAX_DOCUMENT_LENGTH), SINGLE), undefined);
    assert.equal(parseYaml("x".repeat(MAX_DOCUMENT_LENGTH + 1), SINGLE), undefined);
  });
});
