import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const read = (file: string): string => readFileSync(new URL(`../../infra/${file}`, import.meta.url), "utf8");

describe("the outputs of the program", () => {
  it("are those that its page documents, which other stacks build on", () => {
    const exported = [...read("index.ts").matchAll(/^export const (\w+)/gm)].map(([, name]) => name);
    const documented = [...read("README.md").matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
    assert.deepEqual(exported, documented);
  });
});
