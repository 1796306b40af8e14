import assert from "node:assert/strict";

import fc from "fast-check";

import { formatPath, toSegments } from "../../policies/src/rule/property-path.ts";

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
