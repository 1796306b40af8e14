// Builds the Pulumi CLI from its public Go modules if it isn't installed yet. Takes a few minutes, once.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";

import { findPulumiCli, PULUMI_HOME, PULUMI_VERSION } from "./pulumi-cli.ts";

const found = findPulumiCli();
if ("path" in found) {
  console.log(`The Pulumi CLI is already installed: ${found.path}`);
} else {
  const target = path.join(PULUMI_HOME, "bin", "pulumi");
  console.log(`Building Pulumi ${PULUMI_VERSION} into ${target}; this takes a few minutes.`);
  mkdirSync(path.dirname(target), { recursive: true });
  const version = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${PULUMI_VERSION}`;
  const { status, error } = spawnSync(
    "go",
    ["build", "-ldflags", `-s -w ${version}`, "-o", target, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
    { cwd: import.meta.dirname, stdio: "inherit" },
  );
  if (error)
    console.error(`Go can't be started (${error.message}); install Go 1.25 or later, or Pulumi itself.`);
  process.exitCode = status ?? 1;
}
