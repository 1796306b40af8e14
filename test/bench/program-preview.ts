// Measures the preview without the engine, compared with the imports of the program that it runs.
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The operations to measure; each returns when the work is done. */
export function programPreviews(scratch: string): Readonly<Record<string, () => void>> {
  return {
    imports: () => {
      node(
        ["--input-type=module", "-e", 'import "@pulumi/pulumi"; import "@pulumi/aws"; import "@pulumi/eks";'],
        scratch,
      );
    },
    preview: () => {
      previewOf(".", scratch);
    },
    // Compiled code is cached in the folder for temporary files: an empty folder makes it a first run.
    "preview, first run": () => {
      previewOf(".", mkdtempSync(path.join(scratch, "cold-")));
    },
  };
}

/** Previews the program in a folder. */
export function previewOf(folder: string, temporaryFolder: string, variables: NodeJS.ProcessEnv = {}): void {
  const command = ["--conditions=productionproof-source", "policies/src/cli/main.mjs", "preview"];
  node([...command, folder, "--stack", "dev"], temporaryFolder, variables);
}

function node(args: readonly string[], temporaryFolder: string, variables: NodeJS.ProcessEnv = {}): void {
  const env = { ...process.env, ...variables, TMPDIR: temporaryFolder };
  execFileSync(process.execPath, args, { cwd: ROOT, env, stdio: "ignore" });
}
