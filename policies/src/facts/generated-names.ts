import { AWS_NAMED_TYPE_TABLE } from "./aws-named-type-table.ts";

/** How a provider generates a name for a resource whose program sets none: the resource's name, a separator and random characters. */
export interface GeneratedName {
  /** The input that gets the name. */
  readonly property: string;
  /** The maximum number of characters. @defaultValue no limit */
  readonly maxLength?: number;
  /** @defaultValue `-` */
  readonly separator?: string;
  /** The number of random characters. @defaultValue 7 */
  readonly randomLength?: number;
  /** The random characters. @defaultValue `hex`, digits and a to f */
  readonly random?: "hex" | "letters";
  /** True if the resource's name is converted to lower case. */
  readonly lowerCase?: true;
  /** What the name starts with, in addition to its maximum length. */
  readonly prefix?: string;
  /** The input that, if it is true, makes the name end in `.fifo`, in addition to its maximum length. */
  readonly fifo?: string;
  /** Other rules for values of an input that contain a text. */
  readonly exception?: {
    readonly input: string;
    readonly contains: string;
    readonly name: GeneratedName;
  };
}

const AT_MOST_255: GeneratedName = { property: "name", maxLength: 255 };
const UNDERSCORE: GeneratedName = { property: "name", maxLength: 255, separator: "_" };
const LETTERS: GeneratedName = { property: "name", separator: "_", randomLength: 8, random: "letters" };
const BUCKET: GeneratedName = { property: "bucket", maxLength: 63, lowerCase: true };
const OBJECT_KEY: GeneratedName = { property: "key", randomLength: 0 };

// Types that don't follow the rule for most types. Source: pulumi-aws 7, provider/resource_overrides.go, provider/aliases.go and
// provider/compatibility.go; read 2026-11-28. How the rules apply: pulumi-terraform-bridge v3.120.0, pkg/tfbridge/info/autonaming.go.
const EXCEPTIONS: Readonly<Record<string, GeneratedName>> = {
  "aws:appsync/dataSource:DataSource": UNDERSCORE,
  "aws:appsync/function:Function": UNDERSCORE,
  "aws:athena/database:Database": UNDERSCORE,
  "aws:backup/restoreTestingPlan:RestoreTestingPlan": UNDERSCORE,
  "aws:cloudwatch/eventRule:EventRule": { property: "name", maxLength: 64 },
  "aws:cloudwatch/eventTarget:EventTarget": { property: "targetId", maxLength: 255 },
  "aws:codedeploy/deploymentConfig:DeploymentConfig": {
    property: "deploymentConfigName",
    maxLength: 100,
    separator: "_",
  },
  "aws:ec2/keyPair:KeyPair": { property: "keyName", maxLength: 255 },
  "aws:efs/fileSystem:FileSystem": { property: "creationToken", maxLength: 255 },
  "aws:eks/fargateProfile:FargateProfile": { property: "fargateProfileName", maxLength: 255 },
  "aws:eks/nodeGroup:NodeGroup": { property: "nodeGroupName", maxLength: 255 },
  "aws:elasticache/cluster:Cluster": { property: "clusterId", maxLength: 50, lowerCase: true },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    property: "replicationGroupId",
    maxLength: 40,
    lowerCase: true,
  },
  "aws:elasticbeanstalk/environment:Environment": { property: "name", maxLength: 40 },
  "aws:elasticsearch/domain:Domain": { property: "domainName", maxLength: 28, lowerCase: true },
  "aws:glue/catalogDatabase:CatalogDatabase": { ...LETTERS, lowerCase: true },
  "aws:glue/catalogTable:CatalogTable": { ...LETTERS, lowerCase: true },
  "aws:iam/role:Role": { property: "name", maxLength: 64 },
  "aws:iot/topicRule:TopicRule": { property: "name", randomLength: 0 },
  "aws:kms/alias:Alias": { property: "name", maxLength: 238, prefix: "alias/" },
  "aws:lambda/function:Function": { property: "name", maxLength: 64 },
  "aws:lambda/permission:Permission": { property: "statementId", maxLength: 100 },
  "aws:lb/targetGroup:TargetGroup": { property: "name", maxLength: 32 },
  "aws:lex/bot:Bot": LETTERS,
  "aws:lex/botAlias:BotAlias": LETTERS,
  "aws:lex/intent:Intent": LETTERS,
  "aws:lex/slotType:SlotType": LETTERS,
  "aws:mq/broker:Broker": { property: "brokerName", maxLength: 55 },
  "aws:msk/cluster:Cluster": { property: "clusterName", maxLength: 255 },
  "aws:msk/serverlessCluster:ServerlessCluster": { property: "clusterName", maxLength: 255 },
  "aws:opensearch/domain:Domain": { property: "domainName", maxLength: 255 },
  "aws:rds/instance:Instance": {
    property: "identifier",
    maxLength: 255,
    separator: "",
    exception: {
      input: "engine",
      contains: "sqlserver",
      name: { property: "identifier", maxLength: 15, separator: "", randomLength: 3 },
    },
  },
  "aws:s3/bucket:Bucket": BUCKET,
  "aws:s3/bucketObject:BucketObject": OBJECT_KEY,
  "aws:s3/bucketObjectv2:BucketObjectv2": OBJECT_KEY,
  "aws:s3/bucketV2:BucketV2": BUCKET,
  "aws:sns/topic:Topic": { property: "name", maxLength: 80, fifo: "fifoTopic" },
  "aws:sqs/queue:Queue": { property: "name", maxLength: 80, fifo: "fifoQueue" },
};

/** Returns how the AWS provider generates the name of a resource type; undefined if it generates none, or if that isn't known. */
export function awsGeneratedName(type: string): GeneratedName | undefined {
  return EXCEPTIONS[type] ?? (namedTypes().has(type) ? AT_MOST_255 : undefined);
}

/** Types with exceptions, for tests that compare them with the SDK. */
export const AWS_GENERATED_NAMES: readonly (readonly [type: string, name: GeneratedName])[] =
  Object.entries(EXCEPTIONS);

let types: ReadonlySet<string> | undefined;

function namedTypes(): ReadonlySet<string> {
  types ??= new Set(
    AWS_NAMED_TYPE_TABLE.trim()
      .split("\n")
      .flatMap((line) => {
        const [module = "", ...files] = line.split(" ");
        return files.map((file) => `aws:${module}/${file}:${file.charAt(0).toUpperCase()}${file.slice(1)}`);
      }),
  );
  return types;
}
