import {
  addressCount,
  findInstanceType,
  hungriestPool,
  managedUpdateNodes,
  maxPodsOfTypes,
  mostAddressesOfNode,
  UNKNOWN_INSTANCE_TYPE,
  worstAddressesOfZone,
  type AddressPool,
  type InstanceType,
  type PoolSettings,
  type SubnetAddresses,
} from "productionproof-eks-policies/facts";

import { CNI_MODE, WARM_PREFIX_TARGET } from "../addons/vpc-cni.ts";
import type { NodePoolSettings } from "../settings.ts";

/**
 * Part of a pool that an update replaces at a time: a broken image takes a third of the pool, and an update is not an hour a
 * node. EKS adds as many nodes before, and never less than two a zone.
 */
export const MAX_UNAVAILABLE_PERCENTAGE = 33;

/** What every node keeps. */
const POOL: PoolSettings = { cni: CNI_MODE, targets: { warmPrefixTarget: WARM_PREFIX_TARGET } };

/**
 * `maxPods` for a pool that must keep addresses free for pods that just ended: the largest that every instance type of the
 * pool can do. Undefined for a pool without that need, where EKS decides.
 */
export function maxPodsOf({ instanceTypes, coolingAddressesPerNode }: NodePoolSettings): number | undefined {
  if (coolingAddressesPerNode === undefined) return undefined;
  const maxPods = maxPodsOfTypes(typesOf(instanceTypes), POOL, coolingAddressesPerNode);
  if (maxPods === undefined) {
    throw new RangeError(`${instanceTypes.join(", ")} can't keep ${coolingAddressesPerNode} addresses free`);
  }
  return maxPods;
}

/** Addresses that a full node of a pool takes from its subnet, at most. */
export function addressesPerNode(settings: NodePoolSettings): number {
  return addressCount(mostAddressesOfNode(poolOf(settings)).nodeSubnet);
}

/** Addresses that nodes and pods take in one zone when every pool is at its largest, an update runs and a zone is lost. */
export function addressesPerZone(pools: readonly NodePoolSettings[], zoneCount: number): SubnetAddresses {
  const nodeGroups = pools.map((settings, index) => ({
    name: String(index),
    pool: poolOf(settings),
    maxNodes: settings.maxSize,
    updateNodes: managedUpdateNodes(
      zoneCount,
      Math.ceil((settings.maxSize * MAX_UNAVAILABLE_PERCENTAGE) / 100),
    ),
  }));
  return worstAddressesOfZone(nodeGroups, zoneCount).nodeSubnet;
}

function poolOf(settings: NodePoolSettings): AddressPool {
  const [first = UNKNOWN_INSTANCE_TYPE, ...others] = typesOf(settings.instanceTypes);
  return hungriestPool([first, ...others], POOL, maxPodsOf(settings));
}

function typesOf(names: readonly string[]): readonly InstanceType[] {
  return names.map((name) => findInstanceType(name) ?? UNKNOWN_INSTANCE_TYPE);
}
