import assert from "node:assert/strict";

import {
  boolean,
  integer,
  names,
  oneOf,
  emptyRangeProblems,
  someOf,
  texts,
  type Option,
} from "../../policies/src/rule/option.ts";

const description = "What it does.";

/** The values that an option accepts and rejects, its schema, and the expectation it states. */
const cases: readonly {
  readonly name: string;
  readonly option: Option<unknown>;
  readonly accepts: readonly unknown[];
  readonly refuses: readonly unknown[];
  readonly expected: string;
  readonly schema: object;
}[] = [
  {
    name: "integer",
    option: integer({ description, default: 0, min: 0, max: 2 }),
    accepts: [0, 2],
    refuses: [-1, 3, 1.5, "1", null],
    expected: "a whole number from 0 to 2",
    schema: { type: "integer", minimum: 0, maximum: 2 },
  },
  {
    name: "boolean",
    option: boolean({ description, default: false }),
    accepts: [true, false],
    refuses: ["true", 0, null],
    expected: "true or false",
    schema: { type: "boolean" },
  },
  {
    name: "oneOf",
    option: oneOf(["private", "public"], { description, default: "private" }),
    accepts: ["public"],
    refuses: ["", "Public", 1],
    expected: "one of private, public",
    schema: { type: "string", enum: ["private", "public"] },
  },
  {
    name: "someOf",
    option: someOf(["Forbid", "Replace"], { description, default: [] }),
    accepts: [[], ["Forbid"], ["Replace", "Forbid"]],
    refuses: [["Allow"], "Forbid", null],
    expected: "a list of Forbid, Replace",
    schema: { type: "array", items: { type: "string", enum: ["Forbid", "Replace"] } },
  },
  {
    name: "names",
    option: names({ description, default: ["*admin*"] }),
    accepts: [[], ["a", "b-*"]],
    refuses: [[""], [1], "a", {}, null],
    expected: "a list of names, in which `*` and `?` are wildcards",
    schema: { type: "array", items: { type: "string", minLength: 1 } },
  },
  {
    name: "texts",
    option: texts({ description, default: {} }),
    accepts: [{}, { A: "" }],
    refuses: [{ A: 1 }, [], null, "A"],
    expected: "an object whose values are strings",
    schema: { type: "object", additionalProperties: { type: "string" } },
  },
  {
    name: "texts with a pattern",
    option: texts({ description, default: {}, form: { pattern: "^\\d+$", expected: "digits" } }),
    accepts: [{}, { A: "12" }],
    refuses: [{ A: "" }, { A: "1", B: "b" }, { A: 1 }],
    expected: "an object whose values are digits",
    schema: { type: "object", additionalProperties: { type: "string", pattern: "^\\d+$" } },
  },
];

for (const { name, option, accepts, refuses, expected, schema } of cases) {
  describe(`option ${name}`, () => {
    it("accepts", () => {
      for (const value of accepts) assert.ok(option.accepts(value), JSON.stringify(value));
    });

    it("rejects", () => {
      for (const value of refuses) assert.ok(!option.accepts(value), JSON.stringify(value));
    });

    it("accepts its own default", () => {
      assert.ok(option.accepts(option.default));
    });

    it("states what it expects, in words and as a schema", () => {
      assert.equal(option.expected, expected);
      assert.deepEqual(option.schema, { ...schema, description, default: option.default });
    });
  });
}

describe("emptyRangeProblems", () => {
  it("accepts a range of one value and rejects an empty one", () => {
    assert.deepEqual(emptyRangeProblems(60, 60), []);
    assert.deepEqual(emptyRangeProblems(61, 60), ["min is 61 and max is 60; expected min to be max or less"]);
  });
});
