// The names and ARNs of the log groups, which policies need before the groups exist.
import { interpolate, type Input, type Output } from "@pulumi/pulumi";

/** Where a log group is. */
export interface LogGroupPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: Input<string>;
}

/** Returns the log group into which EKS writes the logs of a cluster's control plane. EKS decides its name. */
export function controlPlaneLogs(clusterName: string): string {
  return `/aws/eks/${clusterName}/cluster`;
}

/** Returns the log group of the flow logs of a cluster's VPC. */
export function flowLogs(clusterName: string): string {
  return `/aws/vpc/${clusterName}/flow-logs`;
}

/** Returns the ARN of a log group; from its output, it would be unknown in the preview of a policy. */
export function logGroupArn(name: string, { partition, region, accountId }: LogGroupPlace): Output<string> {
  return interpolate`arn:${partition}:logs:${region}:${accountId}:log-group:${name}`;
}
