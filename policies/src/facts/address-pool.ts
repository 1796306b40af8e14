import type { InstanceType } from "./instance-types.ts";
import { HOST_NETWORK_PODS, PREFIX_ADDRESSES } from "./max-pods.ts";

/** What decides how many addresses the VPC CNI keeps on a node with prefix delegation. */
export interface PrefixPool {
  readonly instanceType: InstanceType;
  /** The kubelet's `maxPods`. */
  readonly maxPods: number;
  /** `WARM_PREFIX_TARGET`: free prefixes to keep. */
  readonly warmPrefixTarget: number;
}

/**
 * Addresses that the pool of a node holds once this many pods run on it. It grows while fewer than the warm target are
 * free, by as many prefixes as are missing and fit on one network interface, and stops where it has reached `maxPods` or
 * the interfaces are full.
 *
 * Source: amazon-vpc-cni-k8s v1.23.1, pkg/ipamd/ipamd.go (isDatastorePoolTooLow, increaseDatastorePool), 2026-08. The
 * CNI takes cooling addresses for free ones, so they don't make the pool grow.
 */
export function poolSize({ instanceType, maxPods, warmPrefixTarget }: PrefixPool, pods: number): number {
  const perInterface = instanceType.ipv4PerInterface - 1;
  const capacity = instanceType.networkInterfaces * perInterface;
  let prefixes = 0;
  while (prefixes * PREFIX_ADDRESSES < maxPods && prefixes < capacity) {
    const free = prefixes * PREFIX_ADDRESSES - pods;
    const isLow = warmPrefixTarget === 0 ? free <= 0 : free < warmPrefixTarget * PREFIX_ADDRESSES;
    if (!isLow) break;
    const missing = Math.max(1, warmPrefixTarget - Math.max(0, Math.floor(free / PREFIX_ADDRESSES)));
    prefixes += Math.min(missing, perInterface - (prefixes % perInterface));
  }
  return prefixes * PREFIX_ADDRESSES;
}

/**
 * Addresses that stay free on a node at the worst number of pods: as many pods may have ended within the cooldown period
 * (30 s by default) before new ones wait in ContainerCreating. Not the full node is always worst, so all numbers are tried.
 */
export function cooldownHeadroom(pool: PrefixPool): number {
  const withAddress = pool.maxPods - HOST_NETWORK_PODS;
  const free = Array.from({ length: withAddress + 1 }, (_, pods) => poolSize(pool, pods) - pods);
  return Math.min(...free);
}

/** Largest `maxPods` up to a limit that leaves this headroom; undefined where none does. */
export function maxPodsForHeadroom(
  pool: Omit<PrefixPool, "maxPods">,
  neededHeadroom: number,
  limit: number,
): number | undefined {
  for (let maxPods = limit; maxPods > HOST_NETWORK_PODS; maxPods--) {
    if (cooldownHeadroom({ ...pool, maxPods }) >= neededHeadroom) return maxPods;
  }
  return undefined;
}

/** Addresses that a full node takes from its subnet: its prefixes, and one for each network interface they need. */
export function subnetAddressesOfNode(pool: PrefixPool): number {
  const size = poolSize(pool, pool.maxPods - HOST_NETWORK_PODS);
  const perInterface = (pool.instanceType.ipv4PerInterface - 1) * PREFIX_ADDRESSES;
  return size + Math.ceil(size / perInterface);
}
