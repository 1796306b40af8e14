import type { TableRefresh } from "./table-refresh.ts";

/** The inputs are outputs of `aws eks describe-addon-configuration --addon-name … --addon-version …`, one file per add-on. */
export const addonSchemas: TableRefresh = {
  file: "addon-schema-table.ts",
  constant: "ADDON_SCHEMA",
  title: "add-on schemas",
  lineFormat:
    "One line per object in an add-on's configuration: `add-on version path open|closed [key …]`; the path of the root is a dot.",
  goodForMonths: 6,
  lines(inputs) {
    const lines = inputs.flatMap((input) => {
      const { addonName, addonVersion, configurationSchema } = JSON.parse(input) as AddonConfiguration;
      const schema = JSON.parse(configurationSchema) as Schema;
      return objectsIn(schema, schema, "").map(
        ({ path, isClosed, keys }) =>
          `${addonName} ${addonVersion} ${[path === "" ? "." : path, isClosed ? "closed" : "open", ...keys].join(" ")}`,
      );
    });
    return lines.sort();
  },
};

/** The response of the API. */
interface AddonConfiguration {
  readonly addonName: string;
  readonly addonVersion: string;
  /** A JSON schema, as a string. */
  readonly configurationSchema: string;
}

interface Schema {
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
}

interface SchemaObject {
  readonly path: string;
  /** True if any other keys are rejected. */
  readonly isClosed: boolean;
  readonly keys: readonly string[];
}

function objectsIn(schema: Schema, root: Schema, path: string): readonly SchemaObject[] {
  const [, name] = /^#\/definitions\/(.+)$/.exec(schema.$ref ?? "") ?? [];
  const { properties = {}, additionalProperties } =
    name === undefined ? schema : (root.definitions?.[name] ?? {});
  const keys = Object.keys(properties).sort();
  if (keys.length === 0) return [];
  const below = keys.flatMap((key) =>
    objectsIn(properties[key] ?? {}, root, path === "" ? key : `${path}.${key}`),
  );
  return [{ path, isClosed: additionalProperties === false, keys }, ...below];
}
