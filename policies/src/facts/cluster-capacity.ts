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
import { podsPossible } from "./possible-pods.ts";
import { RESERVED_ADDRESSES, subnetHolds, subnetPrefixLengthFor } from "./subnet-size.ts";
import { sum } from "./sum.ts";

/** What decides whether a cluster's nodes and pods get their addresses. */
export interface ClusterPlan {
  readonly zones: readonly ZonePlan[];
  readonly nodeGroups: readonly NodeGroupPlan[];
  /** Part of each subnet that is to stay free, 0 to 99. */
  readonly headroomPercent: number;
  /** Addresses of the whole cluster that cool down at the same time. @defaultValue 0 */
  readonly coolingAddresses?: number;
}

/** The subnets of an availability zone. */
export interface ZonePlan {
  readonly name: string;
  readonly nodeSubnetPrefixLength: number;
  /** Present with custom networking, where pods have a subnet of their own. */
  readonly podSubnetPrefixLength?: number;
  /**
   * Addresses of the node subnet that something else takes: EKS wants 16 for a control plane, load balancers 8.
   *
   * @defaultValue 0
   */
  readonly otherAddresses?: number;
}

/** Nodes of one kind, spread over zones. */
export interface NodeGroupPlan {
  readonly name: string;
  /** Names of the zones that its nodes are in. @defaultValue all zones of the plan */
  readonly zones?: readonly string[];
  readonly pool: AddressPool;
  readonly maxNodes: number;
  /** A group of these numbers in each zone, which stays there when another is lost. @defaultValue false */
  readonly perZone?: boolean;
  /** @defaultValue `maxNodes` */
  readonly minNodes?: number;
  /** Nodes that an update adds for a while. @defaultValue {@link managedUpdateNodes} of the zones */
  readonly updateNodes?: number;
  /** Addresses that each node must have free for cooling ones, whatever CronJobs there are. @defaultValue 0 */
  readonly coolingAddressesPerNode?: number;
}

/** What a plan comes to. */
export interface ClusterCapacity {
  readonly zones: readonly ZoneCapacity[];
  readonly nodeGroups: readonly NodeGroupCapacity[];
  /** Pods with an address, in all zones and with all groups at their largest. */
  readonly podsPossible: number;
  readonly podsAsked: number;
  /** Of these, with an address while the zone with the most is lost; absent where there is no other zone. */
  readonly podsPossibleWithZoneLost?: number;
  readonly headroomPercent: number;
  /** True where every subnet holds the worst that can happen with its headroom to spare. */
  readonly addressesFit: boolean;
  /** Prefix lengths of subnets that do, in every zone; absent where no subnet does. */
  readonly fitting?: { readonly nodeSubnet: number; readonly podSubnet?: number };
  /** True where every node keeps enough addresses free for cooling ones. */
  readonly coolingFits: boolean;
}

/** One zone's part. With nodes that don't divide evenly, each zone is counted as one that gets a node more. */
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
  /** Those that AWS keeps, and those of others. */
  readonly reserved: number;
  /** Taken with all groups at their largest. */
  readonly heldAtMaximum: number;
  /** Taken with all groups at their largest and in an update. */
  readonly heldInUpdate: number;
  /** Taken with the nodes of another zone as well, and in an update; absent where there is no other zone. */
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
  /** Addresses that a node takes, in all subnets. */
  readonly addressesPerNode: number;
  readonly cooldownHeadroom: number;
  readonly coolingAddresses: number;
}

/**
 * What a plan comes to, zone by zone.
 *
 * @throws RangeError where pods have no subnet: custom networking without `podSubnetPrefixLength`.
 */
