import {
  addressCount,
  findInstanceType,
  maxPodsForHeadroom,
  maxPodsLimit,
  mostAddressesOfNode,
  worstAddressesOfZone,
  type AddressPool,
  type InstanceType,
  type SubnetAddresses,
} from "productionproof-eks-policies/facts";

import { CNI_MODE, WARM_PREFIX_TARGET } from "../addons/vpc-cni.ts";
import type { NodePoolSettings } from "../settings.ts";

/**
 * Part of a pool that an update replaces at a time: a broken image takes a third of the pool, and an update is not an hour a
 * node. EKS adds as many nodes before, and never less than two a zone.
 */
export const MAX_UNAVAILABLE_PERCENTAGE = 33;

/** Stands for a type that came after the table of facts: at 250 pods, no type of the table takes more addresses. */
const UNKNOWN_TYPE: InstanceType = {
  name: "unknown",
  networkInterfaces: 4,
  ipv4PerInterface: 15,
  isNitro: true,
};

/**
 * `maxPods` for a pool that must keep addresses free for pods that just ended: the largest that every instance type of the
 * pool can do. Undefined for a pool without that need, where EKS decides.
 */
export function maxPodsOf({ instanceTypes, coolingAddressesPerNode }: NodePoolSettings): number | undefined {
  if (coolingAddressesPerNode === undefined) return undefined;
  const each = instanceTypes.map((name) => {
    const pool = addressPool(name);
    const maxPods = maxPodsForHeadroom(pool, coolingAddressesPerNode, pool.maxPods);
    if (maxPods === undefined) throw new RangeError(`${name} can't keep ${coolingAddressesPerNode} free`);
    return maxPods;
  });
  return Math.min(...each);
}

/** Addresses that a full node of a pool takes from its subnet, at most. */
export function addressesPerNode(settings: NodePoolSettings): number {
  return addressCount(mostAddressesOfNode(hungriestPool(settings)).nodeSubnet);
}

/** Addresses that nodes and pods take in one zone when every pool is at its largest, an update runs and a zone is lost. */
export function addressesPerZone(pools: readonly NodePoolSettings[], zoneCount: number): SubnetAddresses {
  const nodeGroups = pools.map((settings, index) => ({
    name: String(index),
    pool: hungriestPool(settings),
    maxNodes: settings.maxSize,
    maxUnavailable: Math.ceil((settings.maxSize * MAX_UNAVAILABLE_PERCENTAGE) / 100),
  }));
  return worstAddressesOfZone(nodeGroups, zoneCount).nodeSubnet;
}

/** What a node of the type that takes the most addresses keeps. */
function hungriestPool(settings: NodePoolSettings): AddressPool {
  const maxPods = maxPodsOf(settings);
  const [hungriest = addressPool(UNKNOWN_TYPE.name)] = settings.instanceTypes
    .map((name) => ({ ...addressPool(name), ...(maxPods === undefined ? {} : { maxPods }) }))
    .map((pool) => ({ pool, addresses: addressCount(mostAddressesOfNode(pool).nodeSubnet) }))
    .sort((a, b) => b.addresses - a.addresses)
    .map(({ pool }) => pool);
  return hungriest;
}

/** What a node keeps with as many pods as EKS lets it have. */
function addressPool(typeName: string): AddressPool {
  const instanceType = findInstanceType(typeName) ?? UNKNOWN_TYPE;
  const targets = { warmPrefixTarget: WARM_PREFIX_TARGET };
  return { instanceType, cni: CNI_MODE, targets, maxPods: maxPodsLimit(instanceType, CNI_MODE) };
}
