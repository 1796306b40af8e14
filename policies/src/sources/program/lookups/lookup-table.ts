import { type PropertyObject, UNKNOWN } from "../../../rule/property-value.ts";
import { awsPartition } from "../aws-partition.ts";
import { ManifestError, readManifest } from "../kubernetes/manifest.ts";
import { availabilityZones } from "./availability-zones.ts";

/** What a lookup may depend on in addition to its arguments. */
export interface LookupContext {
  /** The AWS Region: the lookup's own, its provider's or the stack's. Undefined if none is known. */
  readonly region: string | undefined;
  /** Records that the answer is incomplete. */
  readonly addBlindSpot: (line: string) => void;
}

type Answer = (args: Readonly<Record<string, unknown>>, context: LookupContext) => PropertyObject;

/**
 * Answers for lookups without an account: values that follow from the arguments are known, values that only AWS knows are
 * unknown. A function that isn't listed has no answer, because the field names of its result aren't known either.
 */
export const lookupTable: Readonly<Record<string, Answer>> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": (args, { region }) =>
    availabilityZones(region, args),
  "aws:index/getCallerIdentity:getCallerIdentity": unknown("accountId", "arn", "id", "userId"),
  "aws:index/getPartition:getPartition": (_, { region = "" }) => awsPartition(region),
  "aws:index/getRegion:getRegion": (_, { region = UNKNOWN }) => ({
    id: region,
    name: region,
    region,
    description: UNKNOWN,
    endpoint: UNKNOWN,
  }),
  "aws:ec2/getAmi:getAmi": unknown("id", "imageId", "architecture", "arn", "name", "rootDeviceName"),
  "aws:ec2/getSecurityGroup:getSecurityGroup": unknown("id", "arn", "name", "vpcId", "tags"),
  "aws:ec2/getSubnet:getSubnet": unknown(
    "id",
    "arn",
    "availabilityZone",
    "availabilityZoneId",
    "cidrBlock",
    "vpcId",
    "tags",
  ),
  "aws:ec2/getSubnets:getSubnets": unknown("id", "ids"),
  "aws:ec2/getVpc:getVpc": unknown("id", "arn", "cidrBlock", "mainRouteTableId", "tags"),
  "aws:eks/getAddonVersion:getAddonVersion": unknown("id", "version"),
  "aws:eks/getCluster:getCluster": unknown(
    "id",
    "arn",
    "certificateAuthorities",
    "endpoint",
    "identities",
    "name",
    "version",
    "vpcConfig",
  ),
  "aws:eks/getClusterAuth:getClusterAuth": unknown("id", "name", "token"),
  "aws:eks/getClusters:getClusters": unknown("id", "names"),
  "aws:eks/getNodeGroup:getNodeGroup": unknown(
    "id",
    "arn",
    "releaseVersion",
    "scalingConfigs",
    "status",
    "version",
  ),
  "aws:eks/getNodeGroups:getNodeGroups": unknown("id", "names"),
  "aws:iam/getPolicyDocument:getPolicyDocument": unknown("id", "json", "minifiedJson"),
  "aws:iam/getRole:getRole": unknown("id", "arn", "assumeRolePolicy", "name", "path", "uniqueId"),
  "aws:kms/getAlias:getAlias": unknown("id", "arn", "name", "targetKeyArn", "targetKeyId"),
  "aws:kms/getKey:getKey": unknown("id", "arn", "keyId"),
  "aws:route53/getZone:getZone": unknown("id", "arn", "name", "zoneId"),
  "aws:secretsmanager/getSecretVersion:getSecretVersion": unknown(
    "id",
    "arn",
    "secretBinary",
    "secretString",
  ),
  "aws:ssm/getParameter:getParameter": unknown(
    "id",
    "arn",
    "insecureValue",
    "name",
    "type",
    "value",
    "version",
  ),
  "kubernetes:yaml:decode": ({ text }, { addBlindSpot }) => {
    try {
      return { result: readManifest(String(text)) };
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      addBlindSpot(`a manifest (YAML): its objects were not judged: ${error.message}`);
      return { result: UNKNOWN };
    }
  },
};

function unknown(...fields: readonly string[]): Answer {
  return () => Object.fromEntries(fields.map((field) => [field, UNKNOWN]));
}
