import * as aws from "@pulumi/aws";
import { interpolate, jsonStringify, type ComponentResourceOptions } from "@pulumi/pulumi";

import { flowLogs, logGroupArn } from "../log-groups.ts";
import { assumeRolePolicy } from "../roles.ts";
import type { NetworkArgs } from "./network-args.ts";

/** Creates flow logs of the whole VPC, including rejected traffic, in an encrypted log group or in an existing bucket. */
export function createFlowLogs(
  name: string,
  args: NetworkArgs,
  vpc: aws.ec2.Vpc,
  parent: ComponentResourceOptions,
): void {
  const { bucketArn, aggregationSeconds } = args.settings.flowLogs;
  const common = {
    vpcId: vpc.id,
    trafficType: "ALL",
    maxAggregationInterval: aggregationSeconds,
    tags: { Name: name },
  };
  if (bucketArn === undefined) createInLogGroup(name, args, common, parent);
  else new aws.ec2.FlowLog(name, { ...common, logDestinationType: "s3", logDestination: bucketArn }, parent);
}

function createInLogGroup(
  name: string,
  args: NetworkArgs,
  common: aws.ec2.FlowLogArgs,
  parent: ComponentResourceOptions,
): void {
  const { partition, region, accountId, logKeyArn, logRetentionDays } = args;
  const groupArn = logGroupArn(flowLogs(name), args);
  const group = new aws.cloudwatch.LogGroup(
    `${name}-flow-logs`,
    { name: flowLogs(name), retentionInDays: logRetentionDays, kmsKeyId: logKeyArn },
    parent,
  );
  const role = new aws.iam.Role(
    `${name}-flow-logs`,
    {
      // Only for flow logs of this account. Source: VPC user guide, "IAM role for publishing flow logs to CloudWatch Logs", 2026-11.
      assumeRolePolicy: assumeRolePolicy("vpc-flow-logs.amazonaws.com", {
        condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: {
            "aws:SourceArn": interpolate`arn:${partition}:ec2:${region}:${accountId}:vpc-flow-log/*`,
          },
        },
      }),
    },
    parent,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-flow-logs`,
    {
      role: role.id,
      policy: jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            Resource: [groupArn, interpolate`${groupArn}:*`],
          },
          // AWS offers no narrower resource for it.
          { Effect: "Allow", Action: ["logs:DescribeLogGroups"], Resource: ["*"] },
        ],
      }),
    },
    parent,
  );
  new aws.ec2.FlowLog(
    name,
    { ...common, logDestination: group.arn, iamRoleArn: role.arn },
    { ...parent, dependsOn: [policy] },
  );
}
