import { z } from "zod";

import { addonSettings, type AddonSettings } from "./addon-settings.ts";
import { clusterSettings, type ClusterSettings } from "./cluster-settings.ts";
import {
  existingNetwork,
  networkSettings,
  type ExistingNetwork,
  type NetworkSettings,
} from "./network-settings.ts";
import { nodePoolSettings, type NodePoolSettings } from "./node-pool-settings.ts";
import { providerSettings } from "./provider-settings.ts";
import { tags } from "./tags.ts";
import { name, region } from "./value-schemas.ts";

/** The settings of the AWS provider, as its arguments. */
export interface ProviderSettings {
  readonly profile?: string;
  readonly assumeRoles?: { roleArn: string; sessionName?: string; externalId?: string }[];
  readonly allowedAccountIds?: string[];
}

/** A stack's settings, validated and with defaults filled in. */
export interface Settings {
  readonly region: string;
  /** The credentials that the AWS provider uses. */
  readonly provider: ProviderSettings;
  readonly tags: Readonly<Record<string, string>>;
  readonly cluster: ClusterSettings;
  readonly network: NetworkSettings;
  /** The existing VPC to use, if the stack doesn't create one. */
  readonly existingNetwork?: ExistingNetwork;
  /** The node pools, by name. */
  readonly nodePools: Readonly<Record<string, NodePoolSettings>>;
  readonly addons: AddonSettings;
}

/** The part of a stack's file below `config`. `settings/` defines each setting with its default and the reason. */
export const stackConfig = z.strictObject({
  "aws:region": region,
  ...providerSettings,
  "productionproof-eks:tags": tags,
  "productionproof-eks:cluster": clusterSettings,
  "productionproof-eks:network": networkSettings.prefault({}),
  "productionproof-eks:existingNetwork": existingNetwork
    .optional()
    .describe("An existing VPC and its subnets, to use in place of those that network describes."),
  "productionproof-eks:nodePools": z
    .record(name, nodePoolSettings)
    .refine((pools) => Object.keys(pools).length > 0, "expected at least one pool")
    .describe("The node pools, by a name of your choice."),
  "productionproof-eks:addons": addonSettings.prefault({}),
});

/** Returns the settings in a configuration that {@link stackConfig} accepts. */
export function fromConfig(config: z.output<typeof stackConfig>): Settings {
  const existing = config["productionproof-eks:existingNetwork"];
  return {
    region: config["aws:region"],
    provider: withoutUndefined({
      profile: config["aws:profile"],
      assumeRoles: config["aws:assumeRoles"]?.map(withoutUndefined),
      allowedAccountIds: config["aws:allowedAccountIds"],
    }),
    tags: config["productionproof-eks:tags"],
    cluster: config["productionproof-eks:cluster"],
    network: config["productionproof-eks:network"],
    ...(existing === undefined ? {} : { existingNetwork: existing }),
    nodePools: config["productionproof-eks:nodePools"],
    addons: config["productionproof-eks:addons"],
  };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Zod keeps optional keys without a value. */
function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
