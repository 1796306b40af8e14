import { RunError } from "@pulumi/pulumi";
import { z } from "zod";

import { addonSettings, type AddonSettings } from "./settings/addon-settings.ts";
import { clusterSettings, type ClusterSettings } from "./settings/cluster-settings.ts";
import { conflicts } from "./settings/conflicts.ts";
import {
  existingNetwork,
  networkSettings,
  type ExistingNetwork,
  type NetworkSettings,
} from "./settings/network-settings.ts";
import { nodePoolSettings, type NodePoolSettings } from "./settings/node-pool-settings.ts";
import { describeProblems } from "./settings/problems.ts";
import { name, region } from "./settings/texts.ts";

/** A stack's settings, checked and with defaults filled in. */
export interface Settings {
  readonly region: string;
  readonly cluster: ClusterSettings;
  readonly network: NetworkSettings;
  /** The VPC to use, where the stack makes none. */
  readonly existingNetwork?: ExistingNetwork;
  /** Pools of nodes, by name. */
  readonly nodePools: Readonly<Record<string, NodePoolSettings>>;
  readonly addons: AddonSettings;
}

/** The part of a stack's file below `config`. Each setting stands with its default and the reason in `settings/`. */
export const stackConfig = z.strictObject({
  "aws:region": region,
  "productionproof-eks:cluster": clusterSettings,
  "productionproof-eks:network": networkSettings.prefault({}),
  "productionproof-eks:existingNetwork": existingNetwork
    .optional()
    .describe("A VPC and subnets that are there already, in place of those that network describes."),
  "productionproof-eks:nodePools": z
    .record(name, nodePoolSettings)
    .refine((pools) => Object.keys(pools).length > 0, "expected at least one pool")
    .describe("Pools of nodes, by a name of your own."),
  "productionproof-eks:addons": addonSettings.prefault({}),
});

/**
 * The settings in a stack's configuration.
 *
 * @param config every configuration value of the stack, `namespace:key` to text; structured values are JSON.
 * @param file the stack's file, for messages.
 * @param encryptedKeys keys whose values are secret.
 * @throws RunError, which Pulumi shows without a stack trace, with a line for each problem: file, key, value and what
 * would be accepted.
 */
export function parseSettings(
  config: Readonly<Record<string, string>>,
  file: string,
  encryptedKeys: readonly string[] = [],
): Settings {
  if (encryptedKeys.length > 0) {
    const expected = "expected it in plain: no setting is a secret, and messages may show any";
    throw new RunError(encryptedKeys.map((key) => `${file}: ${key} is encrypted; ${expected}`).join("\n"));
  }
  const values = Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => !key.startsWith("pulumi:"))
      .map(([key, value]) => [key, fromText(value)]),
  );
  const result = stackConfig.safeParse(values, { reportInput: true });
  const problems = (issues: Parameters<typeof describeProblems>[0]): RunError =>
    new RunError(describeProblems(issues, stackConfig, `${file}: `).join("\n"));
  if (!result.success) throw problems(result.error.issues);
  const settings = fromConfig(result.data);
  const found = conflicts(settings, values);
  if (found.length > 0) throw problems(found);
  return settings;
}

function fromConfig(config: z.output<typeof stackConfig>): Settings {
  const existing = config["productionproof-eks:existingNetwork"];
  return {
    region: config["aws:region"],
    cluster: config["productionproof-eks:cluster"],
    network: config["productionproof-eks:network"],
    ...(existing === undefined ? {} : { existingNetwork: existing }),
    nodePools: config["productionproof-eks:nodePools"],
    addons: config["productionproof-eks:addons"],
  };
}

/** Pulumi hands structured values to a program as JSON, and others as they are. */
function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
