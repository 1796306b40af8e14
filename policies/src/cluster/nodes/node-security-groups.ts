import type { StackView } from "../../rule/stack-view.ts";
import { CLUSTER, SECURITY_GROUP } from "../aws-types.ts";
import { mergedReferences, references, type References } from "../references.ts";
import { clusterOf, type NodeGroup } from "./node-groups.ts";

/** What a security group's id may come from: the group itself, or the cluster that EKS made it for. */
export const SECURITY_GROUP_OWNERS: readonly string[] = [SECURITY_GROUP, CLUSTER];

/**
 * The security groups of a group's nodes, of which a cluster stands for its own one; undefined where the stack does not show
 * them all, which is then on record.
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
  // EKS gives the nodes of a managed group that names none the cluster's own.
  const cluster = isManaged ? clusterOf(stack, resource) : undefined;
  if (cluster) return [cluster];
  resource.undetermined("the stack does not show its security groups");
  return undefined;
}
