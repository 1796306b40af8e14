import type { ClusterPlan, NodeGroupPlan, ZonePlan } from "../../facts/cluster-capacity.ts";
import { mostDemandingOf } from "../../facts/node-group-pool.ts";
import { CONTROL_PLANE_ADDRESSES, LOAD_BALANCER_ADDRESSES } from "../../facts/subnet-size.ts";
import { groupBy } from "../../facts/group-by.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { SUBNET } from "../aws-types.ts";
import { subnetsOfCluster } from "../network/cluster-subnets.ts";
import { subnetPrefix } from "../network/subnet-prefix.ts";
import { zoneOfSubnet } from "../network/zone.ts";
import { updateNodesOf } from "../nodes/group-size.ts";
import type { NodeGroup } from "../nodes/node-groups.ts";
import { subnetsOfNodePool } from "../nodes/node-pools.ts";
import { allSubnets, subnetUseOf, subnetUses } from "../nodes/node-subnets.ts";
import { runsWindows } from "../nodes/windows.ts";
import { nodesOfGroup, nodeSourcesOf } from "./cluster-nodes.ts";
import { nodesOfNodePool } from "./karpenter-nodes.ts";
import { CNI_TAG, isTagged, podSubnets } from "./pod-subnets.ts";

/** The nodes and addresses of a cluster, as far as the stack shows them. */
export interface PlannedCluster {
  readonly zones: readonly ZonePlan[];
  readonly groups: readonly PlannedGroup[];
  /** The NodePools that are not among the groups, because they have no limits, or because what they depend on is not known. */
  readonly uncounted: readonly ResourceView[];
}

/** A group of nodes, or a NodePool with as many nodes as it can have. */
export interface PlannedGroup {
  readonly resource: ResourceView;
  /** The plan, with the addresses of the instance type that takes the most. */
  readonly plan: NodeGroupPlan;
}

/**
 * The nodes and addresses of a cluster; undefined if they can't be planned from its node groups and NodePools, or if a required
 * value is not known. The reason is then recorded. Each node subnet is a zone of the plan: an Availability Zone may have several,
 * for different groups.
 */
export function planCluster(stack: StackView, cluster: ResourceView): PlannedCluster | undefined {
  const sources = nodeSourcesOf(stack, cluster);
  if (!sources) return undefined;
  const ofWindows = sources.groups.map(({ resource }) => runsWindows(stack, resource));
  if (ofWindows.includes(true)) {
    cluster.notApplicable("it has Windows nodes, which take addresses from its subnets by different rules");
    return undefined;
  }
  // Every group is checked, so that all unknown values are recorded at once.
  const ofGroups = sources.groups.map((group) => planGroup(stack, group));
  const ofNodePools = sources.nodePools.map((nodePool) => planNodePool(stack, nodePool));
  if (ofGroups.includes(undefined)) return undefined;
  const found = [...ofGroups, ...ofNodePools].filter((one) => one !== undefined);
  if (found.length === 0) return undefined;
  const names = zoneNames(found.flatMap(({ subnets }) => subnets));
  const groups = found.map(({ resource, subnets, plan }) => ({
    resource,
    plan: { ...plan, zones: subnets.map((subnet) => names.get(subnet) ?? subnet.zone) },
  }));
  const zones = planZones(stack, cluster, groups, names);
  const uncounted = sources.nodePools.filter((_, index) => ofNodePools[index] === undefined);
  return zones && { zones, groups, uncounted };
}

/** The plan of a cluster, with this percentage of each subnet to be kept free. */
export function clusterPlan({ zones, groups }: PlannedCluster, headroomPercent: number): ClusterPlan {
  return { zones, nodeGroups: groups.map(({ plan }) => plan), headroomPercent };
}

/** A subnet of nodes. */
interface NodeSubnet {
  readonly subnet: ResourceView;
  readonly zone: string;
  readonly isSecret: boolean;
}

/** The names of zones in the plan: the zone, and also the subnet if the zone has several; the subnet alone if the zone is secret. */
type ZoneNames = ReadonlyMap<NodeSubnet, string>;

