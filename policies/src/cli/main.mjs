#!/usr/bin/env node
import module from "node:module";
import { constants } from "node:os";

// A signal would end Node immediately and leave the Pulumi program running.
const stop = new AbortController();
for (const signal of /** @type {const} */ (["SIGHUP", "SIGINT", "SIGTERM"])) {
  process.on(signal, () => {
    const exitCode = 128 + constants.signals[signal];
    // The second one doesn't wait for the program to end by itself.
    if (stop.signal.aborted) process.exit(exitCode);
    stop.abort(exitCode);
  });
}
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
    // The reader may close the pipe early, as head does. The exit code doesn't depend on a reader.
    if (error.code === "EPIPE") return;
    if (stream === process.stdout) process.stderr.write(`the report can't be written: ${error.message}\n`);
    process.exit(74); // EXIT_CODES.notWritten, which is not loaded yet
  });
}
process.on("uncaughtException", (error) => {
  import("./internal-error.ts").then(
    ({ reportInternalError }) => process.exit(reportInternalError(error)),
    (/** @type {Error} */ cause) => {
      process.stderr.write(`productionproof is not installed completely: ${cause.message}\n`);
      process.exit(70); // EXIT_CODES.internalError, which can't be loaded
    },
  );
});
// Runs before anything else is loaded, so that the next run finds all code compiled. Node 20 doesn't support it.
/** @type {string | undefined} */
const cache = module.createRequire(import.meta.url)("../../cache-folder.cjs");
if (cache) /** @type {Partial<typeof module>} */ (module).enableCompileCache?.(cache);
const { run } = await import("./productionproof.ts");
const exitCode = await run(process.argv, stop.signal);
process.exitCode = stop.signal.aborted ? stop.signal.reason : exitCode;
