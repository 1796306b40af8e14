// Installs the linters that other projects publish for Python. Takes a minute or two, once for each version.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";

import { FOLDER, REQUIREMENTS } from "./python.ts";

if (existsSync(FOLDER)) {
  console.log(`The linters are already installed: ${FOLDER}`);
} else {
  console.log(`Installing the linters into ${FOLDER}; this takes a minute or two.`);
  const run = (command: string, ...args: readonly string[]): boolean => {
    const { status, error } = spawnSync(command, args, { stdio: "inherit" });
    if (error) console.error(`${command} can't be started (${error.message}); install Python 3.11 or later.`);
    return status === 0;
  };
  const installed =
    run("python3", "-m", "venv", FOLDER) &&
    run(`${FOLDER}/bin/pip`, "install", "--quiet", "--no-deps", "--requirement", REQUIREMENTS);
  if (!installed) {
    // A part of them would look like all.
    rmSync(FOLDER, { recursive: true, force: true });
    process.exitCode = 1;
  }
}
