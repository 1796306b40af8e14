import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { Secret, UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import { loadPriorState } from "../../../policies/src/sources/state/prior-state.ts";
import { UsageError } from "../../../policies/src/usage-error.ts";

const IDENTITY = { project: "shop", stack: "prod" };
const STACK = {
  urn: "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod",
  type: "pulumi:pulumi:Stack",
  custom: false,
};
const VPC = {
  urn: "urn:pulumi:prod::shop::aws:ec2/vpc:Vpc::main",
  type: "aws:ec2/vpc:Vpc",
  custom: true,
  id: "vpc-1",
  inputs: { cidrBlock: "10.0.0.0/16" },
  outputs: { cidrBlock: "10.0.0.0/16", arn: "arn:vpc" },
  parent: STACK.urn,
};

describe("an exported state", () => {
  let file: string;
  const load = (document: unknown) => {
    writeFileSync(file, typeof document === "string" ? document : JSON.stringify(document));
    return loadPriorState(file, IDENTITY);
  };
  beforeEach(() => {
    file = path.join(mkdtempSync(path.join(tmpdir(), "state-")), "state.json");
  });
  afterEach(() => {
    rmSync(path.dirname(file), { recursive: true });
  });

  it("is read as a whole document and as the deployment in it", () => {
    const deployment = { resources: [STACK, VPC] };
    const expected = { ...VPC, protect: false, ignoreChanges: [] };
    assert.deepEqual(load({ version: 3, deployment }).get(VPC.urn), expected);
    assert.deepEqual(load(deployment).get(VPC.urn), expected);
  });

  it("excludes resources that the program only reads and those waiting to be deleted", () => {
    const resources = [STACK, { ...VPC, external: true }, { ...VPC, urn: `${VPC.urn}-2`, delete: true }];
    assert.deepEqual([...load({ resources }).keys()], [STACK.urn]);
  });

  it("contains secrets that were exported with --show-secrets, and placeholders for others", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const inputs = {
      shown: { ...secret, plaintext: '{"pin":1}' },
      encrypted: [{ ...secret, ciphertext: "v1:hunter2" }],
    };
    assert.deepEqual(load({ resources: [{ ...VPC, inputs }] }).get(VPC.urn)?.inputs, {
      shown: new Secret({ pin: 1 }),
      encrypted: [new Secret(UNKNOWN)],
    });
  });

  for (const [what, document, problem] of [
    ["not JSON", "{", /state\.json is not valid JSON: /],
    [
      "something else",
      { lookups: [] },
      /state\.json contains no resources; expected the output of pulumi stack export$/,
    ],
    ["null", null, /contains no resources/],
    ["a list of invalid resources", { resources: [{ name: "x" }] }, /contains no resources/],
    [
      "the state of another stack",
      { resources: [{ ...STACK, urn: "urn:pulumi:dev::store::pulumi:pulumi:Stack::store-dev" }] },
      /state\.json is the state of stack dev of store; expected stack prod of shop$/,
    ],
  ] as const) {
    it(`that is ${what} is rejected as a user error`, () => {
      assert.throws(
        () => load(document),
        (error) => error instanceof UsageError && problem.test(error.message),
      );
    });
  }

  it("is empty for a stack that was never deployed", () => {
    assert.equal(load({ version: 3, deployment: { resources: [] } }).size, 0);
  });
});
