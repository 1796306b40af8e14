// Generates a table of facts from its public source: npm run refresh -- <table> --source <text> --date <YYYY-MM-DD> [file …]
// Without files, the source is read from standard input. The module of each table's refresh describes its input files. npm can't pass
// on the names of thousands of files (E2BIG): a quoted pattern, such as "node_modules/@pulumi/aws/*/*.js", stands for them.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { format, resolveConfig } from "prettier";

import { refreshes, tableModule } from "./refresh/index.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { source: { type: "string" }, date: { type: "string" } },
});
const [table = "", ...files] = positionals;
const refresh = refreshes.get(table);
if (!refresh) fail(`"${table}" is not a table; the tables are: ${[...refreshes.keys()].join(", ")}`);
const { source, date } = values;
if (source === undefined || date === undefined) fail("--source and --date are required");

const inputs = (files.length === 0 ? [0] : files.flatMap(matching)).map((file) => readFileSync(file, "utf8"));
const file = fileURLToPath(new URL(`../src/facts/${refresh.file}`, import.meta.url));
const text = tableModule(refresh, { source, date }, inputs);
writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));

function matching(pattern: string): readonly string[] {
  const found = globSync(pattern).sort();
  return found.length > 0 ? found : fail(`no file matches ${pattern}`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
