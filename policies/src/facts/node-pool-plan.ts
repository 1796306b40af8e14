import { targetsForHeadroom, type WarmTargets } from "./address-pool.ts";
import { managedUpdateNodes, worstAddressesOfZone, type NodeGroupPlan } from "./cluster-capacity.ts";
import { findInstanceType, UNKNOWN_INSTANCE_TYPE, type InstanceType } from "./instance-types.ts";
import { maxPodsLimit, type CniMode } from "./max-pods.ts";
import type { NodeAddresses } from "./node-addresses.ts";
import { hungriestPool, maxPodsOfTypes, type AddressPoolSettings } from "./node-group-pool.ts";
import { subnetHolds } from "./subnet-size.ts";

/** Pools of nodes, and the subnets that their addresses come from. */
export interface NodePoolIntent {
  readonly nodePools: Readonly<Record<string, NodePool>>;
  readonly cni: CniMode;
  readonly zoneCount: number;
  readonly subnets: SubnetPrefixLengths;
  /** Part of each subnet that stays free, 0 to 99. */
  readonly headroomPercent: number;
}

/** A pool of nodes, spread over all zones. */
export interface NodePool {
  readonly instanceTypes: readonly string[];
  readonly minSize: number;
  readonly maxSize: number;
  /** Part of the nodes that an update may take away at a time. */
  readonly maxUnavailablePercent: number;
  /** A node group of these sizes in each zone. */
  readonly perZone: boolean;
  /** Addresses that each node must have free for cooling ones. */
  readonly coolingAddressesPerNode?: number | undefined;
  /** Present where the AMI is not EKS's choice, which then sets no `maxPods` either. */
  readonly amiId?: string | undefined;
}

/** Prefix lengths of each zone's subnets. */
export interface SubnetPrefixLengths {
  readonly nodes: number;
  /** Present with custom networking. */
  readonly pods?: number;
}

/** What the CNI is told, how many pods a node of each pool gets, and what that costs in addresses. */
export interface NodePoolPlan {
  readonly settings: AddressPoolSettings;
  readonly nodeGroups: readonly PlannedNodeGroup[];
  /** Addresses of one zone's subnets with every pool at its largest, in an update, and another zone lost. */
  readonly addressesPerZone: NodeAddresses;
}

/** A pool as it is planned. */
export interface PlannedNodeGroup extends NodeGroupPlan {
  /** 0 where a node of one of its types can't keep as many addresses free as it must. */
  readonly maxPods: number;
  /** False where EKS decides on the same number by itself, which it does not for an AMI that it did not choose. */
  readonly isMaxPodsOurs: boolean;
}

/**
 * How many pods each node gets. Pools that must keep addresses free for pods that just ended have two ways to. The CNI can
 * hold more addresses than `maxPods` from the start (MINIMUM_IP_TARGET): no pod waits for EC2, the pool keeps its pods and EKS
 * its choice of AMI, but every node of the cluster takes those addresses. Or `maxPods` is lower. Nodes cost money and
 * addresses don't, so the first, where the subnets have room for it, and the second where the network interfaces have not.
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
 * A prefix, or, where addresses come one by one, an interface; all of them where addresses have to cool. None with IPv6, for
 * which the CNI has no targets.
 */
function usualTargets({ nodePools, cni }: NodePoolIntent): WarmTargets {
  if (cni.ipv6) return {};
  if (cni.prefixDelegation) return { warmPrefixTarget: 1 };
  const types = coolingPools(nodePools).flatMap(typesOf);
  return { warmEniTarget: Math.max(1, ...types.map(({ networkInterfaces }) => networkInterfaces)) };
}

/** Targets by which nodes have enough free addresses for the pools that need them; undefined where no node can, or each has. */
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
    pool: hungriestPool(types, settings, isLower ? maxPods : undefined),
    minNodes: minSize,
    maxNodes: maxSize,
    perZone,
    updateNodes: managedUpdateNodes(
      perZone ? 1 : zoneCount,
      Math.ceil((maxSize * maxUnavailablePercent) / 100),
    ),
    coolingAddressesPerNode,
    maxPods,
    isMaxPodsOurs: isLower || amiId !== undefined,
  };
}

function typesOf({ instanceTypes }: NodePool): readonly [InstanceType, ...InstanceType[]] {
  const [first = UNKNOWN_INSTANCE_TYPE, ...others] = instanceTypes.map(
    (name) => findInstanceType(name) ?? UNKNOWN_INSTANCE_TYPE,
  );
  return [first, ...others];
}