/** A group of nodes whose zones have no names yet. */
interface PlacedGroup {
  readonly resource: ResourceView;
  readonly subnets: readonly NodeSubnet[];
  readonly plan: NodeGroupPlan;
}

function planGroup(stack: StackView, group: NodeGroup): PlacedGroup | undefined {
  const { resource } = group;
  const subnets = subnetsOfGroup(stack, group);
  const nodes = nodesOfGroup(stack, group);
  const updateNodes = nodes && updateNodesOf(group, subnets?.length ?? 1, nodes.maxNodes);
  if (!subnets || !nodes || updateNodes === undefined) return undefined;
  const { minNodes, maxNodes, pools } = nodes;
  const plan = { name: resource.name, pool: mostDemandingOf(pools), minNodes, maxNodes, updateNodes };
  return { resource, subnets, plan };
}

function planNodePool(stack: StackView, nodePool: ResourceView): PlacedGroup | undefined {
  const nodes = nodesOfNodePool(stack, nodePool);
  const selected = subnetsOfNodePool(stack, nodePool);
  const subnets = selected && placedSubnets(selected, nodePool);
  return nodes && subnets && { resource: nodePool, subnets, plan: { name: nodePool.name, ...nodes } };
}

function subnetsOfGroup(stack: StackView, { resource }: NodeGroup): readonly NodeSubnet[] | undefined {
  const use = subnetUseOf(stack, resource);
  if (!use) return undefined;
  const { resources, gap } = allSubnets(stack, use);
  if (gap !== undefined) use.subnetIds.undetermined(gap);
  const subnets = placedSubnets(resources, use.subnetIds);
  if (gap !== undefined) return undefined;
  if (resources.length === 0) resource.undetermined("no subnets in the stack");
  return resources.length === 0 ? undefined : subnets;
}

/** Subnets with their zones; undefined if a zone is not known or has several of them, which is then recorded. */
function placedSubnets(subnets: readonly ResourceView[], place: View): readonly NodeSubnet[] | undefined {
  const placed = inZones(subnets);
  if (placed.length < subnets.length) return undefined;
  if (new Set(placed.map(({ zone }) => zone)).size === placed.length) return placed;
  place.undetermined("several subnets in one zone");
  return undefined;
}

/** Subnets with their zones; those without a known zone are recorded. */
function inZones(subnets: readonly ResourceView[]): readonly NodeSubnet[] {
  return subnets.flatMap((subnet) => {
    const zone = zoneOfSubnet(subnet);
    return zone ? [{ subnet, zone: zone.value, isSecret: zone.isSecret === true }] : [];
  });
}

function zoneNames(subnets: readonly NodeSubnet[]): ZoneNames {
  const byZone = new Map(
    [...groupBy(subnets, ({ zone }) => zone)].map(([zone, all]) => [
      zone,
      new Set(all.map(({ subnet }) => subnet)),
    ]),
  );
  const isAlone = ({ zone }: NodeSubnet): boolean => byZone.get(zone)?.size === 1;
  const nameOf = (one: NodeSubnet): string => {
    if (one.isSecret) return one.subnet.name;
    return isAlone(one) ? one.zone : `${one.zone} ${one.subnet.name}`;
  };
  // Subnets of several components can have the same name.
  const taken = new Map<string, ResourceView>();
  const uniqueNameOf = (one: NodeSubnet): string => {
    let name = nameOf(one);
    for (let count = 2; (taken.get(name) ?? one.subnet) !== one.subnet; count += 1) {
      name = `${nameOf(one)} (${count})`;
    }
    taken.set(name, one.subnet);
    return name;
  };
  return new Map(subnets.map((one) => [one, uniqueNameOf(one)]));
}

