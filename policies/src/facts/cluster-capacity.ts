import { cooldownHeadroom, podsWithAddress, type AddressPool } from "./address-pool.ts";
import { coolingAddressesPerNode } from "./cooling-addresses.ts";
import { blockSize } from "./ipv4-block.ts";
import {
  addressCount,
  mostAddressesOfNode,
  mostAddressesOfNodes,
  sumOfAddresses,
  withOthers,
  type NodeAddresses,
  type NodesOfPool,
  type SubnetAddresses,
} from "./node-addresses.ts";
import { groupBy } from "./group-by.ts";
import { podsPossible } from "./possible-pods.ts";
import { RESERVED_ADDRESSES, subnetHolds, subnetPrefixLengthFor } from "./subnet-size.ts";
import { sum } from "./sum.ts";

/** The settings that determine whether a cluster's nodes and pods get their addresses. */
export interface ClusterPlan {
  readonly zones: readonly ZonePlan[];
  readonly nodeGroups: readonly NodeGroupPlan[];
  /** The percentage of each subnet to be kept free, 0 to 99. */
  readonly headroomPercent: number;
  /** The number of addresses that cool down at the same time in the whole cluster. @defaultValue 0 */
  readonly coolingAddresses?: number;
}

/** The subnets of an Availability Zone. */
export interface ZonePlan {
  readonly name: string;
  readonly nodeSubnetPrefixLength: number;
  /** Set with custom networking, where pods have their own subnet. */
  readonly podSubnetPrefixLength?: number;
  /**
   * Addresses of the node subnet for other uses: EKS recommends 16 for a control plane, and load balancers need 8.
   *
   * @defaultValue 0
   */
  readonly otherAddresses?: number;
}

/** Nodes of one kind, spread over zones. */
export interface NodeGroupPlan {
  readonly name: string;
  /** The names of the zones of its nodes. @defaultValue all zones of the plan */
  readonly zones?: readonly string[];
  readonly pool: AddressPool;
  readonly maxNodes: number;
  /** True for one group of this size in each zone, which stays in its zone when another is lost. @defaultValue false */
  readonly perZone?: boolean;
  /** @defaultValue `maxNodes` */
  readonly minNodes?: number;
  /** The number of nodes that an update temporarily adds. @defaultValue {@link managedUpdateNodes} of the zones */
  readonly updateNodes?: number;
  /**
   * True if there are as many nodes as pods need: on how many of them the addresses of CronJobs cool down is then not known.
   *
   * @defaultValue false
   */
  readonly isElastic?: boolean;
  /** Addresses that each node must keep free for cooldown, independent of CronJobs. @defaultValue 0 */
  readonly coolingAddressesPerNode?: number;
}

/** The capacity of a plan. */
export interface ClusterCapacity {
  readonly zones: readonly ZoneCapacity[];
  readonly nodeGroups: readonly NodeGroupCapacity[];
  /** The number of pods with an address, in all zones and with all groups at their maximum size. */
  readonly podsPossible: number;
  readonly podsAsked: number;
  /** The number of these pods with an address while the zone whose loss leaves the fewest is lost; absent if there is no other zone. */
  readonly podsPossibleWithZoneLost?: number;
  readonly headroomPercent: number;
  /** True if every subnet has enough addresses for the worst case, with its headroom to spare. */
  readonly addressesFit: boolean;
  /** The prefix lengths of subnets that would, in every zone; absent if no subnet is large enough. */
  readonly fitting?: { readonly nodeSubnet: number; readonly podSubnet?: number };
  /** True if every node keeps enough addresses free for cooldown. */
  readonly coolingFits: boolean;
}

/** The capacity of one zone. If nodes don't divide evenly, each zone is counted as one that gets an extra node. */
export interface ZoneCapacity {
  readonly name: string;
  readonly nodes: number;
  readonly subnets: readonly SubnetCapacity[];
  readonly podsPossible: number;
  readonly podsAsked: number;
}

