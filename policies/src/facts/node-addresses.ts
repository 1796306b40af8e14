import { largestPool, podsWithRoom, type AddressPool } from "./address-pool.ts";
import {
  addressesForPods,
  addressesPerSlot,
  PREFIX_ADDRESSES,
  slotsPerInterface,
  trunkInterfaces,
} from "./max-pods.ts";
import { sum } from "./sum.ts";

/** IPv4 addresses that a node takes from its subnets. */
export interface NodeAddresses {
  /** From the node subnet: all of them without custom networking. */
  readonly nodeSubnet: SubnetAddresses;
  /** From the pod subnet, with custom networking. */
  readonly podSubnet: SubnetAddresses;
}

/** Addresses taken from a subnet. */
export interface SubnetAddresses {
  /** Individual addresses. */
  readonly single: number;
  /** Blocks of 16 addresses, which must be free and aligned. */
  readonly prefixes: number;
}

/** The total number of addresses taken from a subnet. */
export function addressCount({ single, prefixes }: SubnetAddresses): number {
  return single + prefixes * PREFIX_ADDRESSES;
}

/**
 * The maximum number of addresses that a node takes from its subnets: its pool at its largest, one for each network interface,
 * and those of the pods that must be on branches of a trunk because the pool has no more room.
 */
export function mostAddressesOfNode(pool: AddressPool): NodeAddresses {
  return addressesOfNode(pool, largestPool(pool), podsWithRoom(pool));
}

/** The minimum addresses that a node with this many pods needs, without warm ones, as in a subnet that is used up. */
export function leastAddressesOfNode(pool: AddressPool, pods: number): NodeAddresses {
  const inPool = Math.min(pods, addressesForPods(pool.instanceType, pool.cni));
  const step = inPool > singleAddresses(pool) ? addressesPerCall(pool) : 1;
  return addressesOfNode(pool, Math.ceil(inPool / step) * step, pods);
}

/**
 * The number of pods on a node that get their addresses one by one, in a subnet that is used up: those on the node's first network
 * interface, or all of them with an IP target.
 */
export function singleAddresses({ instanceType, cni, targets }: AddressPool): number {
  const { warmIpTarget = 0, minimumIpTarget = 0 } = targets;
  if (addressesPerSlot(instanceType, cni) > 1) return 0;
  if (warmIpTarget > 0 || minimumIpTarget > 0) return Infinity;
  return cni.customNetworking ? 0 : slotsPerInterface(instanceType);
}

/**
 * The number of addresses that a node gets at a time for its other pods: a prefix, or a new network interface with all of its
 * addresses, which fails if the subnet has fewer.
 *
 * Source: amazon-vpc-cni-k8s b521883, pkg/ipamd/ipamd.go (GetENIResourcesToAllocate, tryAllocateENI, tryAssignIPs), 2026-08.
 */
export function addressesPerCall({ instanceType, cni }: AddressPool): number {
  const step = addressesPerSlot(instanceType, cni);
  return step > 1 ? step : slotsPerInterface(instanceType);
}

/** Nodes of a zone that have the same pool. */
export interface NodesOfPool {
  readonly pool: AddressPool;
  readonly nodes: number;
}

/** The maximum number of addresses that the nodes of a zone take from its subnets. */
export function mostAddressesOfNodes(nodesByPool: readonly NodesOfPool[]): NodeAddresses {
  return sumOfAddresses(nodesByPool.map(({ pool, nodes }) => times(mostAddressesOfNode(pool), nodes)));
}

/** The sum of all addresses, by subnet. */
export function sumOfAddresses(all: readonly NodeAddresses[]): NodeAddresses {
  const subnet = (from: keyof NodeAddresses): SubnetAddresses => ({
    single: sum(all.map((addresses) => addresses[from].single)),
    prefixes: sum(all.map((addresses) => addresses[from].prefixes)),
  });
  return { nodeSubnet: subnet("nodeSubnet"), podSubnet: subnet("podSubnet") };
}

/** The addresses of this many identical nodes. */
export function times({ nodeSubnet, podSubnet }: NodeAddresses, nodes: number): NodeAddresses {
  const subnet = ({ single, prefixes }: SubnetAddresses): SubnetAddresses => ({
    single: single * nodes,
    prefixes: prefixes * nodes,
  });
  return { nodeSubnet: subnet(nodeSubnet), podSubnet: subnet(podSubnet) };
}

/** Adds the single addresses that other resources take from the subnet. */
export function withOthers({ single, prefixes }: SubnetAddresses, others: number): SubnetAddresses {
  return { single: single + others, prefixes };
}

/**
 * The trunk and its branches take addresses from the same subnet as the other pod interfaces: with custom networking, the pod
 * subnet.
 */
function addressesOfNode({ instanceType, cni }: AddressPool, size: number, pods: number): NodeAddresses {
  const trunk = trunkInterfaces(instanceType, cni);
  if (cni.ipv6) {
    return { nodeSubnet: { single: 1 + trunk, prefixes: 0 }, podSubnet: { single: 0, prefixes: 0 } };
  }
  const step = addressesPerSlot(instanceType, cni);
  const interfaces = Math.ceil(size / (slotsPerInterface(instanceType) * step));
  const onBranches = Math.max(0, pods - addressesForPods(instanceType, cni));
  const [inPool, prefixes] = step === 1 ? [size, 0] : [0, size / step];
  const ofPods = { single: inPool + trunk + onBranches, prefixes };
  if (cni.customNetworking) {
    return {
      nodeSubnet: { single: 1, prefixes: 0 },
      podSubnet: { ...ofPods, single: ofPods.single + interfaces },
    };
  }
  return {
    nodeSubnet: { ...ofPods, single: ofPods.single + Math.max(1, interfaces) },
    podSubnet: { single: 0, prefixes: 0 },
  };
}
