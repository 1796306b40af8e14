import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { loadLookups } from "../../../../policies/src/sources/program/lookups/lookups.ts";
import type { Project } from "../../../../policies/src/sources/program/project.ts";

const TOKEN = "aws:ec2/getVpc:getVpc";

/** Returns a project's answers to calls with these arguments. */
function answers(
  lookups: readonly object[],
  calls: readonly object[],
  withExamples = true,
): readonly unknown[] {
  const directory = mkdtempSync(path.join(tmpdir(), "lookups-"));
  try {
    writeFileSync(path.join(directory, "productionproof.json"), JSON.stringify({ lookups }));
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
    assert.throws(
      () => answers([{ token: TOKEN, result: {}, example: "yes" }], []),
      /productionproof\.json: lookups: expected/,
    );
  });
});
