// Writes the facts of AWS's service models about the requests that the platform's resources become. The input files are those of a
// wheel of botocore (pip download --no-deps botocore==<version>, then unzip), as they are compressed there:
// npm run refresh-requests -- --source 'botocore 1.44.8' --date 2026-11-28 'botocore/data/*/*/service-2.json.gz'
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";

import { OPERATIONS } from "./aws-requests.ts";
import { FACTS_FILE, type Shape } from "./request-facts.ts";

/** Longer lists of values grow every month, such as the instance types of EC2. */
const MOST_VALUES = 200;

interface ServiceModel {
  readonly metadata: { readonly apiVersion: string };
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

interface ModelShape {
  readonly type: Shape["type"];
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { source: { type: "string" }, date: { type: "string" } },
});
const { source, date } = values;
if (source === undefined || date === undefined) throw new Error("--source and --date are required");

const lines: object[] = [{ source, date }];
for (const service of new Set(OPERATIONS.map((operation) => operation.split(" ")[0] ?? ""))) {
  const model = latestModel(service);
  const wanted = new Set<string>();
  for (const operation of OPERATIONS.filter((one) => one.startsWith(`${service} `))) {
    const [, name = ""] = operation.split(" ");
    const input = model.operations[name]?.input?.shape;
    if (input === undefined) throw new Error(`${operation} is no operation`);
    lines.push({ operation, input });
    collect(model, input, wanted);
  }
  for (const name of [...wanted].sort()) lines.push({ shape: `${service} ${name}`, ...facts(model, name) });
}
writeFileSync(FACTS_FILE, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

function latestModel(service: string): ServiceModel {
  const files = positionals
    .flatMap((pattern) => globSync(pattern))
    .filter((file) => file.includes(`/${service}/`));
  const file = files.sort().at(-1);
  if (file === undefined) throw new Error(`no file matches ${service}`);
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as ServiceModel;
}

function collect(model: ServiceModel, name: string, into: Set<string>): void {
  if (into.has(name)) return;
  into.add(name);
  const { members = {}, member, key, value } = model.shapes[name] ?? {};
  for (const inner of [...Object.values(members), member, key, value])
    if (inner) collect(model, inner.shape, into);
}

function facts({ shapes }: ServiceModel, name: string): Omit<Shape, "shape"> {
  const {
    type,
    required,
    enum: all,
    min,
    max,
    pattern,
    members,
    member,
    key,
    value,
  } = shapes[name] ?? { type: "structure" };
  // Throws for a pattern that JavaScript doesn't have.
  if (pattern !== undefined) new RegExp(pattern, "u");
  return {
    type,
    ...(required && { required }),
    ...(members && {
      members: Object.fromEntries(Object.entries(members).map(([one, { shape }]) => [one, shape])),
    }),
    ...(member && { member: member.shape }),
    ...(key && { key: key.shape }),
    ...(value && { value: value.shape }),
    ...(all && all.length <= MOST_VALUES && { enum: all }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(pattern !== undefined && { pattern }),
  };
}
