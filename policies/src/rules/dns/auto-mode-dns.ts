import { ADDON, AUTOSCALING_GROUP, CLUSTER, FARGATE_PROFILE, NODE_GROUP } from "../../cluster/aws-types.ts";
import { isAutoMode } from "../../cluster/nodes/auto-mode.ts";
import { EC2_NODE_CLASS } from "../../cluster/nodes/karpenter.ts";
import { clusterOf, mayBeOfStack } from "../../cluster/nodes/node-groups.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";

/**
 * True for a cluster, or for DNS in one, whose nodes are or may be all EKS Auto Mode's: DNS is a part of these nodes, and the
 * CoreDNS that runs beside it answers nobody. It is then recorded why the rule does not judge it. Sources, 2026-11:
 * https://docs.aws.amazon.com/eks/latest/userguide/automode.html, "Managed Components";
 * https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html, the tip at its top.
 */
export function hasDnsOfAutoMode(stack: StackView, resource: ResourceView): boolean {
  if (stack.ofType(OTHER_NODES).length > 0) return false;
  const cluster = clusterWithDns(stack, resource);
  // An add-on whose cluster is not found may be for any cluster, which is then recorded.
  const mayBeOfAny = !cluster && resource.type === ADDON && mayBeOfStack(stack, resource);
  if (mayBeOfAny) return stack.ofType([CLUSTER]).some((one) => isAutoMode(one) !== false);
  const isIt = cluster ? isAutoMode(cluster) : false;
  if (isIt === true) resource.notApplicable("DNS is a part of the nodes of EKS Auto Mode");
  return isIt !== false;
}

/** What shows that a cluster has nodes besides those of Auto Mode. */
const OTHER_NODES = [NODE_GROUP, AUTOSCALING_GROUP, FARGATE_PROFILE, ...EC2_NODE_CLASS];

function clusterWithDns(stack: StackView, resource: ResourceView): ResourceView | undefined {
  return resource.type === CLUSTER ? resource : clusterOf(stack, resource);
}
