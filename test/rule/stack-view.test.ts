import assert from "node:assert/strict";

import { Stack, StackView, type StackResource } from "../../policies/src/rule/stack-view.ts";

const resource = (name: string, more: Partial<StackResource> = {}): StackResource => ({
  type: "a:b:C",
  name,
  urn: name,
  props: {},
  propertyDependencies: {},
  ...more,
});

/** Whether the first resource waits for the last one. */
function waits(...resources: readonly StackResource[]): boolean {
  const stack = new StackView(new Stack(resources), { undetermined: () => undefined });
  const views = stack.ofType(["a:b:C"]);
  const [first, last] = [views[0], views.at(-1)];
  assert.ok(first && last);
  return stack.waitsFor(first, last);
}

describe("StackView.ofType", () => {
  it("has the same order in whatever order the resources come", () => {
    const stack = new StackView(new Stack(["m", "z", "a"].map((name) => resource(name))), {
      undetermined: () => undefined,
    });
    assert.deepEqual(
      stack.ofType(["a:b:C"]).map(({ name }) => name),
      ["a", "m", "z"],
    );
  });
});

describe("StackView.waitsFor", () => {
  for (const [what, expected, resources] of [
    ["by nothing", false, [resource("a"), resource("z")]],
    ["by dependsOn", true, [resource("a", { dependencies: ["z"] }), resource("z")]],
    ["by an input", true, [resource("a", { propertyDependencies: { vpcId: ["z"] } }), resource("z")]],
    [
      "by what it waits for",
      true,
      [resource("a", { dependencies: ["m"] }), resource("m", { dependencies: ["z"] }), resource("z")],
    ],
    [
      "by its parent",
      true,
      [resource("a", { parent: "m" }), resource("m", { dependencies: ["z"] }), resource("z")],
    ],
    ["the other way round", false, [resource("a"), resource("z", { dependencies: ["a"] })]],
    [
      "in a circle that does not go there",
      false,
      [resource("a", { dependencies: ["m"] }), resource("m", { dependencies: ["a"] }), resource("z")],
    ],
  ] as const) {
    it(`tells what waits ${what}`, () => {
      assert.equal(waits(...resources), expected);
    });
  }
});
