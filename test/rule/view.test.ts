import assert from "node:assert/strict";

import fc from "fast-check";

import {
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../policies/src/rule/property-value.ts";
import { View } from "../../policies/src/rule/view.ts";

const URN = "urn:pulumi:test::test::a:b:C::subject";

/** A view of the value, and the list of what it recorded. */
function viewOf(value: PropertyValue): { view: View; recorded: string[] } {
  const recorded: string[] = [];
  const view = new View(URN, value, {
    undetermined: ({ path }, reason) => recorded.push(`${path}: ${reason}`),
  });
  return { view, recorded };
}

describe("View", () => {
  describe("reads a value that is set", () => {
    const { view, recorded } = viewOf({
      spec: { replicas: 3, paused: false, name: "dns", list: [{ a: 1 }], empty: "" },
    });

    it("together with its place", () => {
      const reading = view.integer("spec.replicas");
      assert.ok(reading.kind === "known");
      const { shown, ...rest } = reading;
      assert.deepEqual(rest, { kind: "known", value: 3, urn: URN, path: "spec.replicas" });
      assert.equal(String(shown), "3");
    });

    it("even if it is false, zero or the empty string", () => {
      assert.equal(view.boolean("spec.paused").kind, "known");
      assert.equal(view.string("spec.empty").kind, "known");
      assert.equal(viewOf({ a: 0 }).view.integer("a").kind, "known");
    });

    it("through lists and objects", () => {
      const list = view.list("spec.list");
      assert.ok(list.kind === "known");
      assert.deepEqual(
        list.value.map((element) => element.integer("a").path),
        ["spec.list[0].a"],
      );
      const object = view.object("spec");
      assert.ok(object.kind === "known");
      assert.deepEqual([...object.value.keys()], ["replicas", "paused", "name", "list", "empty"]);
    });

    it("under names with dots, given as segments", () => {
      const { view: tags } = viewOf({ tags: { "kubernetes.io/role/cni": "1" } });
      assert.deepEqual(tags.string(["tags", "kubernetes.io/role/cni"]), {
        kind: "known",
        value: "1",
        urn: URN,
        path: 'tags["kubernetes.io/role/cni"]',
      });
    });

    it("and records nothing", () => {
      assert.deepEqual(recorded, []);
    });
  });

  it("treats null, and a path below nothing, as absent", () => {
    const { view, recorded } = viewOf({ a: null });
    assert.deepEqual(view.integer("a"), { kind: "absent", urn: URN, path: "a" });
    assert.deepEqual(view.integer("b.c"), { kind: "absent", urn: URN, path: "b.c" });
    assert.deepEqual(recorded, []);
  });

  it("ignores properties that an object only inherits", () => {
    assert.equal(viewOf({}).view.string("constructor.name").kind, "absent");
  });

  it("is undetermined at the unknown value, however deep the path goes", () => {
    const { view, recorded } = viewOf({ spec: UNKNOWN });
    assert.deepEqual(view.integer("spec.template.replicas"), {
      kind: "undetermined",
      urn: URN,
      path: "spec",
    });
    assert.deepEqual(recorded, ["spec: not known before pulumi up"]);
  });

  it("doesn't judge the placeholder that policy analyze shows for a secret", () => {
    const { view, recorded } = viewOf({ replicas: "[secret]" });
    assert.equal(view.integer("replicas").kind, "undetermined");
    assert.deepEqual(recorded, ["replicas: encrypted"]);
  });

  it("states the expected kind of a value of the wrong kind", () => {
    const { view, recorded } = viewOf({ replicas: "3", spec: 5, half: 0.5 });
    view.integer("replicas");
    view.integer("half");
    view.string("spec");
    view.boolean("replicas");
    view.list("spec");
    view.object("replicas");
    view.integer("spec.replicas");
    assert.deepEqual(recorded, [
      "replicas: expected a whole number",
      "half: expected a whole number",
      "spec: expected a string",
      "replicas: expected true or false",
      "spec: expected a list",
      "replicas: expected an object",
      "spec: expected an object, found a number",
    ]);
  });

  it("judges a secret but never shows it", () => {
    const { view } = viewOf({ spec: new Secret({ replicas: 3 }) });
    const reading = view.integer("spec.replicas");
    assert.ok(reading.kind === "known");
    assert.deepEqual([reading.value, String(reading.shown)], [3, "a secret value"]);
  });

  it("checks whether a value is set without recording an unknown one", () => {
    const { view, recorded } = viewOf({ a: UNKNOWN, b: null });
    assert.deepEqual([view.isSet("a"), view.isSet("b"), view.isSet("c")], [true, false, false]);
    assert.deepEqual(recorded, []);
  });

  describe("reads a document in a string", () => {
    for (const [kind, text] of [
      ["JSON", '{"env":{"WARM_ENI_TARGET":"2"}}'],
      ["YAML", "env:\n  WARM_ENI_TARGET: '2'\n"],
    ] as const) {
      it(`in ${kind}, with paths that continue below the string's`, () => {
        const document = viewOf({ configurationValues: text }).view.document("configurationValues");
        assert.ok(document.kind === "known");
        const reading = document.value.string("env.WARM_ENI_TARGET");
        assert.ok(reading.kind === "known");
        assert.deepEqual([reading.value, reading.path], ["2", "configurationValues.env.WARM_ENI_TARGET"]);
      });
    }

    for (const [kind, text] of [
      ["neither JSON nor YAML", "{"],
      ["a list", "[1]"],
      ["a bare word", "true"],
      ["nothing", ""],
    ] as const) {
      it(`but doesn't judge ${kind}`, () => {
        const { view, recorded } = viewOf({ configurationValues: text });
        assert.equal(view.document("configurationValues").kind, "undetermined");
        assert.deepEqual(recorded, ["configurationValues: expected a JSON or YAML object"]);
      });
    }

    it("of which parts are known: what an unknown part may stand for is not judged, all else is", () => {
      const text = `{"name":"${UNKNOWN}-cni","subnets":[${UNKNOWN}],"env":{"MODE":"strict"},"tags":{"${UNKNOWN}":"x"}}`;
      const document = viewOf({ configurationValues: text }).view.document("configurationValues");
      assert.ok(document.kind === "known");
      const { value } = document;
      assert.equal(value.string("env.MODE").kind, "known");
      assert.deepEqual(
        [value.string("name"), value.list("subnets"), value.string("tags.y")].map(({ kind }) => kind),
        ["undetermined", "undetermined", "undetermined"],
      );
      const { view } = viewOf({ configurationValues: `{"${UNKNOWN}": 1, "env": {}}` });
      assert.equal(view.document("configurationValues").kind, "undetermined");
    });

    it("but says when one is too long", () => {
      const { view, recorded } = viewOf({ configurationValues: `a: ${"x".repeat(262_144)}` });
      assert.equal(view.document("configurationValues").kind, "undetermined");
      assert.deepEqual(recorded, [
        "configurationValues: expected a JSON or YAML object of at most 262144 characters",
      ]);
    });

    it("or an object in its place, as in IAM policies", () => {
      const { view, recorded } = viewOf({ policy: { Statement: [{ Effect: "Allow" }] } });
      const document = view.document("policy");
      assert.ok(document.kind === "known");
      assert.equal(document.value.oneOf(["Allow", "Deny"], "Statement[0].Effect").kind, "known");
      assert.deepEqual(recorded, []);
    });

    it("that is known in part", () => {
      const { view, recorded } = viewOf({
        a: `{"x":"${UNKNOWN}","y":1,"z":"z ${UNKNOWN}"}`,
        b: `{ ${UNKNOWN}`,
      });
      const reading = view.document("a");
      assert.ok(reading.kind === "known");
      assert.equal(reading.value.integer("y").kind, "known");
      for (const path of ["x", "z"]) assert.equal(reading.value.string(path).kind, "undetermined");
      assert.equal(view.document("b").kind, "undetermined");
      assert.equal(view.string("a").kind, "undetermined");
      assert.ok(view.isUnknown("a"));
      const paths = ["a.x", "a.z", "b", "a"];
      assert.deepEqual(
        recorded,
        paths.map((path) => `${path}: not known before pulumi up`),
      );
    });

    it("and keeps its values secret if the string is secret", () => {
      const document = viewOf({ values: new Secret('{"a":"b"}') }).view.document("values");
      assert.ok(document.kind === "known");
      assert.equal(document.value.string("a").isSecret, true);
    });
  });

  it("never throws, whatever the value and the path", () => {
    const value = fc.letrec<{ value: PropertyValue; object: PropertyObject }>((tie) => ({
      value: fc.oneof(
        fc.constantFrom(UNKNOWN, "[secret]", null, undefined, 0, "", "{", true, new Secret(1)),
        fc.array(tie("value"), { maxLength: 3 }),
        tie("object"),
      ),
      object: fc.dictionary(fc.constantFrom("a", "b", "0"), tie("value"), { maxKeys: 3 }),
    })).object;
    const path = fc.array(fc.constantFrom("a", "b", 0), { maxLength: 4 });
    fc.assert(
      fc.property(value, path, (object, segments) => {
        const { view } = viewOf(object);
        for (const read of [
          "integer",
          "string",
          "boolean",
          "scalar",
          "list",
          "object",
          "document",
        ] as const) {
          assert.match(view[read](segments).kind, /^(known|absent|undetermined)$/);
        }
      }),
    );
  });
});
