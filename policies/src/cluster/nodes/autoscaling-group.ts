import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { CLUSTER, LAUNCH_CONFIGURATION, SUBNET } from "../aws-types.ts";

/**
 * True for an Auto Scaling group of EKS nodes, which need the cluster's tag to join. The tag contains the name of the cluster: if
 * it is not known, the cluster that the group depends on, or the component that created it, shows that the group has the tag.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/worker.html
 */
export function isOfCluster(stack: StackView, group: ResourceView): boolean {
  return mayHaveClusterTag(group) && isBuiltForCluster(stack, group)
    ? true
    : clusterNameOf(group) !== undefined;
}

/** The cluster name in the tags of an Auto Scaling group; undefined if the group has no EKS nodes, as far as is known. */
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

/** The clusters of the stack from whose names the tags of an Auto Scaling group may be built. */
export function clustersBehindTag(stack: StackView, group: ResourceView): readonly ResourceView[] {
  const origins = ["tags", "launchTemplate"].flatMap((property) => stack.dependencies(group, property));
  return [...new Set(origins)].filter(({ type }) => type === CLUSTER);
}

/**
 * True if nothing shows where the tags of an Auto Scaling group come from, as with the nodes of a component for the cluster of
 * another one. Source: pulumi-eks v4.3.0, recorded on 2026-11-28.
 */
export function hasTagsOfUnknownOrigin(stack: StackView, group: ResourceView): boolean {
  return (
    !stack.dependsOnOthers(group, "tags") &&
    stack.dependencies(group, "tags").every(({ type }) => isOtherPartOfTemplate(group, type))
  );
}

/** True if nothing shows where the subnets of an Auto Scaling group come from. */
export function hasSubnetsOfUnknownOrigin(stack: StackView, group: ResourceView): boolean {
  return (
    !stack.dependsOnOthers(group, "vpcZoneIdentifiers") &&
    stack
      .dependencies(group, "vpcZoneIdentifiers")
      .every(({ type }) => type === LAUNCH_CONFIGURATION && group.container !== undefined)
  );
}

/** In a CloudFormation template, everything in it is among the dependencies. */
function isOtherPartOfTemplate(group: ResourceView, type: string): boolean {
  const isOther = [LAUNCH_CONFIGURATION, SUBNET].includes(type) || type.startsWith("awsx:ec2:");
  return group.container !== undefined && isOther;
}

const CLUSTER_TAG = "kubernetes.io/cluster/";

/** True if the cluster's tag is only known after `pulumi up`, if the group has one. Records nothing about its key. */
export function mayHaveClusterTag(group: ResourceView): boolean {
  if (group.isUnknown("tags")) return true;
  const tags = group.isSet("tags") ? group.list("tags") : undefined;
  if (tags?.kind !== "known") return false;
  const keys = tags.value.map((tag) => tag.at("key"));
  return keys.some((key) => key.isUnknown()) && !keys.some(isClusterTag);
}

function isClusterTag(view: View): boolean {
  const key = view.isUnknown() ? undefined : view.string();
  return key?.kind === "known" && key.value.startsWith(CLUSTER_TAG);
}

/** `@pulumi/eks` creates Auto Scaling groups only for nodes. Source: pulumi-eks v4.3.0, nodes/nodegroup.ts, read 2026-11-28. */
function isBuiltForCluster(stack: StackView, group: ResourceView): boolean {
  return (
    clustersBehindTag(stack, group).length > 0 || stack.parent(group)?.type.startsWith("eks:index:") === true
  );
}
