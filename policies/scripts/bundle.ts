// Bundles what the engine starts, so that a preview does not wait for what judging doesn't need. `npm run build` runs it.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import * as rpc from "@pulumi/pulumi/runtime/rpc.js";
import { build, type BuildOptions, type Plugin } from "esbuild";

import packageJson from "../package.json" with { type: "json" };
import { packedInfo } from "../src/analyzer/packed-info.ts";
import { PACK_NAME } from "../src/pack-name.ts";
import { rules } from "../src/rules/index.ts";
import { Run } from "../src/run/run.ts";

const file = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

/** How a file loads a library that few runs need: with a `require` of Node's, on first use. */
const LAZY_REQUIRE = "const require = createRequire(import.meta.url);";

/** In a bundle that is the bundler's own `require`, which takes the library in and still loads it on the first call. */
const bundledLazily: Plugin = {
  name: "bundled-lazily",
  setup(bundler) {
    bundler.onLoad({ filter: /policies[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      return { contents: text.replace(LAZY_REQUIRE, ""), loader: "ts" };
    });
  },
};

/**
 * Of @pulumi/pulumi, @pulumi/policy uses asset classes, the marks of special values and a look whether something is an output
 * (deserialize.js, 1.21.0). Loading all of it, npm's dependency resolver and the TypeScript compiler included, is most of
 * the time that a pack takes to start.
 */
const usedOfPulumi: Plugin = {
  name: "used-of-pulumi",
  setup(bundler) {
    bundler.onResolve({ filter: /^@pulumi\/pulumi(\/runtime\/rpc)?$/ }, () => ({
      path: "used",
      namespace: "pulumi",
    }));
    bundler.onLoad({ filter: /.*/, namespace: "pulumi" }, () => ({
      contents: `
        const { isInstance } = require("@pulumi/pulumi/utils.js");
        exports.asset = require("@pulumi/pulumi/asset/index.js");
        exports.Output = { isInstance: (value) => isInstance(value, "__pulumiOutput") };
        Object.assign(exports, ${JSON.stringify(marks())});`,
      resolveDir: file("."),
    }));
  },
};

/** The strings that mark special values, by the name that the SDK exports them under. */
function marks(): Record<string, string> {
  const { specialSigKey, specialAssetSig, specialArchiveSig, specialSecretSig } = rpc;
  return { specialSigKey, specialAssetSig, specialArchiveSig, specialSecretSig };
}

const IDENTITY = { name: PACK_NAME, version: packageJson.version };

/** How the bundles are made. They are not minified: they start no faster then, and stack traces say where. */
export const bundleOptions = {
  entryPoints: { directory: file("src/pack.ts"), executable: file("src/analyzer/main.ts") },
  outdir: file("dist"),
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "cjs",
  metafile: true,
  define: {
    PACK_VERSION: JSON.stringify(packageJson.version),
    ANALYZER_INFO: JSON.stringify(
      packedInfo(new Run({ rules, now: new Date() }), IDENTITY).toString("base64"),
    ),
  },
  plugins: [bundledLazily, usedOfPulumi],
  // A require made in another way would be empty here.
  logOverride: { "empty-import-meta": "error" },
} satisfies BuildOptions;

if (import.meta.main) {
  const { metafile } = await build(bundleOptions);
  writeFileSync(file("dist/LICENSES.txt"), licenses(Object.keys(metafile.inputs)));
}

/** The licences of the packages that files come from, which have to go with copies of them. */
function licenses(files: readonly string[]): string {
  const packages = new Set(files.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  return [...packages]
    .sort()
    .map((folder) => {
      const texts = globSync("{LICEN[CS]E,license}*", { cwd: folder }).sort();
      if (texts.length === 0) throw new Error(`${folder} is bundled and has no license file`);
      return [
        folder.replace(/.*node_modules\//, ""),
        ...texts.map((text) => readFileSync(`${folder}/${text}`, "utf8")),
      ].join("\n\n");
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}