/** One subnet's addresses. */
export interface SubnetCapacity {
  readonly use: "nodes and pods" | "nodes" | "pods";
  readonly prefixLength: number;
  readonly total: number;
  /** Addresses that AWS reserves, and those for other uses. */
  readonly reserved: number;
  /** Addresses in use with all groups at their maximum size. */
  readonly heldAtMaximum: number;
  /** Addresses in use with all groups at their maximum size and in an update. */
  readonly heldInUpdate: number;
  /** Addresses in use in an update with the nodes of another zone as well; absent if there is no other zone. */
  readonly heldWithZoneLost?: number;
  readonly fits: boolean;
}

/** One node of a group. */
export interface NodeGroupCapacity {
  readonly name: string;
  readonly maxNodes: number;
  readonly pool: AddressPool;
  /** Pods with an address. */
  readonly podsPerNode: number;
  /** The number of addresses that a node takes, in all subnets. */
  readonly addressesPerNode: number;
  readonly cooldownHeadroom: number;
  readonly coolingAddresses: number;
  /** True if there are as many nodes as pods need, and at most this many; otherwise absent. */
  readonly isElastic?: true;
}

/**
 * Calculates the capacity of a plan, zone by zone.
 *
 * @throws RangeError if pods have no subnet: custom networking without `podSubnetPrefixLength`.
 */
export function clusterCapacity(unplaced: ClusterPlan): ClusterCapacity {
  const plan = placed(unplaced);
  const { headroomPercent } = plan;
  const nodeGroups = nodeGroupCapacities(plan);
  const zones = plan.zones.map((zone) => zoneCapacity(plan, zone));
  const asked = sum(nodeGroups.map(({ maxNodes, podsPerNode }) => maxNodes * podsPerNode));
  const fitting = fittingSubnets(plan);
  const withZoneLost = podsWithZoneLost(plan, zones);
  return {
    zones,
    nodeGroups,
    podsPossible: Math.min(asked, sum(zones.map((zone) => zone.podsPossible))),
    podsAsked: asked,
    ...(withZoneLost === undefined ? {} : { podsPossibleWithZoneLost: Math.min(asked, withZoneLost) }),
    headroomPercent,
    addressesFit: zones.every(({ subnets }) => subnets.every(({ fits }) => fits)),
    ...(fitting === undefined ? {} : { fitting }),
    coolingFits: nodeGroups.every((group) => group.cooldownHeadroom >= group.coolingAddresses),
  };
}

/**
 * The number of nodes that EKS adds to a managed node group for an update: twice its number of zones, or its maxUnavailable.
 * Source: Amazon EKS user guide, "Managed node group update behavior", read 2026-11.
 */
export function managedUpdateNodes(zoneCount: number, maxUnavailable = 1): number {
  return Math.max(2 * zoneCount, maxUnavailable);
}

/**
 * The addresses that node groups take from one zone's subnets at maximum size while an update runs and another zone, if there
 * is one, is lost. Nodes of the lost zone are replaced in the other zones, including those of the update.
 */
export function worstAddressesOfZone(nodeGroups: readonly NodeGroupPlan[], zoneCount: number): NodeAddresses {
  const left = Math.max(1, zoneCount - 1);
  return mostAddressesOfNodes(
    nodeGroups.map((group) => ({ pool: group.pool, nodes: nodesInUpdate(group, zoneCount, left) })),
  );
}

function nodeGroupCapacities(plan: PlacedPlan): readonly NodeGroupCapacity[] {
  const { nodeGroups, coolingAddresses = 0 } = plan;
  const groups = (group: NodeGroupPlan): number => (group.perZone ? (plan.zonesOf.get(group)?.size ?? 0) : 1);
  const fewestNodes = sum(nodeGroups.map((group) => groups(group) * (group.minNodes ?? group.maxNodes)));
  const ofCronJobs = coolingAddressesPerNode(coolingAddresses, Math.max(1, fewestNodes));
  return nodeGroups.map((group) => {
    const { name, pool, maxNodes, isElastic = false, coolingAddressesPerNode: ofGroup = 0 } = group;
    const { nodeSubnet, podSubnet } = mostAddressesOfNode(pool);
    return {
      name,
      maxNodes: groups(group) * maxNodes,
      pool,
      podsPerNode: podsWithAddress(pool),
      addressesPerNode: addressCount(nodeSubnet) + addressCount(podSubnet),
      cooldownHeadroom: cooldownHeadroom(pool),
      coolingAddresses: isElastic ? ofGroup : Math.max(ofGroup, ofCronJobs),
      ...(isElastic && { isElastic }),
    };
  });
}

