import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { AUTOSCALING_GROUP, CLUSTER, FARGATE_PROFILE, NODE_GROUP, SUBNET } from "../aws-types.ts";
import { references, referencesOfOne, type References } from "../references.ts";
import { isAutoMode } from "./auto-mode.ts";
import { ENI_CONFIG } from "./eni-config.ts";

/** The kinds of resources that place nodes or pods in subnets. */
type UserKind = "node group" | "autoscaling group" | "Fargate profile" | "Auto Mode cluster" | "ENIConfig";

/** A resource that places nodes or pods in subnets, and the subnets that it uses. */
export interface SubnetUse extends References {
  readonly kind: UserKind;
  readonly user: ResourceView;
  /** The list of subnet IDs, or the only ID. */
  readonly subnetIds: View;
}

/**
 * Every use of subnets for nodes or pods that the stack shows. The subnets of a cluster's control plane don't count: EKS
 * places a few network interfaces there, but no pods.
 */
export const subnetUses = oncePerStack((stack): readonly SubnetUse[] => {
  const use = (kind: UserKind, path: string) => (user: ResourceView) => ({
    kind,
    user,
    subnetIds: user.at(path),
    ...references(stack, user, path, [SUBNET]),
  });
  return [
    ...stack.ofType([NODE_GROUP]).map(use("node group", "subnetIds")),
    ...stack
      .ofType([AUTOSCALING_GROUP])
      .filter(isOfCluster)
      .map(use("autoscaling group", "vpcZoneIdentifiers")),
    ...stack.ofType([FARGATE_PROFILE]).map(use("Fargate profile", "subnetIds")),
    ...stack
      .ofType([CLUSTER])
      .filter(putsNodesIntoItsSubnets)
      .map(use("Auto Mode cluster", "vpcConfig.subnetIds")),
    ...stack.ofType([ENI_CONFIG]).map((user) => ({
      kind: "ENIConfig" as const,
      user,
      subnetIds: user.at("spec.subnet"),
      ...referencesOfOne(stack, user, "spec.subnet", [SUBNET]),
    })),
  ];
});

/** The subnets that a group, a Fargate profile, an Auto Mode cluster or an ENIConfig uses. */
export function subnetUseOf(stack: StackView, user: ResourceView): SubnetUse | undefined {
  return usesByUser(stack).get(user);
}

const usesByUser = oncePerStack((stack) => new Map(subnetUses(stack).map((use) => [use.user, use])));

/** True for an autoscaling group of EKS nodes, which need this tag to join: https://docs.aws.amazon.com/eks/latest/userguide/worker.html */
export function isOfCluster(group: ResourceView): boolean {
  return group.isSet("vpcZoneIdentifiers") && clusterNameOf(group) !== undefined;
}

/** The cluster name in the tags of an autoscaling group; undefined if the group has no EKS nodes, as far as is known. */
export function clusterNameOf(group: ResourceView): string | undefined {
  const tags = group.list("tags");
  if (tags.kind !== "known") return undefined;
  // Known keys first: if one of them matches, an unknown one is not recorded.
  const keys = tags.value
    .map((tag) => tag.at("key"))
    .sort((a, b) => Number(a.isUnknown()) - Number(b.isUnknown()));
  for (const view of keys) {
    const key = view.string();
    if (key.kind === "known" && key.value.startsWith(CLUSTER_TAG)) return key.value.slice(CLUSTER_TAG.length);
  }
  return undefined;
}

const CLUSTER_TAG = "kubernetes.io/cluster/";

/** Auto Mode uses the cluster's subnets for its built-in node pools; any other pool has a NodeClass with its own subnets. */
function putsNodesIntoItsSubnets(cluster: ResourceView): boolean {
  if (!isAutoMode(cluster)) return false;
  const pools = cluster.list("computeConfig.nodePools");
  return pools.kind === "known" && pools.value.length > 0;
}
