import {
  addressCount,
  cooldownHeadroom,
  leastAddressesOfNode,
  mostAddressesOfNode,
  podsWithAddress,
  podsWithRoom,
  type AddressPool,
  type NodeAddresses,
  type SubnetAddresses,
} from "./address-pool.ts";
import { coolingAddressesPerNode } from "./cooling-addresses.ts";
import { blockSize } from "./ipv4-block.ts";
import { RESERVED_ADDRESSES, subnetHolds, subnetPrefixLengthFor } from "./subnet-size.ts";

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

/** Nodes of one kind, spread over all zones. */
export interface NodeGroupPlan {
  readonly name: string;
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
  return addressesOfNodes(nodeGroups, (group) => nodesInUpdate(group, zoneCount, left));
}

function nodeGroupCapacities({
  zones,
  nodeGroups,
  coolingAddresses = 0,
}: ClusterPlan): readonly NodeGroupCapacity[] {
  const groups = ({ perZone = false }: NodeGroupPlan): number => (perZone ? zones.length : 1);
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
  const zoneCount = plan.zones.length;
  return {
    name: zone.name,
    nodes: sum(plan.nodeGroups.map((group) => nodesPerZone(group, zoneCount))),
    subnets: subnetCapacities(plan, zone),
    podsPossible: podsPossible(plan, zone, zoneCount),
    podsAsked: podsOfZone(plan, zoneCount, podsWithAddress),
  };
}

function podsWithZoneLost(plan: ClusterPlan): number | undefined {
  const left = plan.zones.length - 1;
  if (left === 0) return undefined;
  const possible = plan.zones.map((zone) => podsPossible(plan, zone, left));
  return sum(possible) - Math.max(...possible);
}

function subnetCapacities(plan: ClusterPlan, zone: ZonePlan): readonly SubnetCapacity[] {
  const { nodeGroups, headroomPercent } = plan;
  const zoneCount = plan.zones.length;
  const atMaximum = addressesOfNodes(nodeGroups, (group) => nodesPerZone(group, zoneCount));
  const inUpdate = addressesOfNodes(nodeGroups, (group) => nodesInUpdate(group, zoneCount, zoneCount));
  const worst = worstAddressesOfZone(nodeGroups, zoneCount);
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
    ...(zoneCount === 1 ? {} : { heldWithZoneLost: addressCount(worst[from]) }),
    fits: subnetHolds(prefixLength, withOthers(worst[from], others), headroomPercent),
  });
  if (podSubnetPrefixLength === undefined) {
    if (addressCount(worst.podSubnet) > 0) throw new RangeError("custom networking needs a subnet for pods");
    return [subnet("nodes and pods", "nodeSubnet", nodeSubnetPrefixLength, otherAddresses)];
  }
  return [
    subnet("nodes", "nodeSubnet", nodeSubnetPrefixLength, otherAddresses),
    subnet("pods", "podSubnet", podSubnetPrefixLength, 0),
  ];
}

/** Pods of all nodes of one zone of so many. */
function podsOfZone(
  { nodeGroups }: ClusterPlan,
  zoneCount: number,
  podsOfNode: (pool: AddressPool) => number,
): number {
  return sum(nodeGroups.map((group) => nodesPerZone(group, zoneCount) * podsOfNode(group.pool)));
}

/**
 * Most pods of one zone of so many that can have an address at the same time, spread over its nodes as evenly as a scheduler
 * does.
 */
function podsPossible(plan: ClusterPlan, zone: ZonePlan, zoneCount: number): number {
  const { nodeSubnetPrefixLength, podSubnetPrefixLength, otherAddresses = 0 } = zone;
  const isPossible = (pods: number): boolean => {
    const { nodeSubnet, podSubnet } = leastAddresses(plan, pods, zoneCount);
    return (
      subnetHolds(nodeSubnetPrefixLength, withOthers(nodeSubnet, otherAddresses), 0) &&
      (podSubnetPrefixLength === undefined || subnetHolds(podSubnetPrefixLength, podSubnet, 0))
    );
  };
  let most = 0;
  let tooMany = podsOfZone(plan, zoneCount, podsWithRoom) + 1;
  while (tooMany - most > 1) {
    const pods = Math.floor((most + tooMany) / 2);
    if (isPossible(pods)) most = pods;
    else tooMany = pods;
  }
  return most;
}

/** Addresses that nodes of one zone of so many can't do without when they run this many pods. */
function leastAddresses({ nodeGroups }: ClusterPlan, pods: number, zoneCount: number): NodeAddresses {
  const groups = nodeGroups.map((group) => ({
    pool: group.pool,
    nodes: nodesPerZone(group, zoneCount),
    room: podsWithRoom(group.pool),
  }));
  const podsAt = (level: number): number =>
    sum(groups.map(({ nodes, room }) => nodes * Math.min(level, room)));
  const fullest = Math.max(0, ...groups.map(({ room }) => room));
  let level = 0;
  while (level < fullest && podsAt(level + 1) <= pods) level++;
  let above = pods - podsAt(level);
  return groups
    .map(({ pool, nodes, room }) => {
      const fuller = room > level ? Math.min(nodes, above) : 0;
      above -= fuller;
      return plus(
        times(leastAddressesOfNode(pool, Math.min(level, room)), nodes - fuller),
        times(leastAddressesOfNode(pool, Math.min(level + 1, room)), fuller),
      );
    })
    .reduce(plus, NO_ADDRESSES);
}

function fittingSubnets({ zones, nodeGroups, headroomPercent }: ClusterPlan): ClusterCapacity["fitting"] {
  const worst = worstAddressesOfZone(nodeGroups, zones.length);
  const others = Math.max(0, ...zones.map(({ otherAddresses = 0 }) => otherAddresses));
  const nodeSubnet = subnetPrefixLengthFor(withOthers(worst.nodeSubnet, others), headroomPercent);
  const podSubnet = subnetPrefixLengthFor(worst.podSubnet, headroomPercent);
  if (nodeSubnet === undefined || podSubnet === undefined) return undefined;
  return addressCount(worst.podSubnet) === 0 ? { nodeSubnet } : { nodeSubnet, podSubnet };
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

function addressesOfNodes(
  nodeGroups: readonly NodeGroupPlan[],
  nodesOf: (group: NodeGroupPlan) => number,
): NodeAddresses {
  return nodeGroups
    .map((group) => times(mostAddressesOfNode(group.pool), nodesOf(group)))
    .reduce(plus, NO_ADDRESSES);
}

const NO_ADDRESSES: NodeAddresses = {
  nodeSubnet: { single: 0, prefixes: 0 },
  podSubnet: { single: 0, prefixes: 0 },
};

function plus(a: NodeAddresses, b: NodeAddresses): NodeAddresses {
  return combined(a, b, (first, second) => first + second);
}

function times(a: NodeAddresses, factor: number): NodeAddresses {
  return combined(a, a, (value) => value * factor);
}

function combined(
  a: NodeAddresses,
  b: NodeAddresses,
  combine: (first: number, second: number) => number,
): NodeAddresses {
  const subnet = (first: SubnetAddresses, second: SubnetAddresses): SubnetAddresses => ({
    single: combine(first.single, second.single),
    prefixes: combine(first.prefixes, second.prefixes),
  });
  return {
    nodeSubnet: subnet(a.nodeSubnet, b.nodeSubnet),
    podSubnet: subnet(a.podSubnet, b.podSubnet),
  };
}

function withOthers({ single, prefixes }: SubnetAddresses, others: number): SubnetAddresses {
  return { single: single + others, prefixes };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
