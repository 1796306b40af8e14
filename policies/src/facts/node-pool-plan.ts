import { targetsForHeadroom, type WarmTargets } from "./address-pool.ts";
import { managedUpdateNodes, worstAddressesOfZone, type NodeGroupPlan } from "./cluster-capacity.ts";
import { findInstanceType, UNKNOWN_INSTANCE_TYPE, type InstanceType } from "./instance-types.ts";
import { maxPodsLimit, type CniMode } from "./max-pods.ts";
import type { NodeAddresses } from "./node-addresses.ts";
import { mostDemandingPool, maxPodsOfTypes, type AddressPoolSettings } from "./node-group-pool.ts";
import { subnetHolds } from "./subnet-size.ts";

/** Pools of nodes, and the subnets that their addresses come from. */
export interface NodePoolIntent {
  readonly nodePools: Readonly<Record<string, NodePool>>;
  readonly cni: CniMode;
  readonly zoneCount: number;
  readonly subnets: SubnetPrefixLengths;
  /** The percentage of each subnet that stays free, 0 to 99. */
  readonly headroomPercent: number;
}

/** A pool of nodes that is spread over all zones. */
export interface NodePool {
  readonly instanceTypes: readonly string[];
  readonly minSize: number;
  readonly maxSize: number;
  /** The percentage of nodes that may be unavailable during an update. */
  readonly maxUnavailablePercent: number;
  /** True for one node group of this size in each zone. */
  readonly perZone: boolean;
  /** The number of addresses that each node must keep free for cooldown. */
  readonly coolingAddressesPerNode?: number | undefined;
  /** Set for a custom AMI, for which EKS doesn't set `maxPods`. */
  readonly amiId?: string | undefined;
}

/** The prefix lengths of each zone's subnets. */
export interface SubnetPrefixLengths {
  readonly nodes: number;
  /** Set with custom networking. */
  readonly pods?: number;
}

/** The settings of the CNI, the number of pods on a node of each pool, and the addresses that they need. */
export interface NodePoolPlan {
  readonly settings: AddressPoolSettings;
  readonly nodeGroups: readonly PlannedNodeGroup[];
  /** The addresses of one zone's subnets with every pool at its maximum size, in an update and with another zone lost. */
  readonly addressesPerZone: NodeAddresses;
}

/** The plan for one pool. */
export interface PlannedNodeGroup extends NodeGroupPlan {
  /** The `maxPods` of its nodes; 0 if a node of one of its types can't keep enough addresses free. */
  readonly maxPods: number;
  /** False if EKS sets the same number on its own, which it doesn't do for a custom AMI. */
  readonly setsMaxPods: boolean;
}

/**
 * Plans how many pods each node gets. There are two ways for a pool to keep addresses free for pods that just ended. The CNI can
 * hold more addresses than `maxPods` from the start (MINIMUM_IP_TARGET): no pod waits for EC2, the pool keeps its number of pods
 * and EKS still chooses the AMI, but every node of the cluster takes those addresses. Or `maxPods` is lower. Nodes cost money and
 * addresses don't, so the plan uses the first way if the subnets have room for it, and the second if the network interfaces
 * don't.
 */
export function planNodePools(intent: NodePoolIntent): NodePoolPlan {
  const { subnets, headroomPercent } = intent;
  const usual = planWith(intent, usualTargets(intent));
  const ample = ampleTargets(intent);
  if (!ample) return usual;
  const plan = planWith(intent, ample);
  const { nodeSubnet, podSubnet } = plan.addressesPerZone;
  const fits =
    subnetHolds(subnets.nodes, nodeSubnet, headroomPercent) &&
    (subnets.pods === undefined || subnetHolds(subnets.pods, podSubnet, headroomPercent));
  return fits ? plan : usual;
}

/**
 * One warm prefix or, without prefix delegation, one warm interface; all interfaces if addresses have to cool down. Empty with
 * IPv6, for which the CNI has no targets.
 */
function usualTargets({ nodePools, cni }: NodePoolIntent): WarmTargets {
  if (cni.ipv6) return {};
  if (cni.prefixDelegation) return { warmPrefixTarget: 1 };
  const types = coolingPools(nodePools).flatMap(typesOf);
  return { warmEniTarget: Math.max(1, ...types.map(({ networkInterfaces }) => networkInterfaces)) };
}

/** Targets that give nodes enough free addresses for the pools that need them; undefined if no node can, or none needs them. */
function ampleTargets({ nodePools, cni }: NodePoolIntent): WarmTargets | undefined {
  if (cni.ipv6) return undefined;
  const targets = coolingPools(nodePools).flatMap((pool) =>
    typesOf(pool).flatMap((instanceType) => {
      const ofEks = { instanceType, cni, targets: {}, maxPods: maxPodsLimit(instanceType, cni) };
      return targetsForHeadroom(ofEks, pool.coolingAddressesPerNode ?? 0) ?? [];
    }),
  );
  if (targets.length === 0) return undefined;
  return {
    minimumIpTarget: Math.max(...targets.map(({ minimumIpTarget }) => minimumIpTarget)),
    warmIpTarget: Math.max(...targets.map(({ warmIpTarget }) => warmIpTarget)),
  };
}

function coolingPools(nodePools: NodePoolIntent["nodePools"]): readonly NodePool[] {
  return Object.values(nodePools).filter(({ coolingAddressesPerNode = 0 }) => coolingAddressesPerNode > 0);
}

function planWith({ nodePools, cni, zoneCount }: NodePoolIntent, targets: WarmTargets): NodePoolPlan {
  const settings = { cni, targets };
  const nodeGroups = Object.entries(nodePools).map(([name, pool]) =>
    planGroup(name, pool, zoneCount, settings),
  );
  return { settings, nodeGroups, addressesPerZone: worstAddressesOfZone(nodeGroups, zoneCount) };
}

function planGroup(
  name: string,
  pool: NodePool,
  zoneCount: number,
  settings: AddressPoolSettings,
): PlannedNodeGroup {
  const { minSize, maxSize, maxUnavailablePercent, perZone, coolingAddressesPerNode = 0, amiId } = pool;
  const types = typesOf(pool);
  const ofEks = Math.min(...types.map((type) => maxPodsLimit(type, settings.cni)));
  const maxPods =
    coolingAddressesPerNode === 0 ? ofEks : (maxPodsOfTypes(types, settings, coolingAddressesPerNode) ?? 0);
  const isLower = maxPods !== ofEks;
  return {
    name,
    pool: mostDemandingPool(types, settings, isLower ? maxPods : undefined),
    minNodes: minSize,
    maxNodes: maxSize,
    perZone,
    updateNodes: managedUpdateNodes(
      perZone ? 1 : zoneCount,
      Math.ceil((maxSize * maxUnavailablePercent) / 100),
    ),
    coolingAddressesPerNode,
    maxPods,
    setsMaxPods: isLower || amiId !== undefined,
  };
}

function typesOf({ instanceTypes }: NodePool): readonly [InstanceType, ...InstanceType[]] {
  const [first = UNKNOWN_INSTANCE_TYPE, ...others] = instanceTypes.map(
    (name) => findInstanceType(name) ?? UNKNOWN_INSTANCE_TYPE,
  );
  return [first, ...others];
}
