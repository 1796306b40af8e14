import {
  cooldownHeadroom,
  maxPodsForHeadroom,
  podsWithAddress,
  podsWithRoom,
  targetsForHeadroom,
  type AddressPool,
} from "./address-pool.ts";
import type { ClusterCapacity } from "./cluster-capacity.ts";
import { addressesPerSlot } from "./max-pods.ts";

/**
 * Describes what the subnets have room for, and what would pass: `fits at most 672 pods; your node groups can run 840; a /22 in
 * each zone fits`.
 */
export function subnetAdvice(capacity: ClusterCapacity): string {
  const { podsPossible, podsAsked } = capacity;
  const shortage = subnetShortage(capacity);
  if (shortage) return `${shortage.lack}; ${shortage.remedy}`;
  if (podsPossible < podsAsked) {
    return `fits at most ${podsPossible} pods; your ${sourcesOf(capacity)} can run ${podsAsked}, ${beyondNodes(capacity)}`;
  }
  return `fits all ${podsAsked} pods that your ${sourcesOf(capacity)} can run, and ${worstOf(capacity)}`;
}

/** A shortage of addresses in the subnets, and how large the subnets would have to be. */
export interface SubnetShortage {
  /** True if pods have no address even in normal operation, false if that happens only in an update or when a zone is lost. */
  readonly isCertain: boolean;
  readonly lack: string;
  readonly remedy: string;
}

/** Returns the shortage of addresses in the subnets; undefined if they have enough. */
export function subnetShortage(capacity: ClusterCapacity): SubnetShortage | undefined {
  const { podsPossible, podsAsked, addressesFit } = capacity;
  if (addressesFit) return undefined;
  const isCertain = podsPossible < podsAsked;
  const lack = isCertain
    ? `fits at most ${podsPossible} pods; your ${sourcesOf(capacity)} can run ${podsAsked}`
    : `fits all ${podsAsked} pods that your ${sourcesOf(capacity)} can run, but not ${worstOf(capacity)}`;
  const ofNodes = beyondNodes(capacity);
  const others = ofNodes === "" ? "" : `; ${podsAsked} are ${ofNodes}`;
  return { isCertain, lack, remedy: `${fittingSubnets(capacity)}${others}` };
}

function sourcesOf({ nodeGroups }: ClusterCapacity): string {
  const elastic = nodeGroups.filter(({ isElastic }) => isElastic);
  if (elastic.length === 0) return "node groups";
  return elastic.length < nodeGroups.length ? "node groups and NodePools" : "NodePools";
}

/** Explains why nodes don't have addresses for all their pods, whatever subnets they are in; empty if they do. */
function beyondNodes({ nodeGroups }: ClusterCapacity): string {
  const short = nodeGroups
    .map(({ pool }) => pool)
    .filter((pool) => podsWithRoom(pool) < podsWithAddress(pool));
  if (short.length === 0) return "";
  const isFrozen = short.some(
    ({ targets: { minimumIpTarget = 0, warmIpTarget = 0 } }) => minimumIpTarget > 0 && warmIpTarget === 0,
  );
  return isFrozen
    ? "more than MINIMUM_IP_TARGET gives nodes without WARM_IP_TARGET: set both"
    : "more than their network interfaces have addresses for: lower maxPods";
}

function worstOf({ zones, headroomPercent }: ClusterCapacity): string {
  const worst = zones.length > 1 ? "an update while a zone is lost" : "an update";
  return `${worst} with ${headroomPercent}% to spare`;
}

function fittingSubnets({ fitting }: ClusterCapacity): string {
  if (!fitting) return "no subnet is large enough: use fewer nodes or more zones";
  const { nodeSubnet, podSubnet } = fitting;
  if (podSubnet === undefined) return `a /${nodeSubnet} in each zone fits`;
  return `a /${nodeSubnet} for nodes and a /${podSubnet} for pods in each zone fit`;
}

/**
 * Describes the room for cooling addresses, and the settings that give enough: `maxPods 97 leaves room for 16 cooling addresses;
 * no lower maxPods leaves 40; MINIMUM_IP_TARGET 144 with WARM_IP_TARGET 5 gives 49`.
 */
export function cooldownAdvice(pool: AddressPool, neededHeadroom: number): string {
  const room = cooldownRoom(pool);
  return cooldownHeadroom(pool) >= neededHeadroom ? room : `${room}; ${cooldownRemedy(pool, neededHeadroom)}`;
}

/** Describes the room for cooling addresses: `maxPods 97 leaves room for 16 cooling addresses`. */
export function cooldownRoom(pool: AddressPool): string {
  const headroom = cooldownHeadroom(pool);
  return `maxPods ${pool.maxPods} leaves room for ${headroom} cooling ${headroom === 1 ? "address" : "addresses"}`;
}

/** Describes how to leave room for the required number of cooling addresses: a lower `maxPods`, or IP targets. */
export function cooldownRemedy(pool: AddressPool, neededHeadroom: number): string {
  const { maxPods } = pool;
  const lower = maxPodsForHeadroom(pool, neededHeadroom, maxPods - 1);
  const targets = targetsForHeadroom(pool, neededHeadroom);
  if (lower === undefined && targets === undefined) {
    const prefixes = addressesPerSlot(pool.instanceType, pool.cni) > 1 ? "" : "enable prefix delegation, ";
    return `no lower maxPods and no IP targets leave ${neededHeadroom}: ${prefixes}keep more nodes running, or spread the schedules`;
  }
  return [
    lower === undefined
      ? `no lower maxPods leaves ${neededHeadroom}`
      : `maxPods ${lower} leaves room for ${cooldownHeadroom({ ...pool, maxPods: lower })}`,
    targets === undefined
      ? `IP targets can't give more at maxPods ${maxPods}`
      : `MINIMUM_IP_TARGET ${targets.minimumIpTarget} with WARM_IP_TARGET ${targets.warmIpTarget} gives ${cooldownHeadroom({ ...pool, targets })}`,
  ].join("; ");
}
