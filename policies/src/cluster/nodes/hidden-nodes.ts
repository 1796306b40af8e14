import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
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
      ...stack.ofType([CLOUDFORMATION_STACK]).filter((one) => mayHideInstances(stack, one)),
      ...stack.componentsThatHide().filter(({ type }) => !WITHOUT_NODES.test(type)),
    ][0],
);

const OTHER_INSTANCES = /AWS::(EC2::|EKS::Nodegroup)/;
const INSTANCES = /AWS::(AutoScaling::AutoScalingGroup|EC2::|EKS::Nodegroup)/;

/** Packages whose components create no nodes: charts and manifests, and Pulumi's components for networks, ECS and registries. */
const WITHOUT_NODES = /^(kubernetes|awsx):/;

/** True for a CloudFormation stack that may create instances besides those of the Auto Scaling groups that its template shows. */
function mayHideInstances(stack: StackView, cloudFormation: ResourceView): boolean {
  const isGroupShown = stack.ofType([AUTOSCALING_GROUP]).some(({ urn }) => urn === cloudFormation.urn);
  const template = cloudFormation.isUnknown("templateBody")
    ? undefined
    : cloudFormation.string("templateBody");
  if (template?.kind !== "known") return !isGroupShown;
  return (isGroupShown ? OTHER_INSTANCES : INSTANCES).test(template.value);
}
