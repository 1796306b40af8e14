import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** How Node runs a program: as it is, compiled by ts-node, which the SDK's runner loads, or with its types removed by Node itself. */
export const LANGUAGES = ["javascript", "ts-node", "node-types"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Writes a Pulumi project into a folder, which is created if it doesn't exist. */
export function writeProject(folder: string, language: Language, body: string): void {
  const isModule = language === "node-types";
  const main = language === "javascript" ? "index.js" : "index.ts";
  const files = {
    "Pulumi.yaml": `name: team\nruntime:\n  name: nodejs\n  options:\n    typescript: ${String(language === "ts-node")}\n`,
    "package.json": JSON.stringify({ private: true, type: isModule ? "module" : "commonjs", main }),
    [main]: language === "javascript" ? asCommonJs(body) : body,
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
}

/** Returns the program without types and with `require`. */
function asCommonJs(program: string): string {
  return program
    .replaceAll(/^import \* as (\w+) from ("[^"]+");/gm, "const $1 = require($2);")
    .replaceAll(/^export const (\w+)/gm, "exports.$1")
    .replaceAll(": string", "");
}