export function clusterCapacity(plan: ClusterPlan): ClusterCapacity {
  const { headroomPercent } = plan;
  const nodeGroups = nodeGroupCapacities(plan);
  const zones = plan.zones.map((zone) => zoneCapacity(plan, zone));
  const asked = sum(nodeGroups.map(({ maxNodes, podsPerNode }) => maxNodes * podsPerNode));
  const fitting = fittingSubnets(plan);
  const withZoneLost = podsWithZoneLost(plan);
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
 * Nodes that EKS adds to a managed node group for an update: twice as many as it has zones, or as many as it may take away.
 * Source: Amazon EKS user guide, "Managed node group update behavior", read 2026-11.
 */
export function managedUpdateNodes(zoneCount: number, maxUnavailable = 1): number {
  return Math.max(2 * zoneCount, maxUnavailable);
}

/**
 * Addresses that node groups take from one zone's subnets at their largest while an update runs and another zone, if there
 * is one, is lost. New nodes of the lost zone come up in the others, those of the update included.
 */
export function worstAddressesOfZone(nodeGroups: readonly NodeGroupPlan[], zoneCount: number): NodeAddresses {
  const left = Math.max(1, zoneCount - 1);
  return mostAddressesOfNodes(
    nodeGroups.map((group) => ({ pool: group.pool, nodes: nodesInUpdate(group, zoneCount, left) })),
  );
}

function nodeGroupCapacities(plan: ClusterPlan): readonly NodeGroupCapacity[] {
  const { nodeGroups, coolingAddresses = 0 } = plan;
  const groups = (group: NodeGroupPlan): number => (group.perZone ? zonesOf(plan, group).length : 1);
  const fewestNodes = sum(nodeGroups.map((group) => groups(group) * (group.minNodes ?? group.maxNodes)));
  const ofCronJobs = coolingAddressesPerNode(coolingAddresses, Math.max(1, fewestNodes));
  return nodeGroups.map((group) => {
    const { name, pool, maxNodes, coolingAddressesPerNode: ofGroup = 0 } = group;
    const { nodeSubnet, podSubnet } = mostAddressesOfNode(pool);
    return {
      name,
      maxNodes: groups(group) * maxNodes,
      pool,
      podsPerNode: podsWithAddress(pool),
      addressesPerNode: addressCount(nodeSubnet) + addressCount(podSubnet),
      cooldownHeadroom: cooldownHeadroom(pool),
      coolingAddresses: Math.max(ofGroup, ofCronJobs),
    };
  });
}

function zoneCapacity(plan: ClusterPlan, zone: ZonePlan): ZoneCapacity {
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
function nodesOfZone(plan: ClusterPlan, zone: ZonePlan, lost?: ZonePlan): readonly NodesOfPool[] {
  return groupsOfZone(plan, zone, lost).map(({ group, zoneCount }) => ({
    pool: group.pool,
    nodes: nodesPerZone(group, zoneCount),
  }));
}

/** The groups that have nodes in a zone, with the number of zones they are in. */
function groupsOfZone(
  plan: ClusterPlan,
  zone: ZonePlan,
  lost?: ZonePlan,
): readonly { readonly group: NodeGroupPlan; readonly zoneCount: number }[] {
  return plan.nodeGroups.flatMap((group) => {
    const zones = zonesOf(plan, group).filter((one) => one !== lost);
    return zones.includes(zone) ? [{ group, zoneCount: zones.length }] : [];
  });
}

function zonesOf({ zones }: ClusterPlan, group: NodeGroupPlan): readonly ZonePlan[] {
  return group.zones ? zones.filter(({ name }) => group.zones?.includes(name)) : zones;
}

function podsWithZoneLost(plan: ClusterPlan): number | undefined {
  if (plan.zones.length === 1) return undefined;
  const possible = plan.zones.map((lost) => {
    const left = plan.zones.filter((zone) => zone !== lost);
    const podsOfZone = left.map((zone) =>
      podsPossible(nodesOfZone(plan, zone, lost), (addresses) => zoneHolds(zone, addresses)),
    );
    return sum(podsOfZone);
  });
  return Math.min(...possible);
}

/** True where the subnets of a zone have these addresses, whatever stays free. */
function zoneHolds(zone: ZonePlan, { nodeSubnet, podSubnet }: NodeAddresses): boolean {
  const { nodeSubnetPrefixLength, podSubnetPrefixLength, otherAddresses = 0 } = zone;
  return (
    subnetHolds(nodeSubnetPrefixLength, withOthers(nodeSubnet, otherAddresses), 0) &&
    (podSubnetPrefixLength === undefined || subnetHolds(podSubnetPrefixLength, podSubnet, 0))
  );
}

function subnetCapacities(plan: ClusterPlan, zone: ZonePlan): readonly SubnetCapacity[] {
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
    if (addressCount(worst.podSubnet) > 0) throw new RangeError("custom networking needs a subnet for pods");
    const isOfNodes = plan.nodeGroups.length > 0 && plan.nodeGroups.every(({ pool }) => pool.cni.ipv6);
    const use = isOfNodes ? "nodes" : "nodes and pods";
    return [subnet(use, "nodeSubnet", nodeSubnetPrefixLength, otherAddresses)];
  }
  return [
    subnet("nodes", "nodeSubnet", nodeSubnetPrefixLength, otherAddresses),
    subnet("pods", "podSubnet", podSubnetPrefixLength, 0),
  ];
}

/** As if each group of the zone had lost a zone of its own, which all groups of the same zones do at once. */
function worstAddresses(plan: ClusterPlan, zone: ZonePlan): NodeAddresses {
  return sumOfAddresses(
    groupsOfZone(plan, zone).map(({ group, zoneCount }) => worstAddressesOfZone([group], zoneCount)),
  );
}

function fittingSubnets(plan: ClusterPlan): ClusterCapacity["fitting"] {
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

/** Each zone may be one that gets a node more. */
function nodesPerZone({ maxNodes, perZone = false }: NodeGroupPlan, zoneCount: number): number {
  return perZone ? maxNodes : Math.ceil(maxNodes / zoneCount);
}

/** With those that an update in all zones adds, in those that are left. */
function nodesInUpdate(group: NodeGroupPlan, zoneCount: number, left: number): number {
  const { maxNodes, perZone = false, updateNodes = managedUpdateNodes(perZone ? 1 : zoneCount) } = group;
  return nodesPerZone({ ...group, maxNodes: maxNodes + updateNodes }, left);
}
