import type { InstanceType } from "./instance-types.ts";
import {
  addressesForPods,
  addressesPerSlot,
  HOST_NETWORK_PODS,
  podInterfaces,
  roomForPods,
  slotsPerInterface,
  type CniMode,
} from "./max-pods.ts";

/** The settings that determine how many addresses the VPC CNI keeps on a node. */
export interface AddressPool {
  readonly instanceType: InstanceType;
  readonly cni: CniMode;
  readonly targets: WarmTargets;
  /** The kubelet's `maxPods`. */
  readonly maxPods: number;
  /** The number of these pods that take no address. @defaultValue 2, aws-node and kube-proxy */
  readonly hostNetworkPods?: number;
}

/**
 * The addresses that the CNI keeps warm for new pods. With an IP target other than 0, it ignores the other two, of which one
 * applies with prefix delegation and the other without it.
 */
export interface WarmTargets {
  /** `WARM_ENI_TARGET`: free addresses, in network interfaces. @defaultValue 1 */
  readonly warmEniTarget?: number;
  /** `WARM_PREFIX_TARGET`: free addresses, in prefixes. @defaultValue 1, as in the manifest */
  readonly warmPrefixTarget?: number;
  /** `WARM_IP_TARGET`: free addresses. @defaultValue 0 */
  readonly warmIpTarget?: number;
  /** `MINIMUM_IP_TARGET`: addresses, free or not. @defaultValue 0 */
  readonly minimumIpTarget?: number;
}

/** The maximum number of pods on a node that need an address. */
export function podsWithAddress({ maxPods, hostNetworkPods = HOST_NETWORK_PODS }: AddressPool): number {
  return Math.max(0, maxPods - hostNetworkPods);
}

/** The maximum number of pods on a node that get an address: its network interfaces or its targets may allow too few. */
export function podsWithRoom(pool: AddressPool): number {
  const { instanceType, cni } = pool;
  const asked = podsWithAddress(pool);
  const onBranches = roomForPods(instanceType, cni) - addressesForPods(instanceType, cni);
  return Math.min(asked, grownPool(pool, 0, asked) + onBranches);
}

/**
 * The number of addresses that a node's pool holds for pods, by the number of pods with an address: from none (index 0) to
 * {@link podsWithAddress}, which start one after the other, none of them on a branch interface. This simulates what the CNI
 * does every five seconds: add addresses or prefixes to a network interface, or attach another one, until the targets are
 * met. It treats cooling addresses as free. It stops when the pool has reached `maxPods`, but not in the middle of a
 * step, which can be as large as a network interface.
 *
 * Source: amazon-vpc-cni-k8s v1.23.1, pkg/ipamd/ipamd.go (isDatastorePoolTooLow, increaseDatastorePool), 2026-08.
 */
export function poolSizes(pool: AddressPool): readonly number[] {
  const sizes: number[] = [];
  for (let pods = 0; pods <= podsWithAddress(pool); pods++) {
    sizes.push(grownPool(pool, sizes.at(-1) ?? 0, pods));
  }
  return sizes;
}

/**
 * The maximum number of addresses that a node's pool can hold, in whatever order pods start and end: with a target of two
 * prefixes or more, the pool grows larger if pods start together than if they start one after the other.
 */
export function largestPool(pool: AddressPool): number {
  const sizes = new Set([grownPool(pool, 0, 0)]);
  // Iteration over a set includes elements that are added in the meantime.
  for (const size of sizes) {
    const most = Math.min(size, podsWithAddress(pool));
    for (let pods = 0; pods <= most; pods++) sizes.add(grownPool(pool, size, pods));
  }
  return Math.max(...sizes);
}

/**
 * The number of addresses that a pool grows to while this many pods have one. It does not shrink: with fewer pods, the CNI
 * releases the addresses that the targets don't require, but no more than that.
 *
 * @param size the current number of addresses in the pool.
 */
export function grownPool(pool: AddressPool, size: number, pods: number): number {
  const step = addressesPerSlot(pool.instanceType, pool.cni);
  const perInterface = slotsPerInterface(pool.instanceType);
  const room = perInterface * podInterfaces(pool.instanceType, pool.cni);
  let slots = size / step;
  while (slots * step < pool.maxPods && slots < room) {
    const missing = missingSlots(pool, slots * step, pods);
    if (missing <= 0) break;
    slots += Math.min(missing, perInterface - (slots % perInterface));
  }
  return slots * step;
}

function missingSlots({ instanceType, cni, targets }: AddressPool, size: number, pods: number): number {
  const { warmEniTarget = 1, warmPrefixTarget = 1, warmIpTarget = 0, minimumIpTarget = 0 } = targets;
  const step = addressesPerSlot(instanceType, cni);
  // Pods that wait for an address don't hold one.
  const free = Math.max(0, size - pods);
  if (warmIpTarget > 0 || minimumIpTarget > 0) {
    return Math.ceil(Math.max(warmIpTarget - free, minimumIpTarget - size) / step);
  }
  const perInterface = slotsPerInterface(instanceType);
  const [target, unit] = step > 1 ? [warmPrefixTarget, step] : [warmEniTarget, perInterface];
  const isLow = target === 0 ? free <= 0 : free < target * unit;
  if (!isLow) return 0;
  return step > 1 ? Math.max(1, target - Math.max(0, Math.floor(free / step))) : perInterface;
}

/**
 * The number of addresses that stay free on a node at the worst number of pods: this many pods may have ended within the
 * cooldown period (30 s by default) before new ones wait in ContainerCreating. The full node is not always the worst case, so
 * all numbers are tried; pods that start one after the other are the worst of all orders.
 */
export function cooldownHeadroom(pool: AddressPool): number {
  const free = poolSizes(pool).map((size, pods) => size - pods);
  return Math.max(0, Math.min(...free));
}

/** The largest `maxPods` up to a limit that leaves this headroom; undefined if none does. */
export function maxPodsForHeadroom(
  pool: Omit<AddressPool, "maxPods">,
  neededHeadroom: number,
  limit: number,
): number | undefined {
  const { hostNetworkPods = HOST_NETWORK_PODS } = pool;
  for (let maxPods = limit; maxPods > hostNetworkPods; maxPods--) {
    if (cooldownHeadroom({ ...pool, maxPods }) >= neededHeadroom) return maxPods;
  }
  return undefined;
}

/** The WARM_IP_TARGET to set in addition to MINIMUM_IP_TARGET; without it, the pool would never grow above that minimum. */
const WARM_IP_TARGET_BESIDE_MINIMUM = 5;

/**
 * The IP targets that leave this headroom without a lower `maxPods`: the CNI continues to MINIMUM_IP_TARGET where it would
 * otherwise stop at `maxPods`. Undefined if the network interfaces have no room for this many addresses, or if `maxPods` is
 * reached exactly when an interface is full: the CNI then attaches no other interface.
 */
export function targetsForHeadroom(
  pool: AddressPool,
  neededHeadroom: number,
): Required<Pick<WarmTargets, "warmIpTarget" | "minimumIpTarget">> | undefined {
  const step = addressesPerSlot(pool.instanceType, pool.cni);
  const minimumIpTarget = Math.ceil((podsWithAddress(pool) + neededHeadroom) / step) * step;
  const targets = { minimumIpTarget, warmIpTarget: WARM_IP_TARGET_BESIDE_MINIMUM };
  return cooldownHeadroom({ ...pool, targets }) >= neededHeadroom ? targets : undefined;
}
