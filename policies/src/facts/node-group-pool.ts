import { maxPodsForHeadroom, type AddressPool } from "./address-pool.ts";
import type { InstanceType } from "./instance-types.ts";
import { maxPodsLimit } from "./max-pods.ts";
import { addressCount, mostAddressesOfNode } from "./node-addresses.ts";

/** The settings that all nodes of a group share, whatever their instance type. */
export type AddressPoolSettings = Omit<AddressPool, "instanceType" | "maxPods">;

/**
 * The largest `maxPods` with which nodes of every type keep this many addresses free, up to what EKS recommends for each type;
 * undefined if one of the types can't.
 */
export function maxPodsOfTypes(
  types: readonly InstanceType[],
  settings: AddressPoolSettings,
  neededHeadroom: number,
): number | undefined {
  const each = types.map((instanceType) =>
    maxPodsForHeadroom(
      { ...settings, instanceType },
      neededHeadroom,
      maxPodsLimit(instanceType, settings.cni),
    ),
  );
  const known = each.filter((maxPods) => maxPods !== undefined);
  return known.length < each.length ? undefined : Math.min(...known);
}

/**
 * Returns the pool of the type that takes the most addresses.
 *
 * @param types at least one.
 * @param maxPods defaults to the recommendation of EKS for each type.
 */
export function mostDemandingPool(
  types: readonly [InstanceType, ...InstanceType[]],
  settings: AddressPoolSettings,
  maxPods?: number,
): AddressPool {
  const pool = (instanceType: InstanceType): AddressPool => ({
    ...settings,
    instanceType,
    maxPods: maxPods ?? maxPodsLimit(instanceType, settings.cni),
  });
  const [first, ...others] = types;
  return mostDemandingOf([pool(first), ...others.map(pool)]);
}

/** The pool that takes the most addresses. */
export function mostDemandingOf(pools: readonly [AddressPool, ...AddressPool[]]): AddressPool {
  return pools.reduce((most, pool) => (addressesOf(pool) > addressesOf(most) ? pool : most));
}

function addressesOf(pool: AddressPool): number {
  const { nodeSubnet, podSubnet } = mostAddressesOfNode(pool);
  return addressCount(nodeSubnet) + addressCount(podSubnet);
}
