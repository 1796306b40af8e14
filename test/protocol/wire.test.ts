import assert from "node:assert/strict";

import fc from "fast-check";

import {
  decode,
  decodeObject,
  encode,
  encodeForTransform,
  type WireValue,
} from "../../policies/src/protocol/wire.ts";
import { Secret, UNKNOWN, type PropertyValue } from "../../policies/src/rule/property-value.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const outputValue = (rest: Record<string, WireValue>): WireValue => ({
  [SIGNATURE]: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  ...rest,
});

describe("values on the wire", () => {
  it("are received as they were sent", () => {
    const { value } = fc.letrec<{ value: PropertyValue }>((tie) => ({
      value: fc.oneof(
        fc.constantFrom(UNKNOWN, null, true, 0, 1.5, "", "text"),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b"), tie("value"), { maxKeys: 2, noNullPrototype: true }),
        tie("value").map((inner) => new Secret(inner)),
      ),
    }));
    fc.assert(
      fc.property(value, (original) => {
        assert.deepEqual(decode(encode(original)), original);
      }),
    );
  });

  it("omit properties without a value", () => {
    assert.deepEqual(encode({ a: undefined, b: null }), { b: null });
  });

  it("are unknown as a whole if they are known in part", () => {
    assert.deepEqual(encode({ a: `known ${UNKNOWN}` }), { a: UNKNOWN });
  });

  it("include the value of an output and the resources that it depends on", () => {
    const dependencies = new Set<string>();
    const wire = {
      a: [outputValue({ value: 1, dependencies: ["urn:a"] })],
      b: outputValue({ dependencies: ["urn:b"] }),
    };
    assert.deepEqual(decodeObject(wire, dependencies), { a: [1], b: UNKNOWN });
    assert.deepEqual([...dependencies], ["urn:a", "urn:b"]);
    assert.deepEqual(decode(outputValue({ value: "x", secret: true })), new Secret("x"));
  });

  it("appear to a transform as outputs if they are unknown or secret", () => {
    assert.deepEqual(encodeForTransform({ a: UNKNOWN, b: [new Secret(1)], c: undefined }), {
      a: outputValue({}),
      b: [outputValue({ value: 1, secret: true })],
      c: null,
    });
  });
});
