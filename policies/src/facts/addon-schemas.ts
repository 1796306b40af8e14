import { ADDON_SCHEMA_TABLE } from "./addon-schema-table.ts";

/** The keys that an object in an add-on's `configurationValues` may have. */
export interface AddonSchema {
  /** The version of the add-on whose schema was read. Later versions have more keys. */
  readonly version: string;
  /** True if the add-on rejects any other keys. */
  readonly isClosed: boolean;
  readonly keys: readonly string[];
}

/** Keys of versions later than those in the table, by add-on and path, from their release notes and users' reports. */
const LATER_KEYS: Readonly<Record<string, readonly string[]>> = {
  // Reported in 2026-05; a list of names and values, which are applied after those of env.
  "vpc-cni .": ["extraEnv"],
  // ENABLE_SUBNET_DISCOVERY since the end of 2024.
  "vpc-cni env": ["ENABLE_SUBNET_DISCOVERY"],
};

/**
 * The schema of an object in an add-on's configuration; undefined for an add-on that is not in the table, and for a path
 * that is not an object or may contain anything.
 *
 * @param path `env` or `init.env`; empty for the entire configuration.
 */
export function addonSchema(addonName: string, path = ""): AddonSchema | undefined {
  return table().get(`${addonName} ${path === "" ? "." : path}`);
}

let schemas: ReadonlyMap<string, AddonSchema> | undefined;

/** The table, parsed on first use. */
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
