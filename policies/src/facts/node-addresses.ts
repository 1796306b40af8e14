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
  /** From the node's subnet: all of them, without custom networking. */
  readonly nodeSubnet: SubnetAddresses;
  /** From the subnet for pods, with custom networking. */
  readonly podSubnet: SubnetAddresses;
}

/** Addresses taken from a subnet. */
export interface SubnetAddresses {
  /** One by one. */
  readonly single: number;
  /** In blocks of 16, which have to be free and aligned. */
  readonly prefixes: number;
}

/** All addresses taken from a subnet. */
export function addressCount({ single, prefixes }: SubnetAddresses): number {
  return single + prefixes * PREFIX_ADDRESSES;
}

/**
 * Most addresses that a node takes from its subnets: its pool at its largest, one for each network interface, and those of
 * the pods that have to be on branches of a trunk, since the pool has no more room.
 */
export function mostAddressesOfNode(pool: AddressPool): NodeAddresses {
  return addressesOfNode(pool, largestPool(pool), podsWithRoom(pool));
}

/** Addresses that a node with this many pods can't do without: no warm ones, as where the subnet has none left. */
export function leastAddressesOfNode(pool: AddressPool, pods: number): NodeAddresses {
  const step = addressesPerSlot(pool.instanceType, pool.cni);
  const inPool = Math.min(pods, addressesForPods(pool.instanceType, pool.cni));
  return addressesOfNode(pool, Math.ceil(inPool / step) * step, pods);
}

/** Nodes of a zone that have the same pool. */
export interface NodesOfPool {
  readonly pool: AddressPool;
  readonly nodes: number;
}

/** Most addresses that nodes of a zone take from its subnets. */
export function mostAddressesOfNodes(nodesByPool: readonly NodesOfPool[]): NodeAddresses {
  return sumOfAddresses(nodesByPool.map(({ pool, nodes }) => times(mostAddressesOfNode(pool), nodes)));
}

/** The addresses of all, subnet by subnet. */
export function sumOfAddresses(all: readonly NodeAddresses[]): NodeAddresses {
  const subnet = (from: keyof NodeAddresses): SubnetAddresses => ({
    single: sum(all.map((addresses) => addresses[from].single)),
    prefixes: sum(all.map((addresses) => addresses[from].prefixes)),
  });
  return { nodeSubnet: subnet("nodeSubnet"), podSubnet: subnet("podSubnet") };
}

/** The addresses of this many nodes that take the same. */
export function times({ nodeSubnet, podSubnet }: NodeAddresses, nodes: number): NodeAddresses {
  const subnet = ({ single, prefixes }: SubnetAddresses): SubnetAddresses => ({
    single: single * nodes,
    prefixes: prefixes * nodes,
  });
  return { nodeSubnet: subnet(nodeSubnet), podSubnet: subnet(podSubnet) };
}

/** With those that something else takes from the subnet, one by one. */
export function withOthers({ single, prefixes }: SubnetAddresses, others: number): SubnetAddresses {
  return { single: single + others, prefixes };
}

/** The trunk and its branches take addresses where the other interfaces of pods do: with custom networking not the node's. */
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
