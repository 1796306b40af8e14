// The IDs and ARNs of AWS resources as AWS forms them, so that a program that confuses two resources fails.
import { createHash } from "node:crypto";

import type { PropertyObject } from "../../../policies/src/rule/property-value.ts";
import type { ResourceOfProvider } from "./provider-server.ts";

export const REGION = "eu-west-1";
export const ACCOUNT = "123456789012";

/** What AWS calls a created resource. */
export interface Identity {
  readonly id: string;
  readonly arn?: string;
}

type Identify = (inputs: PropertyObject, resource: ResourceOfProvider) => Identity;

/** The prefix of the IDs and the resource type in the ARNs of EC2 resources. An empty resource type: it has no ARN. */
const EC2_RESOURCES: Readonly<Record<string, readonly [prefix: string, resourceType: string]>> = {
  defaultRouteTable: ["rtb", "route-table"],
  defaultSecurityGroup: ["sg", "security-group"],
  egressOnlyInternetGateway: ["eigw", "egress-only-internet-gateway"],
  eip: ["eipalloc", "elastic-ip"],
  flowLog: ["fl", "vpc-flow-log"],
  internetGateway: ["igw", "internet-gateway"],
  launchTemplate: ["lt", "launch-template"],
  natGateway: ["nat", "natgateway"],
  networkInterface: ["eni", "network-interface"],
  route: ["r-rtb", ""],
  routeTable: ["rtb", "route-table"],
  routeTableAssociation: ["rtbassoc", ""],
  securityGroup: ["sg", "security-group"],
  securityGroupRule: ["sgrule", ""],
  subnet: ["subnet", "subnet"],
  subnetCidrReservation: ["scr", ""],
  vpc: ["vpc", "vpc"],
  vpcEndpoint: ["vpce", "vpc-endpoint"],
  vpcIpv4CidrBlockAssociation: ["vpc-cidr-assoc", ""],
  vpcPeeringConnection: ["pcx", "vpc-peering-connection"],
};

/**
 * The IDs and ARNs of the other resources. Sources: Service Authorization Reference, "Resource types defined by …"; the IDs are those
 * that terraform-provider-aws 6 sets (its resources' documentation, "Import"); read 2026-11-28.
 */
