import assert from "node:assert/strict";

import fc from "fast-check";

import { resourceReference } from "../../../policies/src/protocol/wire.ts";
import { Secret, UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import { difference } from "../../../policies/src/sources/state/difference.ts";

const inputs = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 3 }));

describe("inputs of the last update and those that a program sets", () => {
  it("don't differ if they are the same, whatever they are", () => {
    fc.assert(
      fc.property(inputs, (same) => {
        assert.deepEqual(difference(same as PropertyObject, structuredClone(same) as PropertyObject), {
          changed: [],
          unknown: [],
        });
      }),
    );
  });

  for (const [what, prior, asked, changed, unknown] of [
    ["another value", { size: 1 }, { size: 2 }, ["size"], []],
    ["a value inside another", { a: { b: 1, c: 1 } }, { a: { b: 2, c: 1 } }, ["a.b"], []],
    ["a new property", {}, { size: 2 }, ["size"], []],
    ["a removed property", { size: 2 }, {}, ["size"], []],
    ["null for a removed property", { size: null }, {}, [], []],
    ["another kind of value", { size: "2" }, { size: 2 }, ["size"], []],
    ["an element of a list", { list: [{ a: 1 }, { a: 2 }] }, { list: [{ a: 1 }, { a: 3 }] }, ["list.a"], []],
    ["a longer list", { list: [1] }, { list: [1, 2] }, ["list"], []],
    ["a default of the provider", { name: "n-1", __defaults: ["name"] }, {}, [], []],
    [
      "a default that the program now sets",
      { name: "n-1", __defaults: ["name"] },
      { name: "n" },
      ["name"],
      [],
    ],
    ["tags that the provider merges", { tagsAll: { a: "1" } }, {}, [], []],
    ["an unknown value", { id: "x" }, { id: UNKNOWN }, [], ["id"]],
    ["an unknown part", { t: { id: "x", v: "1" } }, { t: { id: "x", v: UNKNOWN } }, [], ["t.v"]],
    [
      "a list with one unknown element and one different element",
      { l: [1, 2] },
      { l: [3, UNKNOWN] },
      ["l"],
      [],
    ],
    ["another secret", { pin: new Secret("1") }, { pin: new Secret("2") }, ["pin"], []],
    ["the same value, now secret", { pin: "1" }, { pin: new Secret("1") }, [], []],
    ["an encrypted secret", { pin: new Secret(UNKNOWN) }, { pin: new Secret("2") }, [], ["pin"]],
    ["a reference to something else", { code: resourceReference("urn:a") }, { code: {} }, [], ["code"]],
    [
      "a name that the program gave, and annotations",
      { metadata: { name: "n-1", annotations: { a: "1" } } },
      { metadata: {} },
      ["metadata.name", "metadata.annotations"],
      [],
    ],
  ] as const) {
    it(`compare ${what}: ${[...changed, ...unknown.map((path) => `${path}, unknown`)].join(", ") || "the same"}`, () => {
      assert.deepEqual(difference(prior, asked), { changed, unknown });
    });
  }
});