function planZones(
  stack: StackView,
  cluster: ResourceView,
  groups: readonly PlannedGroup[],
  names: ZoneNames,
): readonly ZonePlan[] | undefined {
  const nodeSubnets = [...new Map([...names].map(([subnet, name]) => [name, subnet]))];
  const isCustom = groups.some(({ plan }) => plan.pool.cni.customNetworking);
  const subnets = nodeSubnets.map(([, subnet]) => subnet);
  if (!isCustom && mayHaveMoreSubnets(stack, new Set(subnets.map(({ subnet }) => subnet)))) return undefined;
  const byZone = isCustom ? podSubnetsByZone(stack, cluster, subnets) : NO_SUBNETS;
  if (!byZone) return undefined;
  const controlPlane = subnetsOfCluster(stack, cluster);
  const zones = nodeSubnets.flatMap(([name, { subnet, zone }]) => {
    const podSubnet = byZone.get(zone);
    const nodes = subnetPrefix(subnet);
    const pods = podSubnet && subnetPrefix(podSubnet);
    if (nodes?.kind !== "known" || (podSubnet && pods?.kind !== "known")) return [];
    return [
      {
        name,
        nodeSubnetPrefixLength: nodes.value,
        ...(pods?.kind === "known" ? { podSubnetPrefixLength: pods.value } : {}),
        otherAddresses: otherAddresses(subnet, controlPlane),
      },
    ];
  });
  return zones.length === nodeSubnets.length ? zones : undefined;
}

const NO_SUBNETS: ReadonlyMap<string, ResourceView> = new Map();

/** The pod subnet of each zone with custom networking; undefined if a zone has none or several, which is then recorded. */
function podSubnetsByZone(
  stack: StackView,
  cluster: ResourceView,
  nodeSubnets: readonly NodeSubnet[],
): ReadonlyMap<string, ResourceView> | undefined {
  const all = podSubnetsOf(stack);
  const byZone = nodeSubnets.map(({ zone }) => all.get(zone) ?? []);
  const isShared = new Set(nodeSubnets.map(({ zone }) => zone)).size < nodeSubnets.length;
  if (isShared || byZone.some(({ length }) => length !== 1)) {
    cluster.undetermined("not exactly one pod subnet for each node subnet");
    return undefined;
  }
  return new Map(byZone.flat().map(({ zone, subnet }) => [zone, subnet]));
}

/** The subnets of pods in a stack, by zone. */
const podSubnetsOf = oncePerStack((stack) => {
  const all = new Set(podSubnets(stack).flatMap(({ resources }) => resources));
  return groupBy(inZones([...all]), ({ zone }) => zone);
});

/** The CNI takes addresses from every subnet that has its tag, whether or not there are nodes in it. */
function mayHaveMoreSubnets(stack: StackView, ofNodes: ReadonlySet<ResourceView>): boolean {
  const others = subnetsForPods(stack).filter((subnet) => !ofNodes.has(subnet));
  for (const subnet of others.filter((one) => !one.isUnknown(["tags", CNI_TAG]))) {
    subnet.undetermined("the CNI may take pod addresses from it");
  }
  return others.length > 0;
}

/** The subnets without groups of nodes that have or may have the tag of the CNI. */
const subnetsForPods = oncePerStack((stack): readonly ResourceView[] => {
  const used = new Set(
    subnetUses(stack).flatMap(({ resources, candidates = [] }) => [...resources, ...candidates]),
  );
  return stack
    .ofType([SUBNET])
    .filter((subnet) => !used.has(subnet))
    .filter((subnet) => isTagged(subnet, CNI_TAG) || subnet.isUnknown(["tags", CNI_TAG]));
});

/** The number of addresses in a subnet that are not available to nodes and pods. */
function otherAddresses(subnet: ResourceView, controlPlane: readonly ResourceView[]): number {
  const isForLoadBalancers = LOAD_BALANCER_TAGS.some((tag) => isTagged(subnet, tag));
  return (
    (controlPlane.includes(subnet) ? CONTROL_PLANE_ADDRESSES : 0) +
    (isForLoadBalancers ? LOAD_BALANCER_ADDRESSES : 0)
  );
}

const LOAD_BALANCER_TAGS = ["kubernetes.io/role/elb", "kubernetes.io/role/internal-elb"];
