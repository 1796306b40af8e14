import assert from "node:assert/strict";

import { output } from "@pulumi/pulumi";

import { UNKNOWN } from "../../../../../policies/src/rule/property-value.ts";
import {
  placeholder,
  withPlaceholders,
} from "../../../../../policies/src/sources/program/node/sdk/placeholder.ts";

const MARK = { __pulumiUnknown: true };

type Answer = Record<string, never> & { readonly ids: readonly string[]; readonly name: string };

/** Returns an unknown answer, and the uses of it that are reported. */
function unknownAnswer(): { answer: Answer; uses: string[] } {
  const uses: string[] = [];
  return { answer: placeholder("", (path) => uses.push(path)) as Answer, uses };
}

describe("a placeholder for an unknown value", () => {
  for (const [what, use, expected, path] of [
    ["concatenated", (answer: Answer) => `arn:${answer.name}`, `arn:${UNKNOWN}`, "name"],
    ["added", (answer: Answer) => answer.name + "-a", `${UNKNOWN}-a`, "name"],
    ["calculated with", (answer: Answer) => Number(answer.name) * 2, Number.NaN, "name"],
    ["compared by size", (answer: Answer) => Number(answer["count"]) > 1, false, "count"],
    ["compared loosely", (answer: Answer) => (answer.name as unknown) == "a", false, "name"],
    ["printed as JSON", (answer: Answer) => JSON.stringify({ a: answer.name }), `{"a":"${UNKNOWN}"}`, "name"],
    ["a key", (answer: Answer) => Object.keys({ [answer.name]: 1 })[0], UNKNOWN, "name"],
    ["measured", (answer: Answer) => typeof answer.ids.length, "object", "ids.length"],
    ["split", (answer: Answer) => String(answer.name.split("-")[0]), UNKNOWN, "name"],
  ] as const) {
    it(`is reported if it is ${what}`, () => {
      const { answer, uses } = unknownAnswer();
      assert.deepEqual(use(answer), expected);
      assert.equal(uses[0], path);
    });
  }

  it("is a list with one unknown element if it is iterated, spread, or mapped", () => {
    for (const elements of [
      ({ ids }: Answer) => [...ids],
      ({ ids }: Answer) => ids.map((id) => id),
      ({ ids }: Answer) => {
        const all: string[] = [];
        for (const id of ids) all.push(id);
        return all;
      },
      ({ ids }: Answer) => {
        const all: string[] = [];
        ids.forEach((id) => all.push(id));
        return all;
      },
      ({ ids: [first] }: Answer) => [first],
    ]) {
      const { answer, uses } = unknownAnswer();
      const [element, ...more] = elements(answer);
      assert.deepEqual([String(element), more], [UNKNOWN, []]);
      assert.deepEqual(uses.slice(0, 1), ["ids"]);
    }
  });

  it("is unknown to the SDK as an input, without being reported", async () => {
    const { answer, uses } = unknownAnswer();
    const input = output({ tags: { name: answer.name, first: answer.ids[0] } });
    assert.equal(await (input as unknown as { isKnown: Promise<boolean> }).isKnown, false);
    assert.deepEqual(uses, []);
  });

  it("is no promise and can be written to, without being reported", async () => {
    const { answer, uses } = unknownAnswer();
    assert.equal(await (answer as unknown), answer);
    assert.equal(Object.hasOwn(answer, "__pulumiUnknown"), true);
    answer["name" as never] = "set" as never;
    assert.deepEqual(uses, []);
  });

  it("can't be noticed if the program only asks whether there is one, or if it is the same as another", () => {
    const { answer, uses } = unknownAnswer();
    assert.equal(Boolean(answer.name), true);
    assert.equal((answer.name as unknown) === "a", false);
    assert.deepEqual(uses, []);
  });
});

describe("an answer with unknown values", () => {
  it("has placeholders for them and for fields that it doesn't have, and its known values", () => {
    const uses: string[] = [];
    const answer = withPlaceholders(
      { id: "vpc-1", tags: { Name: MARK, team: "a" }, ids: ["a", MARK] },
      (path) => uses.push(path),
    ) as { id: string; tags: Record<string, string>; ids: string[]; other: string };
    assert.deepEqual(
      [answer.id, answer.tags["team"], answer.ids[0], answer.ids.length],
      ["vpc-1", "a", "a", 2],
    );
    assert.deepEqual(uses, []);
    assert.equal(`${answer.tags["Name"]} ${answer.ids[1]} ${answer.other}`, Array(3).fill(UNKNOWN).join(" "));
    assert.deepEqual(uses, ["tags.Name", "ids[1]", "other"]);
    assert.equal((answer as unknown as { then: unknown }).then, undefined);
  });
});
