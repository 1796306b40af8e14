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

/** What decides how many addresses the VPC CNI keeps on a node. */
export interface AddressPool {
  readonly instanceType: InstanceType;
  readonly cni: CniMode;
  readonly targets: WarmTargets;
  /** The kubelet's `maxPods`. */
  readonly maxPods: number;
  /** Pods among them that take no address. @defaultValue 2, aws-node and kube-proxy */
  readonly hostNetworkPods?: number;
}

/**
 * What the CNI keeps ready for the next pods. With an IP target other than 0 it ignores the other two, of which one counts
 * with prefix delegation and one without.
 */
export interface WarmTargets {
  /** `WARM_ENI_TARGET`: network interfaces' worth of free addresses. @defaultValue 1 */
  readonly warmEniTarget?: number;
  /** `WARM_PREFIX_TARGET`: prefixes' worth of free addresses. @defaultValue 1, as the manifest has it */
  readonly warmPrefixTarget?: number;
  /** `WARM_IP_TARGET`: free addresses. @defaultValue 0 */
  readonly warmIpTarget?: number;
  /** `MINIMUM_IP_TARGET`: addresses, free or not. @defaultValue 0 */
  readonly minimumIpTarget?: number;
}

/** Pods of a node that want an address, at most. */
export function podsWithAddress({ maxPods, hostNetworkPods = HOST_NETWORK_PODS }: AddressPool): number {
  return Math.max(0, maxPods - hostNetworkPods);
}

/** Pods of a node that get an address, at most: its network interfaces may have too few, or its targets ask for too few. */
export function podsWithRoom(pool: AddressPool): number {
  const { instanceType, cni } = pool;
  const asked = podsWithAddress(pool);
  const onBranches = roomForPods(instanceType, cni) - addressesForPods(instanceType, cni);
  return Math.min(asked, grownPool(pool, 0, asked) + onBranches);
}

/**
 * Addresses that the pool of a node holds for pods, by the number of pods with an address: from none of them (index 0) to
 * {@link podsWithAddress}, which come one after the other, none of them on a branch of a trunk. A simulation of what the CNI
 * does every five seconds: add addresses or prefixes to a network interface, or a network interface, until the targets are
 * met. It takes cooling addresses for free ones. It stops where the pool has reached `maxPods`, but not in the middle of a
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
 * Most addresses that the pool of a node can hold, whatever the order in which pods come and go: with a target of two
 * prefixes or more, pods that come together leave more behind than pods that come one after the other.
 */
export function largestPool(pool: AddressPool): number {
  const sizes = new Set([grownPool(pool, 0, 0)]);
  // A set is iterated to its end, with what is added meanwhile.
  for (const size of sizes) {
    const most = Math.min(size, podsWithAddress(pool));
    for (let pods = 0; pods <= most; pods++) sizes.add(grownPool(pool, size, pods));
  }
  return Math.max(...sizes);
}

/**
 * Addresses that a pool grows to while this many pods have one. It does not shrink: with fewer pods the CNI gives back what
 * the targets don't ask for, but no more than that.
 *
 * @param size addresses that the pool has.
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
  // Pods that wait for an address have none.
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
 * Addresses that stay free on a node at the worst number of pods: as many pods may have ended within the cooldown period
 * (30 s by default) before new ones wait in ContainerCreating. Not the full node is always worst, so all numbers are
 * tried; that pods come one after the other is the worst of all orders.
 */
export function cooldownHeadroom(pool: AddressPool): number {
  const free = poolSizes(pool).map((size, pods) => size - pods);
  return Math.max(0, Math.min(...free));
}

/** Largest `maxPods` up to a limit that leaves this headroom; undefined where none does. */
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

/** Free addresses to ask for beside a MINIMUM_IP_TARGET, without which the pool would never grow above it. */
const WARM_IP_TARGET_BESIDE_MINIMUM = 5;

/**
 * IP targets that leave this headroom without a lower `maxPods`: the CNI goes on to MINIMUM_IP_TARGET where it would stop at
 * `maxPods`. Undefined where the network interfaces have no room for as many addresses, or where `maxPods` is reached at
 * the end of one: the CNI attaches no other then.
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
