import type { AddressPool } from "../../facts/address-pool.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { CLUSTER, FARGATE_PROFILE } from "../aws-types.ts";
import { usesVpcCni } from "../cni/cni-mode.ts";
import { hasHybridNodes } from "../cni/other-cni.ts";
import { sizeOfGroup, type GroupSize } from "../nodes/group-size.ts";
import { hiddenNodes } from "../nodes/hidden-nodes.ts";
import { groupsOfCluster, type NodeGroup } from "../nodes/node-groups.ts";
import { nodePoolsOfCluster } from "../nodes/node-pools.ts";
import { runsLinux } from "../nodes/windows.ts";
import { reference } from "../references.ts";
import { poolsOfGroup } from "./group-pools.ts";

/** The nodes of a group. */
export interface GroupNodes extends GroupSize {
  readonly group: NodeGroup;
  /** The addresses of nodes of each instance type. */
  readonly pools: readonly [AddressPool, ...AddressPool[]];
}

/**
 * The Linux nodes of a cluster's groups; undefined if a required value is not known, which is then recorded. It is recorded that
 * those of Karpenter don't count.
 */
export function nodesOfCluster(stack: StackView, cluster: ResourceView): readonly GroupNodes[] | undefined {
  const plannable = nodeSourcesOf(stack, cluster);
  for (const nodePool of plannable?.nodePools ?? []) {
    nodePool.notApplicable("Karpenter creates as many nodes as pods need");
  }
  const groups = plannable?.groups.filter(({ resource }) => runsLinux(stack, resource));
  const nodes = groups?.map((group) => nodesOfGroup(stack, group));
  const known = nodes?.filter((group) => group !== undefined);
  return known?.length === nodes?.length ? known : undefined;
}

/** The nodes of a group; undefined if a required value is not known, which is then recorded. */
export function nodesOfGroup(stack: StackView, group: NodeGroup): GroupNodes | undefined {
  const pools = poolsOfGroup(stack, group);
  const size = sizeOfGroup(group);
  return pools && size && { group, pools, ...size };
}

/** What creates the nodes of a cluster: groups, NodePools of Karpenter, or both. */
export interface NodeSources {
  readonly groups: readonly NodeGroup[];
  readonly nodePools: readonly ResourceView[];
}

/**
 * A cluster's groups and NodePools, if the stack shows them and the VPC CNI assigns their pods' addresses; otherwise the reason is
 * recorded.
 */
export function nodeSourcesOf(stack: StackView, cluster: ResourceView): NodeSources | undefined {
  if (!usesVpcCni(stack, cluster)) return undefined;
  const groups = groupsOfCluster(stack, cluster);
  const nodePools = nodePoolsOfCluster(stack, cluster);
  if (!groups) return undefined;
  if (groups.length > 0 || nodePools.length > 0) return { groups, nodePools };
  const hidden = hiddenNodes(stack);
  if (hidden) cluster.undetermined(text`its nodes may be those of ${hidden}, which the stack does not show`);
  else cluster.notApplicable(withoutGroups(stack, cluster));
  return undefined;
}

function withoutGroups(stack: StackView, cluster: ResourceView) {
  if (clustersWithFargate(stack).has(cluster))
    return "the stack has Fargate profiles and no node groups for it";
  return hasHybridNodes(cluster)
    ? "it has hybrid node networks, which take no subnet addresses, and the stack has no node groups for it"
    : "the stack has no node groups for it";
}

const clustersWithFargate = oncePerStack(
  (stack) =>
    new Set(
      stack.ofType([FARGATE_PROFILE]).map((profile) => reference(stack, profile, "clusterName", [CLUSTER])),
    ),
);
