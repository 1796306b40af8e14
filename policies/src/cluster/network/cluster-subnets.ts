import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { Report } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { CLUSTER, SUBNET } from "../aws-types.ts";
import { NOT_KNOWN, references, settled, type References } from "../references.ts";

/** A cluster, and the subnets in which EKS places the network interfaces of its control plane. */
export interface ClusterSubnets extends References {
  readonly cluster: ResourceView;
}

/** The subnets of each cluster's control plane, as far as the stack shows them. Records nothing. */
export const clusterSubnets = oncePerStack((stack): readonly ClusterSubnets[] =>
  stack
    .ofType([CLUSTER])
    .map((cluster) => ({ cluster, ...references(stack, cluster, "vpcConfig.subnetIds", [SUBNET]) })),
);

/** The subnets in which a cluster's control plane is or may be; if others in the stack may be, that is recorded. */
export function subnetsOfCluster(stack: StackView, cluster: ResourceView): readonly ResourceView[] {
  const { resources = [], candidates = [], gap } = byCluster(stack).get(cluster) ?? {};
  if (gap === NOT_KNOWN && candidates.length === 0) cluster.at("vpcConfig.subnetIds").undetermined(gap);
  return [...resources, ...candidates];
}

const byCluster = oncePerStack((stack) => new Map(clusterSubnets(stack).map((one) => [one.cluster, one])));

/** Judges each subnet of the control planes of a stack once, of those in the region; if there may be others, that is recorded. */
export function judgeControlPlaneSubnets<Key extends string>(
  stack: StackView,
  report: Report<Key>,
  judge: (subnet: ResourceView, report: Report<Key>) => void,
): void {
  const verdictOn = (subnet: ResourceView): Key | undefined => {
    const found: Key[] = [];
    judge(subnet, (key) => found.push(key));
    return found[0];
  };
  const subnets = new Set<ResourceView>();
  for (const { cluster, ...used } of clusterSubnets(stack)) {
    if (isOnOutpost(cluster)) continue;
    const { resources, gap } = settled(used, verdictOn);
    if (gap !== undefined) cluster.at("vpcConfig.subnetIds").undetermined(gap);
    for (const subnet of resources) subnets.add(subnet);
  }
  for (const subnet of subnets) judge(subnet, report);
}

/**
 * True for a local cluster, whose control plane and subnets are on an Outpost; it is recorded that a rule about control planes in
 * a region does not apply, or that this is not known.
 *
 * Source: Amazon EKS user guide, "Create local Amazon EKS clusters on AWS Outposts for high availability", 2024-12.
 */
function isOnOutpost(cluster: ResourceView): boolean {
  if (!cluster.isSet("outpostConfig")) return false;
  const config = cluster.object("outpostConfig");
  if (config.kind === "known") cluster.notApplicable("its control plane is on an Outpost");
  return true;
}
