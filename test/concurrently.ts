// Runs scripts of package.json at the same time: node test/concurrently.ts check build
import { execFile } from "node:child_process";

const isColored = process.stdout.isTTY && process.stdout.hasColors();
const env = isColored ? { ...process.env, FORCE_COLOR: "1" } : process.env;

for (const script of process.argv.slice(2)) {
  // The output of each is shown as a whole, when it has ended.
  execFile(process.execPath, ["--run", script], { env, maxBuffer: Infinity }, (error, stdout, stderr) => {
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    if (error) process.exitCode = 1;
  });
}
