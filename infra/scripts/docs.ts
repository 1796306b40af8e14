// Writes the schema and the page of the settings. `npm run docs` runs it; a test fails if they are out of date.
import { writeFileSync } from "node:fs";

import { format, resolveConfig } from "prettier";

import { stackFileSchema } from "../settings/json-schema.ts";
import { settingsPage } from "./settings-page.ts";

/** Returns the generated files of the settings by their name in `infra/settings`, formatted like the rest of the repository. */
export async function settingsFiles(): Promise<ReadonlyMap<string, string>> {
  const options = await resolveConfig(import.meta.filename);
  const formatted = (text: string, parser: string): Promise<string> => format(text, { ...options, parser });
  return new Map([
    ["stack-file.schema.json", await formatted(JSON.stringify(stackFileSchema()), "json")],
    ["README.md", await formatted(settingsPage(), "markdown")],
  ]);
}

if (import.meta.main) {
  for (const [file, text] of await settingsFiles())
    writeFileSync(new URL(`../settings/${file}`, import.meta.url), text);
}
