import {
  addressCount,
  findInstanceType,
  maxPodsForHeadroom,
  maxPodsLimit,
  mostAddressesOfNode,
  subnetHolds,
  targetsForHeadroom,
  worstAddressesOfZone,
  type AddressPool,
  type InstanceType,
  type NodeAddresses,
  type WarmTargets,
} from "productionproof-eks-policies/facts";

import type { CniPlan } from "../addons/vpc-cni.ts";
import type { NodePoolSettings } from "../settings/node-pool-settings.ts";

/** Pools by name, and how their pods get addresses. */
export interface PodIntent {
  readonly nodePools: Readonly<Record<string, NodePoolSettings>>;
  readonly mode: CniPlan["mode"];
  readonly zoneCount: number;
  /** Prefix lengths of each zone's subnets. */
  readonly subnets: SubnetPrefixLengths;
  /** Part of each subnet that stays free, 0 to 99. */
  readonly headroomPercent: number;
}

/** Prefix lengths of a zone's subnets. */
export interface SubnetPrefixLengths {
  readonly nodes: number;
  /** Present with custom networking. */
  readonly pods?: number;
}

/** How many pods a node of each pool gets, and what that costs in addresses. */
export interface PodPlan {
  readonly cni: CniPlan;
  readonly pools: Readonly<Record<string, PodsOfPool>>;
  /** Addresses of one zone's subnets with every pool at its largest, in an update, and another zone lost. */
  readonly addressesPerZone: NodeAddresses;
}

/** Pods on the nodes of a pool. */
export interface PodsOfPool {
  readonly maxPods: number;
  /** False where EKS decides on the same number by itself, which it does not for an AMI that it did not choose. */
  readonly isOurs: boolean;
  /** Addresses that a full node takes from all its subnets, at most. */
  readonly addressesPerNode: number;
}

/**
 * How many pods each node gets. Pools that must keep addresses free for pods that just ended have two ways to. The CNI can
 * hold more addresses than `maxPods` from the start (MINIMUM_IP_TARGET): no pod waits for EC2, the pool keeps its pods and EKS
 * its choice of AMI, but every node of the cluster takes those addresses. Or `maxPods` is lower. Nodes cost money and
 * addresses don't, so the first, where the subnets have room for it, and the second where the network interfaces have not.
 */
