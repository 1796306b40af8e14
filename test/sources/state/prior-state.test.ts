import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { DEEPEST, Secret, UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
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

  it("is unknown where it is nested too deep, in plain values and in secrets", () => {
    const levels = 20_000;
    const deep = "[".repeat(levels) + "]".repeat(levels);
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: deep,
    };
    const text = JSON.stringify({ resources: [{ ...VPC, inputs: { deep: "DEEP", secret } }] });
    const inputs = load(text.replace('"DEEP"', deep)).get(VPC.urn)?.inputs ?? {};
    let [plain, depth]: [PropertyValue, number] = [inputs["deep"], 1];
    for (; Array.isArray(plain); depth += 1) plain = (plain as readonly PropertyValue[])[0];
    assert.deepEqual([plain, depth], [UNKNOWN, DEEPEST + 1]);
    assert.ok(inputs["secret"] instanceof Secret);
  });

  for (const [what, document, problem] of [
    ["not JSON", "{", /state\.json is not valid JSON: /],
    [
      "something else",
      { lookups: [] },
      /state\.json contains no resources; expected the output of pulumi stack export$/,
    ],
    ["null", null, /contains no resources/],
    [
      "a list of invalid resources",
      { resources: [{ name: "x" }] },
      /resources\[0\]: urn is missing; expected a text$/,
    ],
    ["a list of null", { resources: [null] }, /resources\[0\]: urn is missing; expected a text$/],
    [
      "of an older version",
      { version: 1, deployment: { resources: [] } },
      /state\.json has version 1; expected version 3 or 4, which pulumi stack export prints$/,
    ],
    ["of an unknown version", { version: 99, deployment: { resources: [] } }, /has version 99; expected/],
    ...(
      [
        [{ inputs: null }, "inputs is invalid; expected an object"],
        [{ inputs: "hunter2" }, "inputs is invalid; expected an object"],
        [{ outputs: ["hunter2"] }, "outputs is invalid; expected an object"],
        [{ ignoreChanges: "tags" }, "ignoreChanges is invalid; expected a list of texts"],
        [{ parent: 3 }, "parent is invalid; expected a text"],
        [{ protect: "yes" }, "protect is invalid; expected true or false"],
        [{ custom: null }, "custom is invalid; expected true or false"],
      ] as const
    ).map(
      ([fields, problem]) =>
        [
          `malformed: ${JSON.stringify(fields)}`,
          { resources: [STACK, { ...VPC, ...fields }] },
          new RegExp(`state\\.json: resources\\[1\\]: ${problem}$`),
        ] as const,
    ),
    ["one with a resource twice", { resources: [VPC, VPC] }, /state\.json: urn:.*Vpc::main is there twice$/],
    [
      "cyclic",
      {
        resources: [
          STACK,
          { ...VPC, parent: `${VPC.urn}-2` },
          { ...VPC, urn: `${VPC.urn}-2`, parent: VPC.urn },
        ],
      },
      /state\.json: urn:.*Vpc::main is among its own parents$/,
    ],
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

  it("is rejected without its secrets if one of them or the file is not JSON", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    const inputs = { password: { ...secret, plaintext: "hunter2" } };
    for (const [document, message] of [
      [
        { resources: [{ ...VPC, inputs }] },
        `${file}: ${VPC.urn}: inputs: a secret is not valid JSON; expected the output of pulumi stack export`,
      ],
      ['{ "password": hunter2 }', `${file} is not valid JSON: Unexpected token 'h'`],
    ] as const) {
      assert.throws(() => load(document), new UsageError(message));
    }
  });

  it("may have parents that are not in it", () => {
    assert.equal(load({ resources: [VPC] }).size, 1);
  });

  it("is empty for a stack that was never deployed", () => {
    assert.equal(load({ version: 3, deployment: { resources: [] } }).size, 0);
  });
});
