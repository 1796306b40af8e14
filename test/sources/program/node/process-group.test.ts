import assert from "node:assert/strict";

import { taskkill } from "../../../../policies/src/sources/program/node/process-group.ts";

describe("the command that ends a process group on Windows", () => {
  it("ends the process and all that it started, and is not looked for in the current folder", () => {
    const args = ["/pid", "4711", "/t", "/f"];
    assert.deepEqual(taskkill(4711, "D:\\WINNT"), ["D:\\WINNT\\System32\\taskkill.exe", args]);
    assert.deepEqual(taskkill(4711, undefined), ["C:\\Windows\\System32\\taskkill.exe", args]);
  });
});
