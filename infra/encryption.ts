import * as aws from "@pulumi/aws";
import { jsonStringify, interpolate, type CustomResourceOptions, type Input } from "@pulumi/pulumi";

import { controlPlaneLogs, flowLogs, logGroupArn } from "./log-groups.ts";

/** The arguments of {@link createPlatformKey}. */
export interface PlatformKeyArgs {
  readonly partition: string;
  /** The domain of AWS services in the partition. */
  readonly dnsSuffix: string;
  readonly region: string;
  readonly accountId: Input<string>;
}

/**
 * Creates the key for the cluster's secrets and for the platform's logs. Both use one key: they belong to the same people, and
 * whoever can delete the key can make either unreadable. Node volumes use the account's EBS key, for which autoscaling needs no
 * grant.
 *
 * @param name the name of the cluster, by which the log groups are named. The condition is that of the CloudWatch Logs user guide,
 *   "Encrypt log data in CloudWatch Logs using AWS KMS", 2026-11.
 */
export function createPlatformKey(
  name: string,
  args: PlatformKeyArgs,
  options: CustomResourceOptions,
): aws.kms.Key {
  const { partition, dnsSuffix, region, accountId } = args;
  const key = new aws.kms.Key(
    name,
    {
      description: `Secrets and logs of the EKS cluster ${name}`,
      enableKeyRotation: true,
      // The longest that AWS offers: once the key is deleted, the cluster's secrets can't be decrypted.
      deletionWindowInDays: 30,
      policy: jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "TheAccountDecidesByIam",
            Effect: "Allow",
            Principal: { AWS: interpolate`arn:${partition}:iam::${accountId}:root` },
            Action: "kms:*",
            Resource: "*",
          },
          {
            Sid: "LogGroupsOfThePlatform",
            Effect: "Allow",
            Principal: { Service: `logs.${region}.${dnsSuffix}` },
            Action: [
              "kms:Encrypt*",
              "kms:Decrypt*",
              "kms:ReEncrypt*",
              "kms:GenerateDataKey*",
              "kms:Describe*",
            ],
            Resource: "*",
            Condition: {
              ArnEquals: {
                "kms:EncryptionContext:aws:logs:arn": [controlPlaneLogs(name), flowLogs(name)].map((group) =>
                  logGroupArn(group, args),
                ),
              },
            },
          },
        ],
      }),
    },
    options,
  );
  new aws.kms.Alias(name, { name: `alias/eks/${name}`, targetKeyId: key.keyId }, options);
  return key;
}
