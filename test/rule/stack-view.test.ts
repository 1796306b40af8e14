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

/** True if the first resource waits for the last one. */
function waits(...resources: readonly StackResource[]): boolean {
  const stack = new StackView(new Stack(resources), { undetermined: () => undefined });
  const views = stack.ofType(["a:b:C"]);
  const [first, last] = [views[0], views.at(-1)];
  assert.ok(first && last);
  return stack.awaited(first).has(last.urn);
}

describe("StackView.ofType", () => {
  it("returns the same order whatever order the resources arrive in", () => {
    const stack = new StackView(new Stack(["m", "z", "a"].map((name) => resource(name))), {
      undetermined: () => undefined,
    });
    assert.deepEqual(
      stack.ofType(["a:b:C"]).map(({ name }) => name),
      ["a", "m", "z"],
    );
  });
});

describe("StackView.awaited", () => {
  for (const [what, expected, resources] of [
    ["without a dependency", false, [resource("a"), resource("z")]],
    ["through dependsOn", true, [resource("a", { dependencies: ["z"] }), resource("z")]],
    ["through an input", true, [resource("a", { propertyDependencies: { vpcId: ["z"] } }), resource("z")]],
    [
      "through another resource",
      true,
      [resource("a", { dependencies: ["m"] }), resource("m", { dependencies: ["z"] }), resource("z")],
    ],
    [
      "through its parent",
      true,
      [resource("a", { parent: "m" }), resource("m", { dependencies: ["z"] }), resource("z")],
    ],
    ["in the opposite direction", false, [resource("a"), resource("z", { dependencies: ["a"] })]],
    [
      "in a cycle without the other resource",
      false,
      [resource("a", { dependencies: ["m"] }), resource("m", { dependencies: ["a"] }), resource("z")],
    ],
  ] as const) {
    it(`is ${expected} ${what}`, () => {
      assert.equal(waits(...resources), expected);
    });
  }
});

describe("StackView.ignoresChanges", () => {
  for (const [option, expected] of [
    ["spec.replicas", true],
    ["spec", true],
    ["*", true],
    ["spec.*", true],
    ['spec["replicas"]', true],
    ["spec.replicas.more", false],
    ["spec.template", false],
    ["status", false],
  ] as const) {
    it(`is ${expected} for spec.replicas with ${option}`, () => {
      const stack = new StackView(new Stack([resource("a", { ignoreChanges: [option] })]), {
        undetermined: () => undefined,
      });
      assert.equal(stack.ignoresChanges({ urn: "a", path: "spec.replicas" }), expected);
    });
  }
});
