import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { programFolder } from "../program-folder.ts";

const COMMAND = fileURLToPath(new URL("../../policies/src/cli/main.mjs", import.meta.url));

const urn = (type: string, name: string): string => `urn:pulumi:prod::shop::${type}::${name}`;
const STACK = urn("pulumi:pulumi:Stack", "shop-prod");

/** The state that an update of the program below leaves. */
const STATE = {
  version: 3,
  deployment: {
    resources: [
      { urn: STACK, type: "pulumi:pulumi:Stack", custom: false },
      {
        urn: urn("aws:ec2/subnet:Subnet", "nodes"),
        type: "aws:ec2/subnet:Subnet",
        custom: true,
        id: "subnet-1",
        inputs: { vpcId: "vpc-1", cidrBlock: "10.0.0.0/19", __defaults: [] },
        outputs: { vpcId: "vpc-1", cidrBlock: "10.0.0.0/19", arn: "arn:subnet" },
        parent: STACK,
        protect: true,
      },
      {
        urn: urn("aws:ssm/parameter:Parameter", "nodes"),
        type: "aws:ssm/parameter:Parameter",
        custom: true,
        id: "/nodes",
        inputs: { type: "String", value: "subnet-1 arn:subnet", name: "nodes-1234567", __defaults: ["name"] },
        outputs: {},
        parent: STACK,
      },
    ],
  },
};

describe("productionproof preview --against", () => {
  let folder: string;
  const preview = (cidrBlock: string, state: unknown, ...flags: readonly string[]) => {
    const program = `
      const aws = require("@pulumi/aws");
      const { interpolate } = require("@pulumi/pulumi");
      const nodes = new aws.ec2.Subnet("nodes", { vpcId: "vpc-1", cidrBlock: "${cidrBlock}" }, { protect: true });
      new aws.ssm.Parameter("nodes", { type: "String", value: interpolate\`\${nodes.id} \${nodes.arn}\` });`;
    writeFileSync(path.join(folder, "index.js"), program);
    writeFileSync(path.join(folder, "state.json"), JSON.stringify(state));
    const args = ["preview", folder, "--against", path.join(folder, "state.json"), ...flags];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--conditions=productionproof-source", COMMAND, ...args],
      { encoding: "utf8", env: { ...process.env, AWS_REGION: "eu-west-1" } },
    );
    return { code: status, stdout, stderr };
  };
  beforeEach(() => {
    folder = programFolder("shop");
    writeFileSync(path.join(folder, "Pulumi.prod.yaml"), "config: {}\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("shows no changes if there are none: the program gets the ids and outputs from the state", () => {
    const { code, stdout } = preview("10.0.0.0/19", STATE);
    assert.match(stdout, /\nChanges\n {2}2 unchanged\n/);
    assert.equal(code, 0);
  });

  const replaced = `
Changes
  ± replace  aws:ec2:Subnet  nodes  [protected]  cidrBlock
  ? update, or replace: not known  aws:ssm:Parameter  nodes  value
  1 to replace, 1 to update or replace, 0 unchanged

No findings.
1 change would replace or delete protected resources or parts of a protected cluster; to allow it, use --allow-destructive.
`;

  it("exits with 1 if a protected resource would be replaced, and shows names but no values", () => {
    const { code, stdout } = preview("10.0.0.0/18", STATE);
    assert.ok(stdout.includes(replaced), stdout);
    assert.equal(code, 1);
    assert.doesNotMatch(stdout, /10\.0\.0\.0|subnet-1/);
  });

  it("treats encrypted values in the state as unknown secrets", () => {
    const state = structuredClone(STATE);
    const [, subnet] = state.deployment.resources;
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    Object.assign(subnet?.outputs ?? {}, { arn: { ...secret, ciphertext: "v1:hunter2" } });
    const { code, stdout, stderr } = preview("10.0.0.0/19", state);
    assert.match(
      stdout,
      /\nChanges\n {2}not compared {2}aws:ssm:Parameter {2}nodes {2}value: known only to pulumi up\n {2}2 unchanged\n/,
    );
    assert.equal(code, 0);
    assert.doesNotMatch(stdout + stderr, /hunter2/);
  });

  it("exits with 0 if that is allowed, and lists the changes in the JSON document, without values", () => {
    const { code, stdout } = preview("10.0.0.0/18", STATE, "--json", "--allow-destructive");
    const { changes } = JSON.parse(stdout) as { changes: unknown };
    assert.deepEqual(changes, {
      changes: [
        {
          operation: "replace",
          urn: urn("aws:ec2/subnet:Subnet", "nodes"),
          type: "aws:ec2/subnet:Subnet",
          properties: ["cidrBlock"],
          keptBy: "protect",
        },
        {
          operation: "update-or-replace",
          urn: urn("aws:ssm/parameter:Parameter", "nodes"),
          type: "aws:ssm/parameter:Parameter",
          properties: ["value"],
        },
      ],
      unchanged: 0,
      notCompared: [],
    });
    assert.equal(code, 0);
  });

  it("exits with 2 for an invalid state, and for a flag that has nothing to allow", () => {
    const other = preview("10.0.0.0/19", {
      resources: [{ urn: STACK.replace("prod", "dev"), type: "pulumi:pulumi:Stack" }],
    });
    assert.equal(other.code, 2);
    assert.match(
      other.stderr,
      /state\.json is the state of stack dev of shop; expected stack prod of shop\n$/,
    );
    const missing = preview("10.0.0.0/19", STATE, "--against", "missing.json");
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /missing\.json: no such file\n$/);
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--conditions=productionproof-source", COMMAND, "preview", folder, "--allow-destructive"],
      { encoding: "utf8" },
    );
    assert.equal(status, 2);
    assert.match(stderr, /^--allow-destructive requires --against$/m);
  });
});
