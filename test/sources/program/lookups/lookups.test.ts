import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { UNKNOWN, type PropertyObject } from "../../../../policies/src/rule/property-value.ts";
import { loadLookups, Lookups } from "../../../../policies/src/sources/program/lookups/lookups.ts";
import type { PriorResource, PriorState } from "../../../../policies/src/sources/state/prior-state.ts";
import type { Project } from "../../../../policies/src/sources/program/project.ts";
import { UsageError } from "../../../../policies/src/usage-error.ts";

const TOKEN = "aws:ec2/getVpc:getVpc";

/** Returns a project's answers to calls with these arguments. */
const answers = (lookups: readonly object[], calls: readonly object[], state?: PriorState) =>
  answersOf(JSON.stringify({ lookups }), calls, state);

function answersOf(text: string, calls: readonly object[] = [], state?: PriorState): readonly unknown[] {
  const directory = mkdtempSync(path.join(tmpdir(), "lookups-"));
  try {
    writeFileSync(path.join(directory, "productionproof.json"), text);
    const loaded = loadLookups({ directory } as Project, state);
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
    assert.deepEqual(answers(lookups, [{ id: "a" }, { id: "b" }], new Map()), [undefined, "real"]);
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

describe("lookups of a stack's own clusters and node groups", () => {
  const scalingConfig = { minSize: 2, maxSize: 6, desiredSize: 4 };
  const state = (...resources: readonly (readonly [type: string, outputs: PropertyObject])[]): PriorState =>
    new Map(
      resources.map(([type, outputs], index) => [
        String(index),
        { urn: String(index), type, outputs, id: "", inputs: {}, custom: true } as unknown as PriorResource,
      ]),
    );
  const made = state(
    ["aws:eks/cluster:Cluster", { name: "shop" }],
    ["aws:eks/nodeGroup:NodeGroup", { clusterName: "shop", nodeGroupName: "general-1a2b3c4", scalingConfig }],
    ["aws:eks/nodeGroup:NodeGroup", { clusterName: "other", nodeGroupName: "jobs-1a2b3c4" }],
  );
  const answer = (from: PriorState | undefined, name: string, args = {}) =>
    new Lookups([], from).answer(`aws:eks/${name}:${name}`, args, {
      region: "eu-west-1",
      addBlindSpot: () => undefined,
    });

  it("are answered from the state that a plan is compared with", () => {
    assert.deepEqual(answer(made, "getClusters")?.["names"], ["shop"]);
    assert.deepEqual(answer(made, "getNodeGroups", { clusterName: "shop" })?.["names"], ["general-1a2b3c4"]);
    const group = { clusterName: "shop", nodeGroupName: "general-1a2b3c4" };
    assert.partialDeepStrictEqual(answer(made, "getNodeGroup", group), {
      scalingConfigs: [scalingConfig],
      launchTemplates: [],
    });
  });

  it("find nothing in the state of a stack that was never updated", () => {
    assert.deepEqual(answer(new Map(), "getClusters")?.["names"], []);
  });

  it("are not known without a state, and for a group that isn't in it", () => {
    assert.equal(answer(undefined, "getClusters")?.["names"], UNKNOWN);
    const group = { clusterName: "shop", nodeGroupName: "jobs-1a2b3c4" };
    assert.equal(answer(made, "getNodeGroup", group)?.["scalingConfigs"], UNKNOWN);
  });

  it("are answered by the project before that", () => {
    const token = "aws:eks/getClusters:getClusters";
    const lookups = new Lookups([{ token, result: { names: ["mine"] } }], made);
    const context = { region: "eu-west-1", addBlindSpot: () => undefined };
    assert.deepEqual(lookups.answer(token, {}, context), { names: ["mine"] });
  });
});
