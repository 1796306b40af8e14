import assert from "node:assert/strict";

import { remembered } from "../../policies/src/rule/remembered.ts";

describe("A function that remembers its results", () => {
  const MEBI = 2 ** 20;

  it("computes each once, also what is undefined", () => {
    const calls: string[] = [];
    const find = remembered((text) => {
      calls.push(text);
      return text === "a" ? {} : undefined;
    });
    assert.equal(find("a"), find("a"));
    assert.deepEqual([find("b"), find("b")], [undefined, undefined]);
    assert.deepEqual(calls, ["a", "b"]);
  });

  it("forgets the oldest when they are too large in total", () => {
    const calls: string[] = [];
    const find = remembered(
      (text) => calls.push(text),
      () => MEBI,
    );
    for (const text of ["a", "b", "c", "d", "d", "a"]) find(text);
    assert.deepEqual(calls, ["a", "b", "c", "d"]);
    for (const text of ["e", "b", "a"]) find(text);
    assert.deepEqual(calls, ["a", "b", "c", "d", "e", "a"]);
  });

  it("doesn't keep a result that is too large by itself", () => {
    let calls = 0;
    const find = remembered(
      () => (calls += 1),
      () => 5 * MEBI,
    );
    assert.deepEqual([find("a"), find("a")], [1, 2]);
  });
});
