import type { AddressPool } from "../../facts/address-pool.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { CLUSTER, FARGATE_PROFILE } from "../aws-types.ts";
import { usesVpcCni } from "../cni/cni-mode.ts";
import { hasHybridNodes } from "../cni/other-cni.ts";
import { isOfKarpenter } from "../nodes/auto-mode.ts";
import { sizeOfGroup, type GroupSize } from "../nodes/group-size.ts";
import { NODE_POOL } from "../nodes/karpenter.ts";
import { hiddenNodes } from "../nodes/hidden-nodes.ts";
import { clusterOf, groupsOfCluster, type NodeGroup } from "../nodes/node-groups.ts";
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
 * The Linux nodes of a cluster; undefined if its node groups don't determine which nodes it has, or if a required value is not
 * known. The reason is then recorded.
 */
export function nodesOfCluster(stack: StackView, cluster: ResourceView): readonly GroupNodes[] | undefined {
  if (hasNodePools(stack, cluster)) return undefined;
  const groups = plannableGroups(stack, cluster)?.filter(({ resource }) => runsLinux(stack, resource));
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

/** True if Karpenter or Auto Mode creates nodes for a cluster, as many as its pods need, which is then recorded. */
function hasNodePools(stack: StackView, cluster: ResourceView): boolean {
  if (stack.ofType(NODE_POOL).length === 0) return false;
  cluster.notApplicable("Karpenter creates as many nodes as pods need");
  return true;
}

/**
 * A cluster's groups, if the stack shows them and the VPC CNI assigns their pods' addresses; otherwise the reason is recorded.
 */
export function plannableGroups(stack: StackView, cluster: ResourceView): readonly NodeGroup[] | undefined {
  if (!usesVpcCni(stack, cluster)) return undefined;
  const groups = groupsOfCluster(stack, cluster);
  if (groups?.length === 0) {
    if (hasNodePools(stack, cluster)) return undefined;
    const hidden = hiddenNodes(stack);
    if (hidden)
      cluster.undetermined(text`its nodes may be those of ${hidden}, which the stack does not show`);
    else cluster.notApplicable(withoutGroups(stack, cluster));
    return undefined;
  }
  for (const nodePool of stack.ofType(NODE_POOL).filter(isOfKarpenter)) {
    const owner = clusterOf(stack, nodePool);
    if (owner === undefined || owner === cluster)
      nodePool.undetermined("its nodes take addresses too, and are not counted");
  }
  return groups;
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
