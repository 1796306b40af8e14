// Writes docs/rules: one page per rule, and an index. `npm run docs` runs it; a test fails if the pages are out of date.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { rulePages } from "./rule-pages.ts";

const folder = fileURLToPath(new URL("../docs/rules/", import.meta.url));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [file, text] of await rulePages()) writeFileSync(folder + file, text);
