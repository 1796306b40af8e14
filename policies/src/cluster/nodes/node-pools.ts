import { groupBy } from "../../facts/group-by.ts";
import { ZONE_ID } from "../../rule/kinds.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { SUBNET } from "../aws-types.ts";
import { zoneOfSubnet } from "../network/zone.ts";
import { referencesOf } from "../references.ts";
import { clusterOfKubernetes } from "../workloads/kubernetes-cluster.ts";
import { mayBeOfKarpenter } from "./auto-mode.ts";
import { nodeClassOf, NODE_POOL } from "./karpenter.ts";
import { requirementsFor } from "./node-pool-requirements.ts";

/** The NodePools with which Karpenter creates nodes for a cluster; those of which it is not known for which are recorded. */
export function nodePoolsOfCluster(stack: StackView, cluster: ResourceView): readonly ResourceView[] {
  return nodePoolsByCluster(stack).get(cluster) ?? [];
}

const nodePoolsByCluster = oncePerStack((stack) => {
  const byCluster = groupBy(stack.ofType(NODE_POOL).filter(mayBeOfKarpenter), (nodePool) =>
    clusterOfKubernetes(stack, nodePool),
  );
  for (const nodePool of byCluster.get(undefined) ?? []) {
    nodePool.undetermined("which cluster its nodes join is not known");
  }
  return byCluster;
});

/**
 * The subnets of a NodePool's nodes: those that the selectors of its node class match, in the zones that it allows. Undefined if
 * that is not known, or if none of them is in the stack, which is then recorded.
 *
 * Source: karpenter-provider-aws 1d92708, pkg/providers/subnet/subnet.go (getFilterSets), 2026-08.
 */
export function subnetsOfNodePool(
  stack: StackView,
  nodePool: ResourceView,
): readonly ResourceView[] | undefined {
  const nodeClass = nodeClassOf(stack, nodePool);
  const terms = nodeClass?.list("spec.subnetSelectorTerms");
  if (!nodeClass || terms?.kind === "undetermined") return undefined;
  const selected = (terms?.kind === "known" ? terms.value : []).map((term) =>
    subnetsOfTerm(stack, nodeClass, term),
  );
  if (selected.includes(undefined)) return undefined;
  const subnets = subnetsInZones(nodePool, [...new Set(selected.flatMap((some = []) => some))]);
  if (subnets?.length === 0)
    nodeClass.at("spec.subnetSelectorTerms").undetermined("selects no subnets of the stack");
  return subnets?.length === 0 ? undefined : subnets;
}

/** The subnets that have the ID, or else all of the tags, of a selector; undefined if that is not known, which is then recorded. */
function subnetsOfTerm(
  stack: StackView,
  nodeClass: ResourceView,
  term: View,
): readonly ResourceView[] | undefined {
  const id = term.at("id");
  if (id.isSet()) {
    const { resources, gap } = referencesOf(stack, nodeClass, id.path, [id], [SUBNET]);
    if (gap !== undefined) id.undetermined(gap);
    return gap === undefined ? resources : undefined;
  }
  const tags = term.object("tags");
  if (tags.kind !== "known") return undefined;
  const wanted = [...tags.value].map(([key, value]) => [key, value.scalar()] as const);
  const matches = stack.ofType([SUBNET]).map((subnet) => ({
    subnet,
    isMatch: wanted.map(([key, value]) => {
      const own = subnet.scalar(["tags", key]);
      if (own.kind === "absent") return false;
      if (own.kind !== "known" || value.kind !== "known") return undefined;
      return value.value === "*" || value.value === own.value;
    }),
  }));
  const isKnown = matches.every(({ isMatch }) => isMatch.includes(false) || !isMatch.includes(undefined));
  return isKnown
    ? matches.filter(({ isMatch }) => isMatch.every((one) => one === true)).map(({ subnet }) => subnet)
    : undefined;
}

/** The subnets in the zones that a NodePool allows; undefined if they are not known, which is then recorded. */
function subnetsInZones(
  nodePool: ResourceView,
  subnets: readonly ResourceView[],
): readonly ResourceView[] | undefined {
  const byName = requirementsFor(nodePool, "topology.kubernetes.io/zone");
  const byId = requirementsFor(nodePool, "topology.k8s.aws/zone-id");
  if (!byName || !byId) return undefined;
  if (byName.length + byId.length === 0) return subnets;
  const placed = subnets.map((subnet) => ({ subnet, zone: zoneOfSubnet(subnet)?.value }));
  const known = placed.flatMap(({ subnet, zone }) =>
    zone === undefined ? [] : [{ subnet, zone, isId: ZONE_ID.parse(zone) !== undefined }],
  );
  if (known.length < placed.length) return undefined;
  if (known.some(({ isId }) => (isId ? byName : byId).length > 0)) {
    nodePool.undetermined("some zones are set by name and some by ID, and may be the same");
    return undefined;
  }
  return known
    .filter(({ zone, isId }) => (isId ? byId : byName).every((allows) => allows(zone)))
    .map(({ subnet }) => subnet);
}
