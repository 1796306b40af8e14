import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { AUTOSCALING_GROUP, CLOUDFORMATION_STACK } from "../aws-types.ts";
import { HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import { isRelease } from "../workloads/helm-release.ts";
import { isOfCluster, mayHaveClusterTag } from "./autoscaling-group.ts";
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
        .filter((group) => mayHaveClusterTag(group) && !isOfCluster(stack, group)),
      ...stack.ofType([CLOUDFORMATION_STACK]).filter((one) => mayHideInstances(stack, one)),
      ...stack.ofType(HELM_RELEASE).filter((release) => isRelease(release, "karpenter")),
      // Charts and manifests may contain NodePools; awsx creates networks, load balancers, ECS services and registries.
      ...stack.componentsThatHide().filter(({ type }) => !type.startsWith("awsx:")),
    ][0],
);

const OTHER_INSTANCES = /AWS::(CloudFormation::Stack|EC2::|EKS::Nodegroup)/;
const INSTANCES = /AWS::(AutoScaling::AutoScalingGroup|CloudFormation::Stack|EC2::|EKS::Nodegroup)/;

/** True for a CloudFormation stack that may create instances besides those of the Auto Scaling groups that its template shows. */
function mayHideInstances(stack: StackView, cloudFormation: ResourceView): boolean {
  const isGroupShown = stack.ofType([AUTOSCALING_GROUP]).some(({ urn }) => urn === cloudFormation.urn);
  const template = cloudFormation.isUnknown("templateBody")
    ? undefined
    : cloudFormation.string("templateBody");
  if (template?.kind !== "known") return !isGroupShown;
  return (isGroupShown ? OTHER_INSTANCES : INSTANCES).test(template.value);
}
