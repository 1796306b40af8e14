// Bundles the entry points that the engine starts, so that a preview doesn't load what it doesn't need. `npm run build` runs it.
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

/** The line by which a file sets up Node's `require` to load a library that few runs need on first use. */
const LAZY_REQUIRE = "const require = createRequire(import.meta.url);";

/** Replaces it with the bundler's own `require`, which bundles the library and still loads it on the first call. */
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
 * Bundles only the parts of @pulumi/pulumi that @pulumi/policy uses: asset classes, the markers of special values and a check for
 * outputs (deserialize.js, 1.21.0). Loading the whole SDK, including npm's dependency resolver and the TypeScript compiler, takes
 * up most of the time that a pack needs to start.
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

/** The strings that mark special values, by the names under which the SDK exports them. */
function marks(): Record<string, string> {
  const { specialSigKey, specialAssetSig, specialArchiveSig, specialSecretSig } = rpc;
  return { specialSigKey, specialAssetSig, specialArchiveSig, specialSecretSig };
}

const IDENTITY = { name: PACK_NAME, version: packageJson.version };

/** The options of the bundles. They are not minified: that wouldn't make them start faster, and stack traces stay readable. */
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
  // A require that is created in any other way would be empty here.
  logOverride: { "empty-import-meta": "error" },
} satisfies BuildOptions;

if (import.meta.main) {
  const { metafile } = await build(bundleOptions);
  writeFileSync(file("dist/LICENSES.txt"), licenses(Object.keys(metafile.inputs)));
}

/** The licenses of the packages that the files come from, which must be distributed with copies of them. */
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
