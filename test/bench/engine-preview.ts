// Measures `pulumi preview` with and without a policy pack, in the real engine.
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import path from "node:path";

import type { Stack } from "@pulumi/pulumi/automation/stack.js";

import { milliseconds } from "./statistics.ts";

/** Previews a small program in the real engine, and returns the duration in milliseconds. */
export type Preview = (policyPack?: string) => Promise<number>;

/** The engine on this machine, or undefined if no Pulumi CLI is on PATH or in ~/.pulumi/bin. */
export async function enginePreview(scratch: string): Promise<Preview | undefined> {
  const folders = [...(process.env["PATH"] ?? "").split(path.delimiter), path.join(homedir(), ".pulumi/bin")];
  // The npm package `pulumi` is a wrapper that downloads the CLI.
  const bin = folders.find(
    (folder) => !folder.includes("node_modules") && existsSync(path.join(folder, "pulumi")),
  );
  if (bin === undefined) return undefined;
  const stack = await createStack(scratch, bin);
  return (policyPack) =>
    milliseconds(() => stack.preview({ ...(policyPack === undefined ? {} : { policyPacks: [policyPack] }) }));
}

async function createStack(scratch: string, bin: string): Promise<Stack> {
  const pulumi = await import("@pulumi/pulumi");
  const { LocalWorkspace } = await import("@pulumi/pulumi/automation/localWorkspace.js");
  const state = path.join(scratch, "state");
  mkdirSync(state);
  process.env["PATH"] = [writeLanguageShim(scratch), bin, process.env["PATH"]].join(path.delimiter);
  return LocalWorkspace.createOrSelectStack(
    {
      stackName: "dev",
      projectName: "bench",
      program: () => {
        new pulumi.ComponentResource("bench:index:Component", "component", { size: 1 });
        return Promise.resolve();
      },
    },
    {
      envVars: {
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: "",
        PULUMI_HOME: path.join(scratch, "home"),
        PULUMI_SKIP_UPDATE_CHECK: "1",
      },
    },
  );
}

/**
 * Starts a directory pack for the engine if the Node language host isn't installed. The host takes longer, so the cost measured
 * for a directory is the minimum.
 */
function writeLanguageShim(scratch: string): string {
  const runner = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const folder = path.join(scratch, "bin");
  const file = path.join(folder, "pulumi-analyzer-policy-nodejs");
  mkdirSync(folder);
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${runner}" "$@"\n`);
  chmodSync(file, 0o755);
  return folder;
}
