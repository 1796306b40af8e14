import { isDeepStrictEqual } from "node:util";

import type analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";

import { LEVELS } from "./response.ts";
import type { ServedPolicy } from "./served-policy.ts";

type Entry = Readonly<Record<string, unknown>>;

const LEVEL_NAMES = new Map(Object.entries(LEVELS).map(([name, level]) => [level, name]));

/**
 * Returns the policy config in a request, in the format of `--policy-pack-config`.
 *
 * The engine sends the level and the options of every policy, filling in defaults for policies that the config doesn't set. For a
 * rule with old ids, only the id that the config uses is kept; an old id counts only with a level that enables it.
 */
export function readPolicyConfig(
  request: analyzer.ConfigureAnalyzerRequest,
  policies: readonly ServedPolicy[],
): Readonly<Record<string, Entry>> {
  const config: Record<string, Entry> = {};
  request.getPolicyconfigMap().forEach((policy, name) => {
    const options = policy.getProperties()?.toJavaScript();
    config[name] = { enforcementLevel: LEVEL_NAMES.get(policy.getEnforcementlevel()), ...options };
  });
  const leftOut = policies
    .filter(({ rule }) => rule.aliases !== undefined)
    .filter(({ rule, metadata }) => {
      const entry = config[metadata.name];
      const isOldAndOff = metadata.name !== rule.id && entry?.["enforcementLevel"] === "disabled";
      return isOldAndOff || isDeepStrictEqual(entry, filledIn(metadata, config["all"]));
    })
    .map(({ metadata }) => metadata.name);
  return Object.fromEntries(Object.entries(config).filter(([name]) => !leftOut.includes(name)));
}

/** Returns the entry that the engine sends for a policy that the config doesn't set, other than through a level for all. */
function filledIn({ enforcementLevel, configSchema }: ServedPolicy["metadata"], all: Entry = {}): Entry {
  const defaults = Object.entries(configSchema.properties)
    .map(([name, schema]) => [name, schema.default] as const)
    .filter(([, value]) => value !== undefined);
  return { enforcementLevel: all["enforcementLevel"] ?? enforcementLevel, ...Object.fromEntries(defaults) };
}