function zoneCapacity(plan: PlacedPlan, zone: ZonePlan): ZoneCapacity {
  const nodesByPool = nodesOfZone(plan, zone);
  return {
    name: zone.name,
    nodes: sum(nodesByPool.map(({ nodes }) => nodes)),
    subnets: subnetCapacities(plan, zone),
    podsPossible: podsPossible(nodesByPool, (addresses) => zoneHolds(zone, addresses)),
    podsAsked: sum(nodesByPool.map(({ pool, nodes }) => nodes * podsWithAddress(pool))),
  };
}

/** The nodes of a zone; while another is lost, with those of its nodes that come up here. */
function nodesOfZone(plan: PlacedPlan, zone: ZonePlan, lost?: ZonePlan): readonly NodesOfPool[] {
  return groupsOfZone(plan, zone, lost).map(({ group, zoneCount }) => ({
    pool: group.pool,
    nodes: nodesPerZone(group, zoneCount),
  }));
}

/** The groups that have nodes in a zone, with the number of zones they are in. */
function groupsOfZone(
  { groupsByZone }: PlacedPlan,
  zone: ZonePlan,
  lost?: ZonePlan,
): readonly { readonly group: NodeGroupPlan; readonly zoneCount: number }[] {
  return (groupsByZone.get(zone) ?? []).map(({ group, zones }) => ({
    group,
    zoneCount: zones.size - (lost && zones.has(lost) ? 1 : 0),
  }));
}

/** A plan, and where its groups have nodes. */
interface PlacedPlan extends ClusterPlan {
  readonly groupsByZone: ReadonlyMap<ZonePlan, readonly PlacedGroup[]>;
  readonly zonesOf: ReadonlyMap<NodeGroupPlan, ReadonlySet<ZonePlan>>;
}

interface PlacedGroup {
  readonly group: NodeGroupPlan;
  readonly zones: ReadonlySet<ZonePlan>;
}

function placed(plan: ClusterPlan): PlacedPlan {
  const byName = groupBy(plan.zones, ({ name }) => name);
  const groups = plan.nodeGroups.map((group) => ({
    group,
    zones: new Set(group.zones?.flatMap((name) => byName.get(name) ?? []) ?? plan.zones),
  }));
  const inZones = groups.flatMap((group) => [...group.zones].map((zone) => ({ ...group, zone })));
  return {
    ...plan,
    groupsByZone: groupBy(inZones, ({ zone }) => zone),
    zonesOf: new Map(groups.map(({ group, zones }) => [group, zones])),
  };
}

function podsWithZoneLost(plan: PlacedPlan, zones: readonly ZoneCapacity[]): number | undefined {
  if (plan.zones.length === 1) return undefined;
  const ofZone = new Map(plan.zones.map((zone, index) => [zone, zones[index]?.podsPossible ?? 0]));
  const all = sum([...ofZone.values()]);
  const possible = plan.zones.map((lost) => {
    // Only zones with nodes of the same groups get nodes of the lost zone.
    const others = new Set((plan.groupsByZone.get(lost) ?? []).flatMap((group) => [...group.zones]));
    others.delete(lost);
    const change = [...others].map(
      (zone) =>
        podsPossible(nodesOfZone(plan, zone, lost), (addresses) => zoneHolds(zone, addresses)) -
        (ofZone.get(zone) ?? 0),
    );
    return all - (ofZone.get(lost) ?? 0) + sum(change);
  });
  return Math.min(...possible);
}

/** True if the subnets of a zone have these addresses, without any headroom. */
function zoneHolds(zone: ZonePlan, { nodeSubnet, podSubnet }: NodeAddresses): boolean {
  const { nodeSubnetPrefixLength, podSubnetPrefixLength, otherAddresses = 0 } = zone;
  return (
    subnetHolds(nodeSubnetPrefixLength, withOthers(nodeSubnet, otherAddresses), 0) &&
    (podSubnetPrefixLength === undefined || subnetHolds(podSubnetPrefixLength, podSubnet, 0))
  );
}