const OTHERS: Readonly<Record<string, Identify>> = {
  "aws:amp/ruleGroupNamespace:RuleGroupNamespace": ({ name, workspaceId }) =>
    ofArn(arn("aps", `rulegroupsnamespace/${text(workspaceId)}/${text(name)}`)),
  "aws:amp/workspace:Workspace": (_, { urn }) => {
    const id = `ws-${uuid(urn)}`;
    return { id, arn: arn("aps", `workspace/${id}`) };
  },
  "aws:autoscaling/group:Group": ({ name }, { urn }) => ({
    id: text(name),
    arn: arn("autoscaling", `autoScalingGroup:${uuid(urn)}:autoScalingGroupName/${text(name)}`),
  }),
  "aws:cloudformation/stack:Stack": ({ name }, { urn }) =>
    ofArn(arn("cloudformation", `stack/${text(name)}/${uuid(urn)}`)),
  "aws:cloudwatch/logGroup:LogGroup": ({ name }) => named(name, arn("logs", `log-group:${text(name)}`)),
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ name }) =>
    named(name, arn("cloudwatch", `alarm:${text(name)}`)),
  "aws:ebs/encryptionByDefault:EncryptionByDefault": (_, { urn }) => ({ id: `terraform-${hash(urn, 26)}` }),
  "aws:ec2/keyPair:KeyPair": ({ keyName }) => named(keyName, arn("ec2", `key-pair/${text(keyName)}`)),
  "aws:ec2/launchConfiguration:LaunchConfiguration": ({ name }, { urn }) => ({
    id: text(name),
    arn: arn("autoscaling", `launchConfiguration:${uuid(urn)}:launchConfigurationName/${text(name)}`),
  }),
  "aws:ec2/placementGroup:PlacementGroup": ({ name }) =>
    named(name, arn("ec2", `placement-group/${text(name)}`)),
  "aws:eks/accessEntry:AccessEntry": ({ clusterName, principalArn }, { urn }) => {
    const [, , , , account = "", principal = ""] = text(principalArn).split(":");
    const [kind = "", ...path] = principal.split("/");
    return {
      id: `${text(clusterName)}:${text(principalArn)}`,
      arn: arn(
        "eks",
        `access-entry/${text(clusterName)}/${kind}/${account}/${path.at(-1) ?? ""}/${uuid(urn)}`,
      ),
    };
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": ({ clusterName, principalArn, policyArn }) => ({
    id: `${text(clusterName)}#${text(principalArn)}#${text(policyArn)}`,
  }),
  "aws:eks/addon:Addon": ({ clusterName, addonName }, { urn }) =>
    ofCluster("addon", clusterName, addonName, urn),
  "aws:eks/cluster:Cluster": ({ name }) => named(name, arn("eks", `cluster/${text(name)}`)),
  "aws:eks/fargateProfile:FargateProfile": ({ clusterName, fargateProfileName }, { urn }) =>
    ofCluster("fargateprofile", clusterName, fargateProfileName, urn),
  "aws:eks/nodeGroup:NodeGroup": ({ clusterName, nodeGroupName }, { urn }) =>
    ofCluster("nodegroup", clusterName, nodeGroupName, urn),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": ({ clusterName }, { urn }) => {
    const id = `a-${hash(urn, 17)}`;
    return { id, arn: arn("eks", `podidentityassociation/${text(clusterName)}/${id}`) };
  },
  "aws:iam/instanceProfile:InstanceProfile": ({ name }) => named(name, iamArn("instance-profile", name)),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ({ url }) =>
    ofArn(iamArn("oidc-provider", text(url).replace("https://", ""))),
  "aws:iam/policy:Policy": ({ name }) => ofArn(iamArn("policy", name)),
  "aws:iam/role:Role": ({ name, path }) => named(name, iamArn("role", name, path)),
  "aws:iam/rolePolicy:RolePolicy": ({ role, name }) => ({ id: `${text(role)}:${text(name)}` }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ role, policyArn }) => ({
    id: `${text(role)}/${text(policyArn)}`,
  }),
  "aws:kms/alias:Alias": ({ name }) => named(name, arn("kms", text(name))),
  "aws:kms/key:Key": (_, { urn }) => ({ id: uuid(urn), arn: arn("kms", `key/${uuid(urn)}`) }),
  "aws:ssm/parameter:Parameter": ({ name }) => named(name, arn("ssm", `parameter/${text(name)}`)),
};

/**
 * Returns the ID and the ARN of a created resource.
 *
 * @throws Error for a type whose ID isn't known here.
 */
export function identityOf(resource: ResourceOfProvider, inputs: PropertyObject): Identity {
  const [, short = ""] = /^aws:ec2\/(\w+):/.exec(resource.type) ?? [];
  const [prefix, resourceType] = EC2_RESOURCES[short] ?? [];
  if (prefix !== undefined) {
    const id = idOf(prefix, resource.urn);
    return resourceType === "" ? { id } : { id, arn: arn("ec2", `${String(resourceType)}/${id}`) };
  }
  const identify = OTHERS[resource.type];
  if (!identify) throw new Error(`the stand-in doesn't know the ID of ${resource.type}`);
  return identify(inputs, resource);
}

/** Returns an ID in EC2's format. */
export function idOf(prefix: string, text: string): string {
  return `${prefix}-${hash(text, 17)}`;
}

/** Returns digits of the hash of a text, which always stay the same. */
export function hash(text: string, digits: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/** IAM has no regions. */
function iamArn(kind: string, name: PropertyObject[string], path: PropertyObject[string] = "/"): string {
  return `arn:aws:iam::${ACCOUNT}:${kind}${text(path)}${text(name)}`;
}

function ofArn(arn: string): Identity {
  return { id: arn, arn };
}

function named(name: PropertyObject[string], arn: string): Identity {
  return { id: text(name), arn };
}

function ofCluster(
  kind: string,
  clusterName: PropertyObject[string],
  name: PropertyObject[string],
  urn: string,
): Identity {
  return {
    id: `${text(clusterName)}:${text(name)}`,
    arn: arn("eks", `${kind}/${text(clusterName)}/${text(name)}/${uuid(urn)}`),
  };
}

function uuid(text: string): string {
  return hash(text, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function text(value: PropertyObject[string]): string {
  if (typeof value !== "string") throw new Error("the name of a resource that is created must be known");
  return value;
}
