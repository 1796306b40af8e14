// Builds the judges that other projects publish as Go modules. Takes a few minutes, once for each version.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";

import { isBuilt, programFile, SOURCE } from "./kubernetes.ts";

const target = programFile();
if (isBuilt()) {
  console.log(`Kubernetes' validation is already built: ${target}`);
} else {
  console.log(`Building Kubernetes' validation into ${target}; this takes a few minutes.`);
  mkdirSync(path.dirname(target), { recursive: true });
  const { status, error } = spawnSync("go", ["build", "-ldflags", "-s -w", "-o", target, "."], {
    cwd: SOURCE,
    stdio: "inherit",
  });
  if (error) console.error(`Go can't be started (${error.message}); install Go 1.26 or later.`);
  process.exitCode = status ?? 1;
}
