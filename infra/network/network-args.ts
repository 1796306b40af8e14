import type { Input } from "@pulumi/pulumi";

import type { NetworkSettings } from "../settings/network-settings.ts";
import type { ZoneBlocks } from "./address-plan.ts";

/** The arguments of a network. */
export interface NetworkArgs {
  /** The name of the cluster, used in tags. */
  readonly clusterName: string;
  readonly settings: NetworkSettings;
  /** The IDs of the zones, in the order of {@link blocks}. */
  readonly zoneIds: readonly string[];
  /** The subnets of each zone. */
  readonly blocks: readonly ZoneBlocks[];
  /** The AWS services that are reached through interface endpoints, such as `ecr.api`. */
  readonly endpointServices: readonly string[];
  readonly partition: string;
  readonly region: string;
  readonly accountId: Input<string>;
  /** The key with which flow logs are encrypted. */
  readonly logKeyArn: Input<string>;
  readonly logRetentionDays: number;
}
