import { homedir } from "node:os";
import path from "node:path";

import { findTool } from "../../policies/src/sources/program/kubernetes/tool.ts";

/** The folder of the helm and the kustomize that the build script builds. */
export const RENDERERS_FOLDER = path.join(homedir(), ".cache", "productionproof-eks", "bin");

/** The PATH on which there are both tools, or the reason why the tests can't use them. */
export type Renderers = { readonly path: string } | { readonly missing: string };

/** Looks for the tools in {@link RENDERERS_FOLDER}, and then on PATH. */
export function findRenderers(): Renderers {
  const before = process.env["PATH"] ?? "";
  const all = [RENDERERS_FOLDER, before].join(path.delimiter);
  try {
    process.env["PATH"] = all;
    const missing = ["helm", "kustomize"].filter((name) => findTool(name) === undefined);
    return missing.length === 0
      ? { path: all }
      : { missing: `there is no ${missing.join(" and no ")}; build them with Go: npm run build-renderers` };
  } finally {
    process.env["PATH"] = before;
  }
}
