import assert from "node:assert/strict";

import fc from "fast-check";

import { matchesGlob } from "../../policies/src/rule/glob.ts";

describe("A glob", () => {
  for (const [glob, text, matches] of [
    ["", "", true],
    ["", "a", false],
    ["*", "", true],
    ["*", "any\nthing", true],
    ["?", "", false],
    ["?", "\u{1F600}", true],
    ["a*", "ab", true],
    ["a*", "ba", false],
    ["*.io/*", "x.io/v1", true],
    ["*.io/*", "xxio/v1", false],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-b-b-c-", false],
    ["a?c", "abc", true],
    ["[a]+", "[a]+", true],
    ["[a]+", "aa", false],
  ] as const) {
    it(`${glob} ${matches ? "matches" : "doesn't match"} ${JSON.stringify(text)}`, () => {
      assert.equal(matchesGlob(glob, text), matches);
    });
  }

  it("matches what the regular expression does", () => {
    const short = (characters: string) =>
      fc.string({ unit: fc.constantFrom(...Array.from(characters)), maxLength: 8 });
    fc.assert(
      fc.property(short("ab*?"), short("ab*?"), (glob, text) => {
        const source = glob.replaceAll("*", "[^]*").replaceAll("?", "[^]");
        return matchesGlob(glob, text) === new RegExp(`^${source}$`).test(text);
      }),
    );
  });

  it("with many stars ends", () => {
    assert.equal(matchesGlob("*a".repeat(50), "a".repeat(10_000)), true);
    assert.equal(matchesGlob(`${"*a".repeat(50)}b`, "a".repeat(10_000)), false);
  });
});
