#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Before anything else is loaded, so that the next run finds all of it compiled.
enableCompileCache();
const { run } = await import("./productionproof.ts");
process.exitCode = await run(process.argv);
