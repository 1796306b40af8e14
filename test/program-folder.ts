import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Creates the folder of a project without a program; the test writes `index.js`, in plain CommonJS.
 *
 * It is below the fixtures, so that the program finds its libraries. Without TypeScript, which the SDK loads by default, a preview takes
 * an eighth less time.
 */
export function programFolder(project: string): string {
  const folder = mkdtempSync(path.join(import.meta.dirname, "fixtures/programs/tmp-"));
  const runtime = "{ name: nodejs, options: { typescript: false } }";
  writeFileSync(path.join(folder, "Pulumi.yaml"), `name: ${project}\nruntime: ${runtime}\n`);
  writeFileSync(path.join(folder, "package.json"), '{ "main": "index.js" }');
  return folder;
}
