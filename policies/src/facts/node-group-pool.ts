import { maxPodsForHeadroom, type AddressPool } from "./address-pool.ts";
import type { InstanceType } from "./instance-types.ts";
import { maxPodsLimit } from "./max-pods.ts";
import { addressCount, mostAddressesOfNode } from "./node-addresses.ts";

/** What the nodes of a group have in common, whatever their instance type. */
export type AddressPoolSettings = Omit<AddressPool, "instanceType" | "maxPods">;

/**
 * Largest `maxPods` with which nodes of every type keep this many addresses free; undefined where one of them can't. Up to
 * what EKS recommends for each type.
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
 * The pool of the type that takes the most addresses.
 *
 * @param types at least one.
 * @param maxPods if left out, as many for each type as EKS recommends.
 */
export function hungriestPool(
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
  return hungriestOf([pool(first), ...others.map(pool)]);
}

/** The pool that takes the most addresses. */
export function hungriestOf(pools: readonly [AddressPool, ...AddressPool[]]): AddressPool {
  return pools.reduce((most, pool) => (addressesOf(pool) > addressesOf(most) ? pool : most));
}

function addressesOf(pool: AddressPool): number {
  const { nodeSubnet, podSubnet } = mostAddressesOfNode(pool);
  return addressCount(nodeSubnet) + addressCount(podSubnet);
}