function subnetCapacities(plan: PlacedPlan, zone: ZonePlan): readonly SubnetCapacity[] {
  const { headroomPercent } = plan;
  const atMaximum = mostAddressesOfNodes(nodesOfZone(plan, zone));
  const inUpdate = mostAddressesOfNodes(
    groupsOfZone(plan, zone).map(({ group, zoneCount }) => ({
      pool: group.pool,
      nodes: nodesInUpdate(group, zoneCount, zoneCount),
    })),
  );
  const worst = worstAddresses(plan, zone);
  const { nodeSubnetPrefixLength, podSubnetPrefixLength, otherAddresses = 0 } = zone;
  const subnet = (
    use: SubnetCapacity["use"],
    from: keyof NodeAddresses,
    prefixLength: number,
    others: number,
  ): SubnetCapacity => ({
    use,
    prefixLength,
    total: blockSize(prefixLength),
    reserved: RESERVED_ADDRESSES + others,
    heldAtMaximum: addressCount(atMaximum[from]),
    heldInUpdate: addressCount(inUpdate[from]),
    ...(plan.zones.length === 1 ? {} : { heldWithZoneLost: addressCount(worst[from]) }),
    fits: subnetHolds(prefixLength, withOthers(worst[from], others), headroomPercent),
  });
  if (podSubnetPrefixLength === undefined) {
    if (addressCount(worst.podSubnet) > 0)
      throw new RangeError("custom networking requires a subnet for pods");
    const isOfNodes = plan.nodeGroups.length > 0 && plan.nodeGroups.every(({ pool }) => pool.cni.ipv6);
    const use = isOfNodes ? "nodes" : "nodes and pods";
    return [subnet(use, "nodeSubnet", nodeSubnetPrefixLength, otherAddresses)];
  }
  return [
    subnet("nodes", "nodeSubnet", nodeSubnetPrefixLength, otherAddresses),
    subnet("pods", "podSubnet", podSubnetPrefixLength, 0),
  ];
}

/** Calculated as if each group had lost one of its zones; groups with the same zones lose it at the same time. */
function worstAddresses(plan: PlacedPlan, zone: ZonePlan): NodeAddresses {
  return sumOfAddresses(
    groupsOfZone(plan, zone).map(({ group, zoneCount }) => worstAddressesOfZone([group], zoneCount)),
  );
}

function fittingSubnets(plan: PlacedPlan): ClusterCapacity["fitting"] {
  const { zones, headroomPercent } = plan;
  const worst = zones.map((zone) => worstAddresses(plan, zone));
  const others = Math.max(0, ...zones.map(({ otherAddresses = 0 }) => otherAddresses));
  const fitting = (subnets: readonly SubnetAddresses[]): number =>
    Math.min(...subnets.map((taken) => subnetPrefixLengthFor(taken, headroomPercent) ?? NaN));
  const nodeSubnet = fitting(worst.map((taken) => withOthers(taken.nodeSubnet, others)));
  const podSubnet = fitting(worst.map((taken) => taken.podSubnet));
  if (Number.isNaN(nodeSubnet) || Number.isNaN(podSubnet)) return undefined;
  const hasPodSubnets = worst.some((taken) => addressCount(taken.podSubnet) > 0);
  return hasPodSubnets ? { nodeSubnet, podSubnet } : { nodeSubnet };
}

/** Rounded up, because each zone may be one that gets an extra node. */
function nodesPerZone({ maxNodes, perZone = false }: NodeGroupPlan, zoneCount: number): number {
  return perZone ? maxNodes : Math.ceil(maxNodes / zoneCount);
}

/** Includes the nodes that an update in all zones adds, spread over the zones that are left. */
function nodesInUpdate(group: NodeGroupPlan, zoneCount: number, left: number): number {
  const { maxNodes, perZone = false, updateNodes = managedUpdateNodes(perZone ? 1 : zoneCount) } = group;
  return nodesPerZone({ ...group, maxNodes: maxNodes + updateNodes }, left);
}
