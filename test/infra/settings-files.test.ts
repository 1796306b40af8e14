import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { parse } from "yaml";
import { z } from "zod";

import { settingsFiles } from "../../infra/scripts/docs.ts";
import { stackFileSchema } from "../../infra/settings/json-schema.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("the generated files of the settings", () => {
  it("are up to date", async () => {
    for (const [file, text] of await settingsFiles()) {
      const committed = readFileSync(`${ROOT}infra/settings/${file}`, "utf8");
      assert.equal(committed, text, `infra/settings/${file} is out of date; run npm run docs`);
    }
  });

  it("describe each setting whose name doesn't explain it", () => {
    const undocumented = [...settingsWithoutDescription("config", stackFileSchema())];
    assert.deepEqual(undocumented, [
      "config.productionproof-eks:cluster",
      "config.productionproof-eks:network",
      "config.productionproof-eks:existingNetwork.vpcId",
      "config.productionproof-eks:addons",
    ]);
  });
});

describe("every stack's file", () => {
  const schema = z.fromJSONSchema(stackFileSchema() as Parameters<typeof z.fromJSONSchema>[0]);
  const files = readdirSync(`${ROOT}stacks`).filter((file) => file.endsWith(".yaml"));

  it("references the schema for editors, and is valid against it", () => {
    assert.ok(files.length > 0);
    for (const file of files) {
      const text = readFileSync(`${ROOT}stacks/${file}`, "utf8");
      assert.match(
        text,
        /^# yaml-language-server: \$schema=\.\.\/infra\/settings\/stack-file\.schema\.json\n/,
      );
      assert.deepEqual(schema.safeParse(parse(text)).error?.issues ?? [], [], file);
    }
  });

  it("states the version of the cluster and its zones, which a newer version of this program then doesn't change", () => {
    for (const file of files) {
      const { config } = parse(readFileSync(`${ROOT}stacks/${file}`, "utf8")) as StackFile;
      assert.match(config["productionproof-eks:cluster"].version, /^1\.\d+$/, file);
      assert.equal(config["productionproof-eks:network"].availabilityZoneIds.length, 3, file);
    }
  });

  it("fails validation with a misspelled key or a value that is not accepted", () => {
    const config = {
      "aws:region": "eu-west-1",
      "productionproof-eks:cluster": { name: "a", version: "1.36" },
    };
    const nodePools = { a: { instanceTypes: ["m7i.large"], minSize: 1, maxSize: 3 } };
    const accepts = (pools: object, others: object = {}): boolean =>
      schema.safeParse({ config: { ...config, "productionproof-eks:nodePools": pools, ...others } }).success;
    assert.ok(accepts(nodePools));
    assert.ok(!accepts(nodePools, { "productionproof-eks:netwrok": {} }));
    assert.ok(!accepts({ a: { ...nodePools.a, capacityType: "spot" } }));
    assert.ok(!accepts({ a: { ...nodePools.a, minSize: "1" } }));
  });

  it("has a policy config next to it", () => {
    const stacks = files.map((file) => file.replace(/^Pulumi\.(.+)\.yaml$/, "policy.$1.json"));
    const configs = readdirSync(`${ROOT}stacks`).filter((file) => file.endsWith(".json"));
    assert.deepEqual(configs, stacks);
  });
});

interface StackFile {
  readonly config: {
    readonly "productionproof-eks:cluster": { readonly version: string };
    readonly "productionproof-eks:network": { readonly availabilityZoneIds: readonly string[] };
  };
}

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Yields the settings without a description, except those inside lists and maps, whose names explain them. */
function* settingsWithoutDescription(path: string, schema: Schema): Generator<string> {
  for (const [name, setting] of Object.entries(schema.properties ?? {})) {
    const below = name === "config" ? name : `${path}.${name}`;
    const isMeasure = /^(min|max)$/.test(name);
    if (setting.description === undefined && name !== "config" && !isMeasure) yield below;
    yield* settingsWithoutDescription(below, setting);
  }
}
