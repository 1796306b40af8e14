import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { loadLookups } from "../../../../policies/src/sources/program/lookups/lookups.ts";
import type { Project } from "../../../../policies/src/sources/program/project.ts";
import { UsageError } from "../../../../policies/src/usage-error.ts";

const TOKEN = "aws:ec2/getVpc:getVpc";

/** Returns a project's answers to calls with these arguments. */
const answers = (lookups: readonly object[], calls: readonly object[], withExamples = true) =>
  answersOf(JSON.stringify({ lookups }), calls, withExamples);

function answersOf(text: string, calls: readonly object[] = [], withExamples = true): readonly unknown[] {
  const directory = mkdtempSync(path.join(tmpdir(), "lookups-"));
  try {
    writeFileSync(path.join(directory, "productionproof.json"), text);
    const loaded = loadLookups({ directory } as Project, withExamples);
    return calls.map((args) => loaded.projectAnswer(TOKEN, args as Record<string, unknown>)?.["id"]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe("a project's answers to lookups", () => {
  it("apply to calls with their arguments, the first that fits", () => {
    const lookups = [
      { token: TOKEN, args: { id: "a" }, result: { id: "vpc-a" } },
      { token: "aws:ec2/getSubnet:getSubnet", result: { id: "subnet" } },
      { token: TOKEN, result: { id: "vpc-other" } },
    ];
    assert.deepEqual(answers(lookups, [{ id: "a", state: "available" }, { id: "b" }, {}]), [
      "vpc-a",
      "vpc-other",
      "vpc-other",
    ]);
  });

  it("that are only examples don't apply if the plan is compared with a state", () => {
    const lookups = [
      { token: TOKEN, args: { id: "a" }, result: { id: "example" }, example: true },
      { token: TOKEN, args: { id: "b" }, result: { id: "real" }, example: false },
    ];
    assert.deepEqual(answers(lookups, [{ id: "a" }, { id: "b" }]), ["example", "real"]);
    assert.deepEqual(answers(lookups, [{ id: "a" }, { id: "b" }], false), [undefined, "real"]);
  });

  it("are a list of objects with a token, a result, and the arguments if there are any", () => {
    for (const wrong of [
      "null",
      '{ "lookups": [{ "result": {} }] }',
      '{ "lookups": [{ "token": "a:b:c", "result": null }] }',
      '{ "lookups": [{ "token": "a:b:c", "args": "x", "result": {} }] }',
      '{ "lookups": [{ "token": "a:b:c", "result": {}, "example": "yes" }] }',
    ]) {
      assert.throws(
        () => answersOf(wrong),
        (error) =>
          error instanceof UsageError &&
          error.message.includes('productionproof.json: lookups: expected a list of { "token"'),
        wrong,
      );
    }
  });
});
