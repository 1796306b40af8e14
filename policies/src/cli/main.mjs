#!/usr/bin/env node
import module from "node:module";
import { constants } from "node:os";

// A signal would end Node immediately and leave the Pulumi program running; the exit handlers end that too.
for (const signal of /** @type {const} */ (["SIGHUP", "SIGINT", "SIGTERM"])) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
// The reader may close the pipe early, as head does. The exit code doesn't depend on a reader.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EPIPE") throw error;
  });
}
// Runs before anything else is loaded, so that the next run finds all code compiled. Node 20 doesn't support it.
/** @type {string | undefined} */
const cache = module.createRequire(import.meta.url)("../../cache-folder.cjs");
if (cache) /** @type {Partial<typeof module>} */ (module).enableCompileCache?.(cache);
const { run } = await import("./productionproof.ts");
process.exitCode = await run(process.argv);
