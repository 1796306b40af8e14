import assert from "node:assert/strict";

import { parseDocument } from "../../policies/src/rule/document.ts";

describe("A document", () => {
  it("is parsed once, however many rules ask for it", () => {
    const text = "env:\n  WARM_ENI_TARGET: '2'\n";
    assert.deepEqual(parseDocument(text), { env: { WARM_ENI_TARGET: "2" } });
    assert.equal(parseDocument(text), parseDocument(text));
  });
});
