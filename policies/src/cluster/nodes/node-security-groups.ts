import type { StackView } from "../../rule/stack-view.ts";
import { SECURITY_GROUP_OWNERS } from "../aws-types.ts";
import { mergedReferences, references, settled, type References } from "../references.ts";
import { clusterOf, type NodeGroup } from "./node-groups.ts";

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
    template?.at("securityGroups"), // of a launch configuration
    ...(interfaces?.kind === "known" ? interfaces.value.map((one) => one.at("securityGroups")) : []),
  ].flatMap((place) => (place?.isSet() === true ? [place] : []));
  if (template && places.length > 0) {
    const named = mergedReferences(
      places.map(({ path }) => references(stack, template, path, SECURITY_GROUP_OWNERS)),
    );
    // The more security groups, the more traffic is allowed, so it is enough that all of them together don't allow it.
    const { resources: securityGroups, gap } = settled(named, () => true);
    if (gap === undefined) return securityGroups;
    places[0]?.undetermined(gap);
    return undefined;
  }
  // If a managed group sets none, EKS attaches the cluster security group to its nodes.
  const cluster = isManaged ? clusterOf(stack, resource) : undefined;
  if (cluster) return [cluster];
  resource.undetermined("the stack does not show its security groups");
  return undefined;
}
