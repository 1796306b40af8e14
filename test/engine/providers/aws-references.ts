// The inputs that name another resource: AWS refuses the ID or the ARN of a resource of another kind.
import {
  isPropertyObject,
  isUnknown,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";

/** The IDs of EC2 resources, which have 8 or 17 digits. Source: EC2 user guide, "Resource IDs", 2026-11. */
export const ID_PREFIXES: Readonly<Record<string, string>> = {
  allocationId: "eipalloc",
  egressOnlyGatewayId: "eigw",
  gatewayId: "igw",
  imageId: "ami",
  natGatewayId: "nat",
  networkInterfaceId: "eni",
  routeTableId: "rtb",
  routeTableIds: "rtb",
  securityGroupId: "sg",
  securityGroupIds: "sg",
  sourceSecurityGroupId: "sg",
  subnetId: "subnet",
  subnetIds: "subnet",
  vpcId: "vpc",
  vpcSecurityGroupIds: "sg",
};

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/;
const KEY = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)\/\S+$/;

/** The ARNs of other services' resources, and how IAM takes a role. */
const REFERENCES: Readonly<Record<string, readonly [form: RegExp, name: string]>> = {
  executionRoleArn: [ROLE, "the ARN of an IAM role"],
  iamRoleArn: [ROLE, "the ARN of an IAM role"],
  keyArn: [KEY, "the ARN of a KMS key"],
  kmsKeyId: [KEY, "the ARN of a KMS key"],
  nodeRoleArn: [ROLE, "the ARN of an IAM role"],
  podExecutionRoleArn: [ROLE, "the ARN of an IAM role"],
  policyArn: [
    /^arn:aws[a-z-]*:(iam|eks)::(aws|\d{12}):(policy|cluster-access-policy)\/\S+$/,
    "the ARN of a policy",
  ],
  principalArn: [/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/\S+$/, "the ARN of an IAM role or user"],
  role: [/^[\w+=,.@-]+$/, "the name of an IAM role"],
  roleArn: [ROLE, "the ARN of an IAM role"],
  targetKeyId: [/^([0-9a-f-]{36}|mrk-[0-9a-f]{32}|arn:aws[a-z-]*:kms:\S+:key\/\S+)$/, "the ID of a KMS key"],
};

/** Yields the inputs that name a resource of another kind, with the path and what is expected. */
export function* wrongReferences(value: PropertyValue, path = "", name = ""): Generator<[string, string]> {
  if (Array.isArray(value)) {
    for (const [index, element] of (value as readonly PropertyValue[]).entries())
      yield* wrongReferences(element, `${path}[${index}]`, name);
  } else if (isPropertyObject(value)) {
    for (const [property, inner] of Object.entries(value))
      yield* wrongReferences(inner, path === "" ? property : `${path}.${property}`, property);
  } else if (typeof value === "string" && !isUnknown(value)) {
    const prefix = ID_PREFIXES[name];
    const [form, expected] =
      prefix === undefined
        ? (REFERENCES[name] ?? [])
        : [new RegExp(`^${prefix}-[0-9a-f]{8}([0-9a-f]{9})?$`), `an ID like ${prefix}-0123456789abcdef0`];
    if (form && !form.test(value)) yield [path, `${value} is not ${String(expected)}`];
  }
}
