import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

import { rulePages } from "../../policies/scripts/rule-pages.ts";

const folder = new URL("../../policies/docs/rules/", import.meta.url);

describe("policies/docs/rules", () => {
  it("is what npm run docs writes: a page for each rule, and no other files", async () => {
    const pages = await rulePages();
    assert.deepEqual(readdirSync(folder).sort(), [...pages.keys()].sort(), "run npm run docs");
    for (const [file, text] of pages) {
      assert.equal(readFileSync(new URL(file, folder), "utf8"), text, `${file} is stale; run npm run docs`);
    }
  });
});
