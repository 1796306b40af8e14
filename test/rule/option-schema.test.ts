import assert from "node:assert/strict";

import { Ajv } from "ajv";
import fc from "fast-check";

import type { Option } from "../../policies/src/rule/option.ts";
import type { Rule } from "../../policies/src/rule/rule.ts";
import { rules } from "../../policies/src/rules/index.ts";

const ajv = new Ajv({ strict: true });
const options = (rules as readonly Rule[]).flatMap((rule) =>
  Object.entries<Option<unknown>>(rule.options).map(
    ([name, option]) => [`${rule.id}.${name}`, option] as const,
  ),
);

/** Values close to those that options accept: numbers around bounds, strings from closed lists, exemptions with one change. */
function valuesNear({ schema }: Option<unknown>): fc.Arbitrary<unknown> {
  const words = [...(schema.enum ?? []), ...(schema.items?.enum ?? []), "other", ""];
  const numbers = [schema.minimum ?? 0, schema.maximum ?? 9].flatMap((bound) => [
    bound - 1,
    bound,
    bound + 1,
  ]);
  const text = fc.oneof(
    fc.constantFrom(
      ...words,
      "2026-09-01",
      "2026-09-01T00:00:00Z",
      "2026-9-1",
      "x".repeat(14),
      "é".repeat(15),
      "👍".repeat(14),
    ),
    fc.string(),
  );
  const leaf = fc.oneof(text, fc.constantFrom(...numbers, 1.5, true, false, null));
  const entry = fc.record(
    { urn: leaf, name: leaf, finding: leaf, reason: leaf, owner: leaf, expires: leaf, other: leaf },
    { requiredKeys: ["reason", "owner", "expires"] },
  );
  return fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 2 }),
    fc.array(entry, { maxLength: 2 }),
    fc.dictionary(text, leaf),
  );
}

describe("a policy config", () => {
  for (const [name, option] of options) {
    it(`is validated alike by the engine's schema and offline: ${name}`, () => {
      const validate = ajv.compile(option.schema);
      fc.assert(
        fc.property(valuesNear(option), (value) => {
          assert.equal(option.accepts(value), validate(value), JSON.stringify(value));
        }),
      );
    });
  }
});
