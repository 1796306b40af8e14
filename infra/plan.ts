import { getPartition } from "@pulumi/aws";
import { getStack, RunError, runtime, type InvokeOptions } from "@pulumi/pulumi";

import { AddressPlanError, planAddresses, type ZoneBlocks } from "./network/address-plan.ts";
import { chooseZones } from "./network/availability-zones.ts";
import { addressesPerZone, maxPodsOf } from "./nodes/pod-capacity.ts";
import { parseSettings, type NodePoolSettings, type Settings } from "./settings.ts";

/** A pool of nodes as it will be made. */
export interface PlannedPool {
  readonly name: string;
  readonly settings: NodePoolSettings;
  /** Absent where EKS decides. */
  readonly maxPods?: number;
}

/** All that is decided before the first resource is made: plain values, so that a preview knows them. */
export interface PlatformPlan {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** Domain of AWS's services there, `amazonaws.com` in most. */
  readonly dnsSuffix: string;
  readonly zoneIds: readonly string[];
  /** Subnets of each zone, in the order of the ids. */
  readonly blocks: readonly ZoneBlocks[];
  readonly pools: readonly PlannedPool[];
}

/**
 * Reads the stack's settings.
 *
 * @throws RunError for settings that are wrong, with file, key, value and what would be accepted.
 */
export function loadSettings(): Settings {
  // Where Pulumi says which values it decrypted; the SDK has no function for it.
  const encryptedKeys = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]") as readonly string[];
  return parseSettings(runtime.allConfig(), stackFile(), encryptedKeys);
}

/**
 * Decides zones, addresses and pod numbers.
 *
 * @throws RunError for settings that can't be met together, with file, key, value and what would fit.
 */
export async function planPlatform(settings: Settings, options: InvokeOptions): Promise<PlatformPlan> {
  const [zoneIds, { partition, dnsSuffix }] = await Promise.all([
    chooseZones(settings.network.availabilityZoneIds, options),
    getPartition({}, options),
  ]);
  return {
    partition,
    dnsSuffix,
    zoneIds,
    blocks: planBlocks(settings, zoneIds.length, stackFile()),
    pools: planPools(settings),
  };
}

function stackFile(): string {
  return `stacks/Pulumi.${getStack()}.yaml`;
}

/** The subnets, or what stands in their way in terms of the stack's file. */
export function planBlocks(
  { network, nodePools }: Settings,
  zoneCount: number,
  file: string,
): readonly ZoneBlocks[] {
  try {
    return planAddresses({
      vpcCidr: network.cidr,
      zoneCount,
      nodeSubnetPrefixLength: network.nodeSubnetPrefixLength,
      addressesPerZone: addressesPerZone(Object.values(nodePools), zoneCount),
      headroomPercent: network.headroomPercent,
    });
  } catch (error) {
    if (!(error instanceof AddressPlanError)) throw error;
    throw new RunError(
      `${file}: productionproof-eks:network.${error.setting} is ${error.value}; ${error.message}`,
    );
  }
}

function planPools({ nodePools }: Settings): readonly PlannedPool[] {
  return Object.entries(nodePools).map(([name, settings]) => {
    const maxPods = maxPodsOf(settings);
    return { name, settings, ...(maxPods === undefined ? {} : { maxPods }) };
  });
}
