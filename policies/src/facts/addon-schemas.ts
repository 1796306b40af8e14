import { ADDON_SCHEMA_TABLE } from "./addon-schema-table.ts";

/** What one object of an add-on's `configurationValues` may hold. */
export interface AddonSchema {
  /** Version of the add-on whose schema was read. Later ones have more keys. */
  readonly version: string;
  /** True where the add-on refuses other keys than these. */
  readonly isClosed: boolean;
  readonly keys: readonly string[];
}

/** Keys of later versions than the table's, by add-on and path, as their release notes and users' reports name them. */
const LATER_KEYS: Readonly<Record<string, readonly string[]>> = {
  // Reported in 2026-05; a list of names and values, which come after those of env.
  "vpc-cni .": ["extraEnv"],
  // ENABLE_SUBNET_DISCOVERY since the end of 2024.
  "vpc-cni env": ["ENABLE_SUBNET_DISCOVERY"],
};

/**
 * The schema of an object in an add-on's configuration; undefined for an add-on that the table does not have, and for what
 * is no object or may hold anything.
 *
 * @param path `env` or `init.env`; empty for the whole.
 */
export function addonSchema(addonName: string, path = ""): AddonSchema | undefined {
  return table().get(`${addonName} ${path === "" ? "." : path}`);
}

let schemas: ReadonlyMap<string, AddonSchema> | undefined;

/** Read on first use. */
function table(): ReadonlyMap<string, AddonSchema> {
  schemas ??= new Map(
    ADDON_SCHEMA_TABLE.trim()
      .split("\n")
      .map((line) => {
        const [addon = "", version = "", path = "", openness, ...keys] = line.split(" ");
        const id = `${addon} ${path}`;
        return [
          id,
          { version, isClosed: openness === "closed", keys: [...keys, ...(LATER_KEYS[id] ?? [])].sort() },
        ];
      }),
  );
  return schemas;
}
