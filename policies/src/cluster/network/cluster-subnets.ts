import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { CLUSTER, SUBNET } from "../aws-types.ts";
import { NOT_KNOWN, references, type References } from "../references.ts";

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

/** The subnets of a cluster's control plane that the stack shows; if others in the stack may be, that is recorded. */
export function subnetsOfCluster(stack: StackView, cluster: ResourceView): readonly ResourceView[] {
  const { resources = [], gap } = byCluster(stack).get(cluster) ?? {};
  if (gap === NOT_KNOWN) cluster.at("vpcConfig.subnetIds").undetermined(gap);
  return resources;
}

const byCluster = oncePerStack((stack) => new Map(clusterSubnets(stack).map((one) => [one.cluster, one])));

/** The subnets of all control planes of a stack, each once; if there may be others, that is recorded. */
export function controlPlaneSubnets(stack: StackView): readonly ResourceView[] {
  const subnets = new Map<string, ResourceView>();
  for (const { cluster, resources, gap } of clusterSubnets(stack)) {
    if (gap !== undefined) cluster.at("vpcConfig.subnetIds").undetermined(gap);
    for (const subnet of resources) subnets.set(subnet.urn, subnet);
  }
  return [...subnets.values()];
}
