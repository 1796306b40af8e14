import { stackFileSchema } from "../settings/json-schema.ts";

/** The part of JSON Schema that the settings use. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
}

/** Returns the Markdown page of all settings: what each one does and why, and its default. */
export function settingsPage(): string {
  const { properties } = stackFileSchema() as Schema;
  const sections = Object.entries(properties?.["config"]?.properties ?? {});
  return [
    "# Settings",
    "",
    "The settings of a stack's file, below `config`. A setting that has no default and isn't required is off if unset. This page is",
    "generated from the schema in this folder by `npm run docs`. For editors, the same schema is in",
    "[stack-file.schema.json](stack-file.schema.json).",
    "",
    ...sections.flatMap(([key, schema]) => [
      `## ${key}`,
      "",
      ...(schema.description === undefined ? [] : [schema.description, ""]),
      ...table(schema),
    ]),
  ].join("\n");
}

function table(schema: Schema): readonly string[] {
  const rows = [...settings("", schema)];
  if (rows.length === 0) return [];
  return [
    "| Setting | Default | Accepted | Description |",
    "| --- | --- | --- | --- |",
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
    "",
  ];
}

function* settings(prefix: string, schema: Schema): Generator<readonly string[]> {
  const inner =
    schema.properties === undefined
      ? [schema.additionalProperties, schema.items].find((one): one is Schema => typeof one === "object")
      : undefined;
  if (inner?.properties) {
    const below = schema.items === undefined ? `${prefix === "" ? "" : `${prefix}.`}<name>` : `${prefix}[]`;
    yield* settings(below, inner);
    return;
  }
  for (const [name, setting] of Object.entries(schema.properties ?? {})) {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const isRequired = schema.required?.includes(name) === true;
    const fallback = setting.default === undefined ? "" : `\`${JSON.stringify(setting.default)}\``;
    yield [`\`${path}\``, isRequired ? "required" : fallback, accepted(setting), setting.description ?? ""];
    yield* settings(path, setting);
  }
}

function accepted({ type, enum: values, minimum, maximum, items }: Schema): string {
  if (values) return values.map((value) => `\`${String(value)}\``).join(", ");
  if (type === "integer" && minimum !== undefined) {
    return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
      ? `${minimum} or more`
      : `${minimum} to ${maximum}`;
  }
  if (items?.enum) return `of ${accepted(items)}`;
  const kinds: Readonly<Record<string, string>> = {
    array: "a list",
    boolean: "true, false",
    object: "keys and values",
    string: "a string",
  };
  return kinds[type ?? ""] ?? "";
}