export function planPods(intent: PodIntent): PodPlan {
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

/** What the CNI is told without a word of cooling addresses, but for single addresses: all interfaces, as churn needs. */
function usualTargets({ nodePools, mode }: PodIntent): WarmTargets {
  if (mode.prefixDelegation) return { warmPrefixTarget: 1 };
  const types = coolingPools(nodePools).flatMap(({ instanceTypes }) => instanceTypes.map(instanceTypeOf));
  return { warmEniTarget: Math.max(1, ...types.map(({ networkInterfaces }) => networkInterfaces)) };
}

/** Targets by which every node has enough free addresses for the pools that need them; undefined where none can. */
function ampleTargets({ nodePools, mode }: PodIntent): WarmTargets | undefined {
  const targets = coolingPools(nodePools).flatMap(({ instanceTypes, coolingAddressesPerNode = 0 }) =>
    instanceTypes.flatMap(
      (name) => targetsForHeadroom(addressPool(name, { mode, targets: {} }), coolingAddressesPerNode) ?? [],
    ),
  );
  if (targets.length === 0) return undefined;
  return {
    minimumIpTarget: Math.max(...targets.map(({ minimumIpTarget }) => minimumIpTarget)),
    warmIpTarget: Math.max(...targets.map(({ warmIpTarget }) => warmIpTarget)),
  };
}

function coolingPools(nodePools: PodIntent["nodePools"]): readonly NodePoolSettings[] {
  return Object.values(nodePools).filter(
    ({ coolingAddressesPerNode }) => coolingAddressesPerNode !== undefined,
  );
}

function planWith({ nodePools, mode, zoneCount }: PodIntent, targets: WarmTargets): PodPlan {
  const cni = { mode, targets };
  const planned = Object.entries(nodePools).map(([name, settings]) => {
    const maxPods = maxPodsOf(settings, cni);
    const pool = hungriestPool(settings, cni, maxPods.ours);
    const { nodeSubnet, podSubnet } = mostAddressesOfNode(pool);
    const pods = {
      maxPods: maxPods.ours ?? maxPods.ofEks,
      isOurs: maxPods.ours !== undefined || settings.amiId !== undefined,
      addressesPerNode: addressCount(nodeSubnet) + addressCount(podSubnet),
    };
    return { name, pods, addresses: addressesOfZone(settings, pool, zoneCount) };
  });
  return {
    cni,
    pools: Object.fromEntries(planned.map(({ name, pods }) => [name, pods])),
    addressesPerZone: planned.map(({ addresses }) => addresses).reduce(plus),
  };
}

/** What EKS gives a node of the pool, and what it has to be instead, if anything. */
function maxPodsOf(
  { instanceTypes, coolingAddressesPerNode }: NodePoolSettings,
  cni: CniPlan,
): { readonly ofEks: number; readonly ours?: number } {
  const pools = instanceTypes.map((name) => addressPool(name, cni));
  const ofEks = Math.min(...pools.map(({ maxPods }) => maxPods));
  if (coolingAddressesPerNode === undefined) return { ofEks };
  const ours = Math.min(
    ...pools.map((pool) => maxPodsForHeadroom(pool, coolingAddressesPerNode, pool.maxPods) ?? 0),
  );
  return ours === ofEks ? { ofEks } : { ofEks, ours };
}

/** What a node of the type that takes the most addresses keeps. */
function hungriestPool(
  { instanceTypes }: NodePoolSettings,
  cni: CniPlan,
  maxPods: number | undefined,
): AddressPool {
  const pools = instanceTypes
    .map((name) => addressPool(name, cni))
    .map((pool) => (maxPods === undefined ? pool : { ...pool, maxPods }))
    .map((pool) => ({ pool, ...mostAddressesOfNode(pool) }))
    .sort((a, b) => total(b) - total(a))
    .map(({ pool }) => pool);
  return pools[0] ?? addressPool("", cni);
}

function total({ nodeSubnet, podSubnet }: NodeAddresses): number {
  return addressCount(nodeSubnet) + addressCount(podSubnet);
}

/** Groups of their own in each zone stay there when another is lost. */
function addressesOfZone(
  { maxSize, maxUnavailablePercent, perZone }: NodePoolSettings,
  pool: AddressPool,
  zoneCount: number,
): NodeAddresses {
  const maxUnavailable = Math.ceil((maxSize * maxUnavailablePercent) / 100);
  return worstAddressesOfZone(
    [{ name: "", pool, maxNodes: maxSize, maxUnavailable }],
    perZone ? 1 : zoneCount,
  );
}

/** What a node keeps with as many pods as EKS lets it have. */
function addressPool(typeName: string, { mode: cni, targets }: CniPlan): AddressPool {
  const instanceType = instanceTypeOf(typeName);
  return { instanceType, cni, targets, maxPods: maxPodsLimit(instanceType, cni) };
}

function instanceTypeOf(name: string): InstanceType {
  return findInstanceType(name) ?? UNKNOWN_TYPE;
}

/** Stands for a type that came after the table of facts: at 250 pods, no type of the table takes more addresses. */
const UNKNOWN_TYPE: InstanceType = {
  name: "unknown",
  networkInterfaces: 4,
  ipv4PerInterface: 15,
  isNitro: true,
};

function plus(a: NodeAddresses, b: NodeAddresses): NodeAddresses {
  const subnet = (key: keyof NodeAddresses) => ({
    single: a[key].single + b[key].single,
    prefixes: a[key].prefixes + b[key].prefixes,
  });
  return { nodeSubnet: subnet("nodeSubnet"), podSubnet: subnet("podSubnet") };
}
