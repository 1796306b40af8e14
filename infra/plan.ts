import { getPartition } from "@pulumi/aws";
import { getStack, RunError, runtime, type InvokeOptions } from "@pulumi/pulumi";
import {
  addressCount,
  cniModeFor,
  HOST_NETWORK_PODS,
  mostAddressesOfNode,
  parseIpv4Block,
  planNodePools,
  subnetHolds,
  subnetPrefixLengthFor,
  usableAddresses,
  type NodePoolPlan,
  type PlannedNodeGroup,
  type AddressPoolSettings,
} from "productionproof-eks-policies/facts";

import {
  AddressPlanError,
  planAddresses,
  planPodAddresses,
  podSubnets,
  type ZoneBlocks,
} from "./network/address-plan.ts";
import { chooseZones } from "./network/availability-zones.ts";
import { nodeGroupsOverQuota } from "./nodes/node-group-quota.ts";
import type { ExistingNetwork } from "./settings/network-settings.ts";
import type { NodePoolSettings } from "./settings/node-pool-settings.ts";
import { parseSettings } from "./settings/parse-settings.ts";
import type { Settings } from "./settings/settings.ts";

/** A node pool as it will be created. */
export interface PlannedPool {
  readonly name: string;
  readonly settings: NodePoolSettings;
  readonly pods: PodsOfPool;
}

/** The pods on the nodes of a pool. */
export interface PodsOfPool {
  readonly maxPods: number;
  /** False if EKS sets the same number on its own. */
  readonly setsMaxPods: boolean;
  /** The maximum number of addresses that a full node takes from all its subnets. */
  readonly addressesPerNode: number;
}

/** Everything that is decided before the first resource is created: plain values, so that they are known in a preview. */
export interface PlatformPlan {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** The domain of AWS services in the partition, `amazonaws.com` in most. */
  readonly dnsSuffix: string;
  readonly zoneIds: readonly string[];
  /** The subnets to create in each zone, in the order of the IDs; empty for an existing network. */
  readonly blocks: readonly ZoneBlocks[];
  readonly addressPool: AddressPoolSettings;
  readonly pools: readonly PlannedPool[];
}

/**
 * Reads the stack's settings.
 *
 * @throws RunError for invalid settings, with the file, the key, the value and what would be accepted.
 */
export function loadSettings(): Settings {
  // Pulumi lists the decrypted values in this variable; the SDK has no function for it.
  const encryptedKeys = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]") as readonly string[];
  return parseSettings(runtime.allConfig(), stackFile(), encryptedKeys);
}

/**
 * Decides zones, addresses and numbers of pods.
 *
 * @throws RunError for settings that can't be satisfied together, with the file, the key, the value and what would fit.
 */
export async function planPlatform(settings: Settings, options: InvokeOptions): Promise<PlatformPlan> {
  const existingZones = settings.existingNetwork?.zones.map(({ zoneId }) => zoneId);
  const [zoneIds, { partition, dnsSuffix }] = await Promise.all([
    existingZones ?? chooseZones(settings.network.availabilityZoneIds, options),
    getPartition({}, options),
  ]);
  const { blocks, addressPool, pools } = planNetwork(settings, zoneIds.length, stackFile());
  return { partition, dnsSuffix, zoneIds, blocks, addressPool, pools };
}

function stackFile(): string {
  return `stacks/Pulumi.${getStack()}.yaml`;
}

/**
 * Returns the subnets to create and the pods on each pool's nodes.
 *
 * @param file the stack's file, for messages.
 * @throws RunError if something doesn't fit, with the setting to change and what would fit.
 */
