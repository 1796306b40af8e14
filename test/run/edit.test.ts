import assert from "node:assert/strict";

import {
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../policies/src/rule/property-value.ts";
import { applyEdits, editableCopy } from "../../policies/src/run/edit.ts";

/** Returns the properties after one edit. */
function edited(props: PropertyObject, path: string, value: PropertyValue): PropertyObject {
  const copy = editableCopy(props);
  applyEdits(copy, [{ path, value }]);
  return copy;
}

describe("applyEdits", () => {
  it("sets a value and keeps its siblings, including unknown and secret ones", () => {
    const props = { spec: { a: UNKNOWN, b: new Secret("s"), c: 1 }, other: UNKNOWN };
    assert.deepEqual(edited(props, "spec.c", 2), { ...props, spec: { ...props.spec, c: 2 } });
  });

  it("creates missing objects", () => {
    assert.deepEqual(edited({}, "spec.jobTemplate.spec", 1), { spec: { jobTemplate: { spec: 1 } } });
    assert.deepEqual(edited({ items: [{}, null] }, "items[1].spec", 1), { items: [{}, { spec: 1 }] });
  });

  it("keeps a secret value secret", () => {
    assert.deepEqual(edited({ a: new Secret(1) }, "a", 2), { a: new Secret(2) });
    assert.deepEqual(edited({ a: new Secret({ b: 1, c: 3 }) }, "a.b", 2), { a: new Secret({ b: 2, c: 3 }) });
  });

  it("edits a JSON document and keeps its layout", () => {
    const values = (text: string) => edited({ values: text }, "values.env.WARM", "2");
    assert.deepEqual(values('{"a":1}'), { values: '{"a":1,"env":{"WARM":"2"}}' });
    assert.deepEqual(values('{\n  "a": 1\n}'), {
      values: '{\n  "a": 1,\n  "env": {\n    "WARM": "2"\n  }\n}',
    });
  });

  it("creates objects that are null or missing in a document", () => {
    const values = (text: string) => edited({ values: text }, "values.env.extra.WARM", "2")["values"];
    for (const text of ['{"env":null}', "{}", '{"env":{}}']) {
      assert.equal(values(text), '{"env":{"extra":{"WARM":"2"}}}');
    }
    assert.equal(values("env:\n"), 'env:\n  extra:\n    WARM: "2"\n');
  });

  it("edits a YAML document and keeps its comments", () => {
    assert.deepEqual(edited({ values: "# why\nreplicaCount: 1 # few\n" }, "values.replicaCount", 2), {
      values: "# why\nreplicaCount: 2 # few\n",
    });
  });

  it("doesn't change the original of the copy", () => {
    const props = { a: { b: [1] } };
    edited(props, "a.b[0]", 2);
    assert.deepEqual(props, { a: { b: [1] } });
  });
});
