import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { AUTOSCALING_GROUP, CLOUDFORMATION_STACK } from "../aws-types.ts";
import { isOfCluster } from "./autoscaling-group.ts";
import { NODE_POOL } from "./karpenter.ts";

/**
 * A resource that may create nodes of a cluster, although it is not one of the groups that the stack shows; undefined if there is
 * none. A rule must not claim that a cluster has no nodes next to it.
 */
export const hiddenNodes = oncePerStack(
  (stack): ResourceView | undefined =>
    [
      ...stack.ofType(NODE_POOL),
      ...stack
        .ofType([AUTOSCALING_GROUP])
        .filter((group) => group.isUnknown("tags") && !isOfCluster(stack, group)),
      ...stack.ofType([CLOUDFORMATION_STACK]).filter(mayCreateInstances),
      ...stack.componentsThatHide().filter(({ type }) => !WITHOUT_NODES.test(type)),
    ][0],
);

/** Packages whose components create no nodes: charts and manifests, and Pulumi's components for networks, ECS and registries. */
const WITHOUT_NODES = /^(kubernetes|awsx):/;

/** `@pulumi/eks` 2 and older create self-managed nodes in a CloudFormation stack. Source: pulumi-eks v2.8.1, nodegroup.ts, read 2026-11-28. */
function mayCreateInstances(cloudFormation: ResourceView): boolean {
  const template = cloudFormation.isUnknown("templateBody")
    ? undefined
    : cloudFormation.string("templateBody");
  return (
    template?.kind !== "known" ||
    /AWS::(AutoScaling::AutoScalingGroup|EC2::|EKS::Nodegroup)/.test(template.value)
  );
}
