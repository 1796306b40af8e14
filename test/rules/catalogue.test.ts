import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

import * as awsTypes from "../../policies/src/cluster/aws-types.ts";
import { AUTO_MODE_NODE_CLASS } from "../../policies/src/cluster/nodes/auto-mode.ts";
import { EC2_NODE_CLASS, NODE_POOL } from "../../policies/src/cluster/nodes/karpenter.ts";
import * as customKinds from "../../policies/src/cluster/workloads/custom-kinds.ts";
import {
  ALPHA_APIS,
  BETA_APIS,
  byType,
  REMOVED_APIS,
  type KubernetesApi,
} from "../../policies/src/facts/kubernetes-apis.ts";
import * as kubernetesKinds from "../../policies/src/rule/kubernetes-kinds.ts";
import type { Rule } from "../../policies/src/rule/rule.ts";
import { rules } from "../../policies/src/rules/index.ts";

const root = path.resolve(import.meta.dirname, "../..");
const kubernetesTokens = readTokens("kubernetes");
const awsTokens = readTokens("aws");

describe("rules/index.ts", () => {
  it("lists every rule in the folder, and nothing else", async () => {
    const found = await ruleFiles();
    assert.deepEqual(rules, [...found.values()]);
  });

  it("is sorted by ID, without duplicates", () => {
    const ids = rules.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)].sort());
  });

  it("has rules whose ID is the name of their file", async () => {
    for (const [file, rule] of await ruleFiles()) assert.equal(path.basename(file, ".ts"), rule.id);
  });

  it("has a test for every rule, in the matching place", async () => {
    const expected = [...(await ruleFiles()).keys()].map((file) => file.replace(/\.ts$/, ".test.ts"));
    const tests = globSync("*/*.test.ts", { cwd: path.join(root, "test/rules") });
    assert.deepEqual(tests.sort(), expected.sort());
  });

  it("has a snapshot with the drawn findings of every rule", () => {
    const drawn = globSync("*.txt", { cwd: path.join(root, "test/rules/snapshots") });
    assert.deepEqual(drawn.sort(), rules.map(({ id }) => `${id}.txt`).sort());
  });

  for (const rule of rules as readonly Rule[]) {
    it(`has a rule ${rule.id} with complete texts, references and examples`, () => {
      for (const text of [rule.title, rule.why, rule.fix]) assert.match(text, /^[A-Z].*[^ .]\.?$/);
      assert.ok(rule.references.length > 0);
      for (const reference of rule.references) assert.equal(new URL(reference).protocol, "https:");
      assert.ok(rule.examples.good.length > 0 && rule.examples.bad.length > 0);
      assert.equal(rule.targets.size > 0, rule.check !== undefined, "targets are what check judges");
    });

    it(`has a rule ${rule.id} whose targets are type tokens of an SDK or of custom resources`, () => {
      const others = [
        ...EC2_NODE_CLASS,
        ...NODE_POOL,
        ...Object.values(customKinds).flat(),
        AUTO_MODE_NODE_CLASS,
        "pulumi:providers:kubernetes",
        "eks:index:NodeGroup",
      ];
      const tokens = [...kubernetesTokens, ...awsTokens, ...others];
      assert.deepEqual(
        [...rule.targets].filter((token) => !tokens.includes(token)),
        [],
      );
    });
  }
});

describe("rule/kubernetes-kinds.ts", () => {
  it("lists each API version and Patch of its kinds in the SDK, and no others", () => {
    // Kinds in core, apps, batch and so on; helm.sh is the SDK's own group and has kinds that no rule can judge.
    for (const kinds of Object.values(kubernetesKinds).filter(
      (each) => each !== kubernetesKinds.HELM_RELEASE,
    )) {
      const names = new Set(kinds.map(kindOf));
      assert.deepEqual(
        [...kinds].sort(),
        kubernetesTokens.filter((token) => names.has(kindOf(token))).sort(),
      );
    }
    assert.ok(kubernetesKinds.HELM_RELEASE.every((token) => kubernetesTokens.includes(token)));
  });
});

describe("facts/kubernetes-apis.ts", () => {
  it("has each alpha and beta kind of the SDK, in one list only", () => {
    const apis: readonly KubernetesApi[] = [...ALPHA_APIS, ...BETA_APIS, ...REMOVED_APIS];
    const unstable = kubernetesTokens.filter((token) =>
      /\/v\d+(alpha|beta)\d+:.*(?<!List|ListPatch)$/.test(token),
    );
    const listed = apis.flatMap((api) => [...byType([api]).keys()]);
    assert.deepEqual(listed.sort(), unstable.sort());
  });
});

describe("cluster/aws-types.ts", () => {
  it("lists types that the SDK has", () => {
    for (const token of Object.values(awsTypes).flat()) assert.ok(awsTokens.includes(token), token);
  });
});

/** The files below rules/ whose default export is a rule, in the order of their IDs. */
async function ruleFiles(): Promise<ReadonlyMap<string, Rule>> {
  const folder = path.join(root, "policies/src/rules");
  const files = globSync("*/*.ts", { cwd: folder });
  const modules = await Promise.all(
    files.map(async (file) => [file, (await import(path.join(folder, file))) as { default?: Rule }] as const),
  );
  const found = modules.flatMap(([file, module]) =>
    module.default ? [[file, module.default] as const] : [],
  );
  return new Map(found.sort(([, a], [, b]) => (a.id < b.id ? -1 : 1)));
}

/** Every type token of a Pulumi SDK, read from its code, because loading the whole SDK takes seconds. */
function readTokens(sdk: string): readonly string[] {
  const folder = path.join(root, "node_modules/@pulumi", sdk);
  const tokens = globSync("**/*.js", { cwd: folder, exclude: ["node_modules"] }).flatMap((file) => {
    const [, token] = /__pulumiType = '(.+)'/.exec(readFileSync(path.join(folder, file), "utf8")) ?? [];
    return token === undefined ? [] : [token];
  });
  assert.ok(tokens.length > 500, `found ${tokens.length} tokens in ${folder}`);
  return tokens;
}

/** `CronJob` for `kubernetes:batch/v1:CronJobPatch`. */
function kindOf(token: string): string {
  return (token.split(":")[2] ?? "").replace(/Patch$/, "");
}
