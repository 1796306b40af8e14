#!/usr/bin/env node
import module from "node:module";
import { constants } from "node:os";

// A signal ends Node at once, and the Pulumi program would go on by itself: what waits for the exit ends it.
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
// Before anything else is loaded, so that the next run finds all of it compiled. Node 20 can't.
(module as Partial<typeof module>).enableCompileCache?.();
const { run } = await import("./productionproof.ts");
process.exitCode = await run(process.argv);
