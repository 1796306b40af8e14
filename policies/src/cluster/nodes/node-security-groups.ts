import type { StackView } from "../../rule/stack-view.ts";
import { CLUSTER, SECURITY_GROUP } from "../aws-types.ts";
import { mergedReferences, references, type References } from "../references.ts";
import { clusterOf, type NodeGroup } from "./node-groups.ts";

/** The resources that a security group's ID may come from: the group itself, or the cluster for which EKS created it. */
export const SECURITY_GROUP_OWNERS: readonly string[] = [SECURITY_GROUP, CLUSTER];

/**
 * The security groups of a group's nodes, where a cluster stands for its cluster security group; undefined if the stack does not
 * show all of them, which is then recorded.
 */
export function nodeSecurityGroups(stack: StackView, group: NodeGroup): References["resources"] | undefined {
  const { isManaged, resource, launchTemplate: template } = group;
  if (
    !template &&
    ["launchTemplate", "mixedInstancesPolicy", "launchConfiguration"].some((path) => resource.isSet(path))
  ) {
    resource.undetermined("its launch template is not in the stack");
    return undefined;
  }
  const interfaces = template?.list("networkInterfaces");
  if (interfaces?.kind === "undetermined") return undefined;
  const places = [
    template?.at("vpcSecurityGroupIds"),
    ...(interfaces?.kind === "known" ? interfaces.value.map((one) => one.at("securityGroups")) : []),
  ].flatMap((place) => (place?.isSet() === true ? [place] : []));
  if (template && places.length > 0) {
    const named = mergedReferences(
      places.map(({ path }) => references(stack, template, path, SECURITY_GROUP_OWNERS)),
    );
    if (named.gap === undefined) return named.resources;
    places[0]?.undetermined(named.gap);
    return undefined;
  }
  // If a managed group sets none, EKS attaches the cluster security group to its nodes.
  const cluster = isManaged ? clusterOf(stack, resource) : undefined;
  if (cluster) return [cluster];
  resource.undetermined("the stack does not show its security groups");
  return undefined;
}
