import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { readJson } from "../../policies/src/sources/read-json.ts";
import { UsageError } from "../../policies/src/usage-error.ts";

describe("reading a JSON file", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "json-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("ends with a usage error that names the file if it is missing, a folder, or not valid JSON", () => {
    const problem = (file: string): string => {
      try {
        readJson(file);
      } catch (error) {
        assert.ok(error instanceof UsageError);
        return error.message.replace(folder, "");
      }
      return assert.fail();
    };
    const file = path.join(folder, "policy.json");
    assert.equal(problem(file), "/policy.json: no such file");
    assert.match(problem(folder), /^ can't be read: EISDIR/);
    writeFileSync(file, "{");
    assert.match(problem(file), /^\/policy\.json is not valid JSON: Expected property name/);
  });
});
