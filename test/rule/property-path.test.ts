import assert from "node:assert/strict";

import fc from "fast-check";

import { formatPath, isAtOrBelow, overlap, toSegments } from "../../policies/src/rule/property-path.ts";

describe("toSegments", () => {
  for (const [path, segments] of [
    ["", []],
    ["spec.template", ["spec", "template"]],
    ["items[0].spec", ["items", 0, "spec"]],
    ['tags["kubernetes.io/role/cni"].x', ["tags", "kubernetes.io/role/cni", "x"]],
    ['["a.b"]', ["a.b"]],
  ] as const) {
    it(`reads ${JSON.stringify(path)}`, () => {
      assert.deepEqual(toSegments(path), segments);
    });
  }

  it("is the inverse of formatPath, whatever the names", () => {
    const segment = fc.oneof(fc.string(), fc.nat(), fc.constantFrom('a"]', "\\", "[0]", "."));
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 4 }), (segments) => {
        assert.deepEqual(toSegments(formatPath(segments)), segments);
      }),
    );
  });
});

describe("isAtOrBelow", () => {
  for (const [path, other, expected] of [
    ["", "", true],
    ["spec", "", true],
    ["", "spec", false],
    ["spec.template", "spec", true],
    ["items[0]", "items", true],
    ["items[10]", "items[1]", false],
    ["specs", "spec", false],
  ] as const) {
    it(`is ${expected} for ${JSON.stringify(path)} and ${JSON.stringify(other)}`, () => {
      assert.equal(isAtOrBelow(path, other), expected);
      assert.equal(overlap(other, path), expected || path === "");
    });
  }
});
