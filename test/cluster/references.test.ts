import assert from "node:assert/strict";

import {
  mergedReferences,
  references,
  referencesOfOne,
  settled,
} from "../../policies/src/cluster/references.ts";
import { UNKNOWN, type PropertyObject } from "../../policies/src/rule/property-value.ts";
import type { ResourceView } from "../../policies/src/rule/resource-view.ts";
import { Stack, StackView, type StackResource } from "../../policies/src/rule/stack-view.ts";

const SUBNET = "aws:ec2/subnet:Subnet";

/** A stack with the subnets `a` and `b`, the component `hides`, and a resource with IDs. */
function stackOf(ids: PropertyObject[string], from: readonly string[]) {
  const resource = (type: string, name: string, more: Partial<StackResource> = {}): StackResource => ({
    type,
    name,
    urn: name,
    props: { id: `subnet-${name}` },
    propertyDependencies: {},
    ...more,
  });
  const stack = new StackView(
    new Stack([
      resource(SUBNET, "a"),
      resource(SUBNET, "b"),
      resource("aws:ec2/vpc:Vpc", "vpc"),
      resource("acme:net:Net", "hides", { hidesChildren: true }),
      resource("test:index:Owner", "owner", { props: { ids }, propertyDependencies: { ids: from } }),
    ]),
    { undetermined: () => undefined },
  );
  const [owner] = stack.ofType(["test:index:Owner"]);
  assert(owner);
  return { stack, owner };
}

const namesOf = (resources: readonly ResourceView[] = []): readonly string[] =>
  resources.map(({ name }) => name);

describe("references", () => {
  const NOT_KNOWN = "not known before pulumi up";
  const cases: readonly (readonly [
    name: string,
    ids: PropertyObject[string],
    from: readonly string[],
    expected: readonly [resources: string, candidates: string, gap?: string],
  ])[] = [
    ["known IDs", ["subnet-a"], ["a", "b"], ["a", ""]],
    ["as many unknown IDs as resources", [UNKNOWN, UNKNOWN], ["a", "vpc", "b"], ["a b", ""]],
    ["a list that is not known", UNKNOWN, ["vpc", "a", "b"], ["", "a b", NOT_KNOWN]],
    ["a list that is not known, without sources", UNKNOWN, [], ["", "", NOT_KNOWN]],
    [
      "a list whose sources include a component that hides others",
      UNKNOWN,
      ["a", "hides"],
      ["", "", NOT_KNOWN],
    ],
    ["fewer unknown IDs than resources", [UNKNOWN], ["a", "b"], ["", "a b", NOT_KNOWN]],
    ["a known ID, and fewer unknown ones than resources", ["subnet-a", UNKNOWN], ["a", "b"], ["a b", ""]],
    ["more unknown IDs than resources", [UNKNOWN, UNKNOWN], ["a"], ["", "", NOT_KNOWN]],
    [
      "an ID of another stack, and fewer unknown ones than resources",
      ["subnet-9", UNKNOWN],
      ["a", "b"],
      ["", "", NOT_KNOWN],
    ],
  ];
  for (const [name, ids, from, [resources, candidates, gap]] of cases) {
    it(name, () => {
      const { stack, owner } = stackOf(ids, from);
      const found = references(stack, owner, "ids", [SUBNET]);
      assert.deepEqual(
        [namesOf(found.resources).join(" "), namesOf(found.candidates).join(" "), found.gap],
        [resources, candidates, gap],
      );
    });
  }

  it("a single ID that is built from several resources is one of them", () => {
    const { stack, owner } = stackOf(UNKNOWN, ["a", "b"]);
    assert.deepEqual(namesOf(referencesOfOne(stack, owner, "ids", [SUBNET]).candidates), ["a", "b"]);
  });

  it("together have candidates only if there is nothing else that they may refer to", () => {
    const { stack, owner } = stackOf(UNKNOWN, ["a"]);
    const one = references(stack, owner, "ids", [SUBNET]);
    assert.deepEqual(namesOf(mergedReferences([one, { resources: [] }]).candidates), ["a"]);
    assert.deepEqual(mergedReferences([one, { resources: [], gap: NOT_KNOWN }]), {
      resources: [],
      gap: NOT_KNOWN,
    });
  });

  it("are settled by the verdict on all candidates if it is the same, and name them if it isn't", () => {
    const { stack, owner } = stackOf(UNKNOWN, ["a", "b"]);
    const found = references(stack, owner, "ids", [SUBNET]);
    const alike = settled(found, () => "too small");
    assert.deepEqual([namesOf(alike.resources), alike.gap], [["a", "b"], undefined]);
    const mixed = settled(found, ({ name }) => name);
    assert.deepEqual(
      [namesOf(mixed.resources), mixed.gap?.toString()],
      [[], 'not known before pulumi up which of "a", "b"'],
    );
  });
});
