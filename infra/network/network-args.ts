import type { Input } from "@pulumi/pulumi";

import type { NetworkSettings } from "../settings/network-settings.ts";
import type { ZoneBlocks } from "./address-plan.ts";

/** What a network is made of. */
export interface NetworkArgs {
  /** Name of the cluster, which tags are made of. */
  readonly clusterName: string;
  readonly settings: NetworkSettings;
  /** Ids of the zones, in the order of {@link blocks}. */
  readonly zoneIds: readonly string[];
  /** Subnets of each zone. */
  readonly blocks: readonly ZoneBlocks[];
  /** AWS services that are reached by interface endpoints, such as `ecr.api`. */
  readonly endpointServices: readonly string[];
  readonly region: string;
  /** Key that flow logs are encrypted with. */
  readonly logKeyArn: Input<string>;
  readonly logRetentionDays: number;
}
