import {
  findInstanceType,
  maxPodsForHeadroom,
  maxPodsLimit,
  subnetAddressesOfNode,
  type InstanceType,
} from "productionproof-eks-policies/facts";

import { CNI_MODE, WARM_PREFIX_TARGET } from "../addons/vpc-cni.ts";
import type { NodePoolSettings } from "../settings.ts";

/** Addresses to count for a node of a type that came after the table of facts: the most that any takes, at 250 pods. */
const ADDRESSES_OF_UNKNOWN_TYPE = 16 * 17 + 1;

/**
 * `maxPods` for a pool that must keep addresses free for pods that just ended: the largest that every instance type of the
 * pool can do. Undefined for a pool without that need, where EKS decides.
 */
export function maxPodsOf({ instanceTypes, coolingAddressesPerNode }: NodePoolSettings): number | undefined {
  if (coolingAddressesPerNode === undefined) return undefined;
  const each = knownTypes(instanceTypes).map((instanceType) => {
    const pool = { instanceType, warmPrefixTarget: WARM_PREFIX_TARGET };
    const maxPods = maxPodsForHeadroom(pool, coolingAddressesPerNode, maxPodsLimit(instanceType, CNI_MODE));
    if (maxPods === undefined)
      throw new RangeError(`${instanceType.name} can't keep ${coolingAddressesPerNode} free`);
    return maxPods;
  });
  return Math.min(...each);
}

/** Addresses that a full node of a pool takes from its subnet, at most. */
export function addressesPerNode(pool: NodePoolSettings): number {
  const maxPods = maxPodsOf(pool);
  const known = knownTypes(pool.instanceTypes).map((instanceType) =>
    subnetAddressesOfNode({
      instanceType,
      maxPods: maxPods ?? maxPodsLimit(instanceType, CNI_MODE),
      warmPrefixTarget: WARM_PREFIX_TARGET,
    }),
  );
  const isComplete = known.length === pool.instanceTypes.length;
  return Math.max(...known, ...(isComplete ? [] : [ADDRESSES_OF_UNKNOWN_TYPE]));
}

/**
 * Addresses that nodes and pods take in one zone when every pool is at its largest, one zone is shifted away, and an update
 * runs, for which EKS adds up to two nodes in each zone (EKS user guide, "Managed node group update behavior", 2026-11).
 */
export function addressesPerZone(pools: readonly NodePoolSettings[], zoneCount: number): number {
  const updateNodes = 2;
  return pools
    .map((pool) => (Math.ceil(pool.maxSize / (zoneCount - 1)) + updateNodes) * addressesPerNode(pool))
    .reduce((sum, addresses) => sum + addresses, 0);
}

function knownTypes(names: readonly string[]): readonly InstanceType[] {
  return names.map(findInstanceType).filter((type) => type !== undefined);
}
