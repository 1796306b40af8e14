#!/usr/bin/env node
import module from "node:module";
import { constants } from "node:os";

// A signal ends Node at once, and the Pulumi program would go on by itself: what waits for the exit ends it.
for (const signal of /** @type {const} */ (["SIGHUP", "SIGINT", "SIGTERM"])) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
// Whoever reads may have read enough, as head does. The exit code is the same without a reader.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EPIPE") throw error;
  });
}
// Before anything else is loaded, and JavaScript itself, so that the next run finds all of it compiled. Node 20 can't.
/** @type {string | undefined} */
const cache = module.createRequire(import.meta.url)("../../cache-folder.cjs");
if (cache) /** @type {Partial<typeof module>} */ (module).enableCompileCache?.(cache);
const { run } = await import("./productionproof.ts");
process.exitCode = await run(process.argv);
