import assert from "node:assert/strict";
import { builtinModules } from "node:module";

import { build } from "esbuild";

import { bundleOptions } from "../../policies/scripts/bundle.ts";

/** Modules that no bundle needs and that would slow down its start. */
const UNWANTED =
  /node_modules\/(typescript|ts-node|@npmcli\/|@opentelemetry\/|@pulumi\/pulumi\/(index|output|runtime\/|automation\/))/;

describe("the bundles of the policy pack", () => {
  it("contain what the engine's calls need and nothing that is slow to load", async () => {
    const { metafile } = await build({ ...bundleOptions, write: false });
    const inputs = Object.keys(metafile.inputs);
    assert.deepEqual(
      inputs.filter((file) => UNWANTED.test(file)),
      [],
    );
    // The pattern matches the index of the SDK.
    assert.match("node_modules/@pulumi/pulumi/index.js", UNWANTED);
    for (const [output, { inputs: contents, imports }] of Object.entries(metafile.outputs)) {
      const hasSdk = Object.keys(contents).some((file) => file.includes("node_modules/@pulumi/policy/"));
      assert.equal(hasSdk, output.endsWith("directory.cjs"), output);
      assert.deepEqual(
        imports.map(({ path }) => path.replace("node:", "")).filter((name) => !builtinModules.includes(name)),
        [],
      );
    }
  });
});
