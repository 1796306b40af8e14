import assert from "node:assert/strict";

import { parseGoBoolean } from "../../../policies/src/cluster/cni/cni-variables.ts";

describe("parseGoBoolean", () => {
  // Every string that https://pkg.go.dev/strconv#ParseBool lists.
  for (const text of ["1", "t", "T", "TRUE", "true", "True"]) {
    it(`parses ${text} as true`, () => {
      assert.equal(parseGoBoolean(text), true);
    });
  }
  for (const text of ["0", "f", "F", "FALSE", "false", "False"]) {
    it(`parses ${text} as false`, () => {
      assert.equal(parseGoBoolean(text), false);
    });
  }
  for (const text of ["", "tRUE", "yes", "on", " true", "2"]) {
    it(`can't parse ${JSON.stringify(text)}`, () => {
      assert.equal(parseGoBoolean(text), undefined);
    });
  }
});