export function planNetwork(
  settings: Settings,
  zoneCount: number,
  file: string,
): Pick<PlatformPlan, "blocks" | "addressPool" | "pools"> {
  const { network, existingNetwork, nodePools } = settings;
  const { headroomPercent } = network;
  const ofNodes = existingNetwork?.zones.map(({ nodes }) => prefixLengthOf(nodes.cidr));
  const ofPods =
    existingNetwork?.zones.flatMap(({ pods }) => pods?.cidr ?? []) ??
    explained(file, () => podSubnets(network, zoneCount));
  const plan = planNodePools({
    nodePools,
    cni: cniModeFor(network.podAddressing, ofPods.length > 0, settings.addons.podSecurityGroups),
    zoneCount,
    subnets: {
      nodes: Math.max(...(ofNodes ?? [network.nodeSubnetPrefixLength])),
      ...(ofPods.length > 0 ? { pods: Math.max(...ofPods.map(prefixLengthOf)) } : {}),
    },
    headroomPercent,
  });
  const pools = plan.nodeGroups.flatMap((group) => {
    const pool = nodePools[group.name];
    return pool ? [{ name: group.name, settings: pool, pods: podsOf(group) }] : [];
  });
  const problems = [
    ...pools.flatMap(poolsWithoutPods),
    ...nodeGroupsOverQuota(settings, zoneCount),
    ...(existingNetwork ? fullSubnets(existingNetwork, plan, headroomPercent) : []),
  ];
  if (problems.length > 0)
    throw new RunError(problems.map((problem) => `${file}: productionproof-eks:${problem}`).join("\n"));
  return {
    blocks: existingNetwork ? [] : explained(file, () => planBlocks(settings, plan, zoneCount)),
    addressPool: plan.settings,
    pools,
  };
}

function podsOf({ maxPods, setsMaxPods, pool }: PlannedNodeGroup): PodsOfPool {
  const { nodeSubnet, podSubnet } = mostAddressesOfNode(pool);
  const addressesPerNode = addressCount(nodeSubnet) + addressCount(podSubnet);
  return { maxPods, setsMaxPods: setsMaxPods, addressesPerNode };
}

function prefixLengthOf(cidr: string): number {
  return parseIpv4Block(cidr)?.prefixLength ?? 32;
}

function poolsWithoutPods({ name, settings, pods }: PlannedPool): readonly string[] {
  if (pods.maxPods > HOST_NETWORK_PODS) return [];
  const key = `nodePools.${name}.coolingAddressesPerNode is ${settings.coolingAddressesPerNode ?? 0}`;
  const types = settings.instanceTypes.join(", ");
  return [
    `${key}; expected less, or larger instance types: a node of ${types} has no addresses left for pods`,
  ];
}

/** The same arithmetic for existing subnets. */
function fullSubnets(
  { zones }: ExistingNetwork,
  { addressesPerZone }: NodePoolPlan,
  headroomPercent: number,
): readonly string[] {
  const taken = { nodes: addressesPerZone.nodeSubnet, pods: addressesPerZone.podSubnet };
  const uses = { nodes: zones.some(({ pods }) => pods) ? "nodes" : "nodes and pods", pods: "pods" };
  return zones.flatMap((zone, index) =>
    (["nodes", "pods"] as const).flatMap((kind) => {
      const cidr = zone[kind]?.cidr;
      if (cidr === undefined || subnetHolds(prefixLengthOf(cidr), taken[kind], headroomPercent)) return [];
      const fitting = subnetPrefixLengthFor(taken[kind], headroomPercent);
      const need = `${addressCount(taken[kind])} addresses for ${uses[kind]} in a zone, ${headroomPercent}% kept free`;
      const way = fitting === undefined ? "a lower maxSize of the node pools" : `/${fitting} or larger`;
      const has = `a /${prefixLengthOf(cidr)} has ${usableAddresses(prefixLengthOf(cidr))}`;
      return [`existingNetwork.zones[${index}].${kind}.cidr is ${cidr}; expected ${way}: ${need}; ${has}`];
    }),
  );
}

function planBlocks(
  { network }: Settings,
  { addressesPerZone }: NodePoolPlan,
  zoneCount: number,
): readonly ZoneBlocks[] {
  const blocks = planAddresses({
    ...network,
    vpcCidr: network.cidr,
    zoneCount,
    addressesPerZone: addressesPerZone.nodeSubnet,
  });
  const pods = planPodAddresses({ ...network, zoneCount, addressesPerZone: addressesPerZone.podSubnet });
  return blocks.map((zone, index) => (pods[index] === undefined ? zone : { ...zone, pods: pods[index] }));
}

/** Turns the error of an address plan into one that names the setting in the stack's file. */
function explained<Result>(file: string, plan: () => Result): Result {
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof AddressPlanError)) throw error;
    throw new RunError(
      `${file}: productionproof-eks:network.${error.setting} is ${error.value}; ${error.message}`,
    );
  }
}
