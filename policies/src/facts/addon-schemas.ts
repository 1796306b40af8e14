import { ADDON_SCHEMA_TABLE } from "./addon-schema-table.ts";

/** The keys that an object in an add-on's `configurationValues` may have. */
export interface AddonSchema {
  /** The version of the add-on whose schema was read. Later versions have more keys. */
  readonly version: string;
  /** True if the add-on rejects any other keys. */
  readonly isClosed: boolean;
  /** True if later versions are known to have more keys. */
  readonly isOutdated: boolean;
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
 * Add-ons of which later versions have keys that no public source lists. CoreDNS is none of them: its schema still rejects other
 * keys (spack/spack-infrastructure#1351, 2026-05), and has none for probes (aws/containers-roadmap#2645, 2025-07).
 */
const OUTDATED: readonly string[] = ["vpc-cni"];

/** The type of a value in an add-on's configuration, as a message names it. */
export type AddonValueType = "a string" | "a whole number";

/**
 * The types of values that people get wrong, by add-on and path. Sources: AWS CLI reference, describe-addon-configuration (vpc-cni
 * v1.15.1), read 2026-11-28; Amazon EKS user guide, "Customize the Amazon EKS CoreDNS add-on" and network policies, 2024-12.
 */
const VALUE_TYPES: Readonly<Record<string, AddonValueType>> = {
  "coredns replicaCount": "a whole number",
  "vpc-cni enableNetworkPolicy": "a string",
  "vpc-cni enableWindowsIpam": "a string",
  "vpc-cni livenessProbeTimeoutSeconds": "a whole number",
  "vpc-cni nodeAgent.enableCloudWatchLogs": "a string",
  "vpc-cni nodeAgent.enablePolicyEventLogs": "a string",
  "vpc-cni nodeAgent.healthProbeBindAddr": "a string",
  "vpc-cni nodeAgent.metricsBindAddr": "a string",
  "vpc-cni readinessProbeTimeoutSeconds": "a whole number",
};

/** The type that a value in an add-on's configuration must have, if it is known. */
export function addonValueType(addonName: string, path: string): AddonValueType | undefined {
  return VALUE_TYPES[`${addonName} ${path}`];
}

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
          {
            version,
            isClosed: openness === "closed",
            isOutdated: OUTDATED.includes(addon),
            keys: [...keys, ...(LATER_KEYS[id] ?? [])].sort(),
          },
        ];
      }),
  );
  return schemas;
}
