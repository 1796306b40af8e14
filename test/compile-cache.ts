// Keeps the code that Node compiles, so that it is not compiled again by the next run.
import { enableCompileCache } from "node:module";
import path from "node:path";

enableCompileCache(path.join(import.meta.dirname, "../node_modules/.cache/node"));
