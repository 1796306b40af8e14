// Planned resources as a CloudFormation template, for cfn-lint, which knows the schemas that AWS publishes for CloudFormation.
import {
  isPropertyObject,
  isUnknown,
  Secret,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import type { SourceResource } from "../../../policies/src/sources/source.ts";

type ToProperties = (props: PropertyObject) => PropertyObject;

/** The CloudFormation type of each resource type, and its properties where they are named otherwise. Others have the same names. */
const TYPES: Readonly<Record<string, readonly [type: string, toProperties?: ToProperties]>> = {
  "aws:cloudwatch/logGroup:LogGroup": [
    "Logs::LogGroup",
    ({ name, ...rest }) => ({ logGroupName: name, ...rest }),
  ],
  "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": ["EC2::EgressOnlyInternetGateway"],
  "aws:ec2/eip:Eip": ["EC2::EIP"],
  "aws:ec2/flowLog:FlowLog": [
    "EC2::FlowLog",
    ({ vpcId, iamRoleArn, ...rest }) => ({
      resourceId: vpcId,
      resourceType: "VPC",
      deliverLogsPermissionArn: iamRoleArn,
      logDestinationType: "cloud-watch-logs",
      ...rest,
    }),
  ],
  "aws:ec2/internetGateway:InternetGateway": ["EC2::InternetGateway", ({ tags }) => ({ tags })],
  "aws:ec2/launchTemplate:LaunchTemplate": [
    "EC2::LaunchTemplate",
    ({ name, tagSpecifications, ...data }) => ({
      launchTemplateName: name,
      launchTemplateData: {
        ...data,
        tagSpecifications: elements(tagSpecifications).map(({ resourceType, tags }) => ({
          resourceType,
          tags: tagList(tags),
        })),
      },
    }),
  ],
  "aws:ec2/natGateway:NatGateway": ["EC2::NatGateway"],
  "aws:ec2/route:Route": [
    "EC2::Route",
    ({ egressOnlyGatewayId, ...rest }) => ({ egressOnlyInternetGatewayId: egressOnlyGatewayId, ...rest }),
  ],
  "aws:ec2/routeTable:RouteTable": ["EC2::RouteTable"],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["EC2::SubnetRouteTableAssociation"],
  "aws:ec2/securityGroup:SecurityGroup": [
    "EC2::SecurityGroup",
    ({ description, name, ingress, ...rest }) => ({
      groupDescription: description,
      groupName: name,
      securityGroupIngress: elements(ingress).flatMap(
        ({ protocol, fromPort, toPort, cidrBlocks, description }) =>
          (cidrBlocks as readonly PropertyValue[]).map((cidrIp) => ({
            ipProtocol: protocol,
            fromPort,
            toPort,
            cidrIp,
            description,
          })),
      ),
      ...rest,
    }),
  ],
  "aws:ec2/subnet:Subnet": ["EC2::Subnet"],
  "aws:ec2/vpc:Vpc": ["EC2::VPC"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": [
    "EC2::VPCEndpoint",
    ({ policy, ...rest }) => ({ policyDocument: document(policy), ...rest }),
  ],
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": ["EC2::VPCCidrBlock"],
  "aws:eks/accessEntry:AccessEntry": [
    "EKS::AccessEntry",
    ({ userName, ...rest }) => ({ username: userName, ...rest }),
  ],
  "aws:eks/addon:Addon": [
    "EKS::Addon",
    ({ resolveConflictsOnCreate, ...rest }) => ({
      resolveConflicts: resolveConflictsOnCreate,
      ...rest,
    }),
  ],
  "aws:eks/cluster:Cluster": [
    "EKS::Cluster",
    ({ vpcConfig, enabledClusterLogTypes, encryptionConfig, ...rest }) => ({
      resourcesVpcConfig: vpcConfig,
      encryptionConfig: encryptionConfig === undefined ? undefined : [encryptionConfig],
      logging: {
        clusterLogging: {
          enabledTypes: ((enabledClusterLogTypes ?? []) as readonly PropertyValue[]).map((type) => ({
            type,
          })),
        },
      },
      ...rest,
    }),
  ],
  "aws:eks/nodeGroup:NodeGroup": [
    "EKS::Nodegroup",
    ({ nodeGroupName, nodeRoleArn, subnetIds, ...rest }) => ({
      nodegroupName: nodeGroupName,
      nodeRole: nodeRoleArn,
      subnets: subnetIds,
      ...rest,
    }),
  ],
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": ["EKS::PodIdentityAssociation"],
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": [
    "IAM::OIDCProvider",
    ({ clientIdLists, thumbprintLists, ...rest }) => ({
      clientIdList: clientIdLists,
      thumbprintList: thumbprintLists,
      ...rest,
    }),
  ],
  "aws:iam/role:Role": [
    "IAM::Role",
    ({
      name,
      assumeRolePolicy,
      managedPolicyArns,
      maxSessionDuration,
      path,
      description,
      permissionsBoundary,
      tags,
    }) => ({
      roleName: name,
      assumeRolePolicyDocument: document(assumeRolePolicy),
      managedPolicyArns,
      maxSessionDuration,
      path,
      description,
      permissionsBoundary,
      tags,
    }),
  ],
  "aws:iam/rolePolicy:RolePolicy": [
    "IAM::RolePolicy",
    ({ role, name, policy }) => ({ roleName: role, policyName: name, policyDocument: document(policy) }),
  ],
  "aws:kms/alias:Alias": ["KMS::Alias", ({ name, ...rest }) => ({ aliasName: name, ...rest })],
  "aws:kms/key:Key": [
    "KMS::Key",
    ({ deletionWindowInDays, policy, ...rest }) => ({
      pendingWindowInDays: deletionWindowInDays,
      keyPolicy: document(policy),
      ...rest,
    }),
  ],
};

/** Types without one of their own in CloudFormation. */
const WITHOUT_TYPE = [
  "aws:ebs/encryptionByDefault:EncryptionByDefault",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "aws:ec2/subnetCidrReservation:SubnetCidrReservation",
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
];

/** The properties that CloudFormation has no place for. */
const NOT_IN_CLOUDFORMATION = [
  "assignGeneratedIpv6CidrBlock",
  "kubeApiServerConfig",
  "region",
  "resolveConflictsOnUpdate",
  "updateDefaultVersion",
];

/** The properties whose keys stay as they are. */
const OWN_KEYS = ["AssumeRolePolicyDocument", "KeyPolicy", "Labels", "PolicyDocument"];

/** Returns the template of the resources that a stack plans; what is unknown until they are created is an import. */
export function cloudFormationTemplate(resources: readonly SourceResource[]): object {
  const unknown = imports();
  const entries = resources.flatMap(({ type, name, props }, index) => {
    if (!type.startsWith("aws:") || WITHOUT_TYPE.includes(type)) return [];
    const [cfnType, toProperties = (same: PropertyObject) => same] = TYPES[type] ?? [];
    if (cfnType === undefined) throw new Error(`${type} isn't mapped to a type of CloudFormation`);
    const own = Object.entries(props).filter(
      ([property]) => !NOT_IN_CLOUDFORMATION.includes(property) && !property.startsWith("__"),
    );
    const { tags, ...rest } = toProperties(Object.fromEntries(own));
    const properties = { ...rest, ...(tags === undefined ? {} : { tags: tagList(tags) }) };
    return [
      [
        `R${index}${name.replaceAll(/\W/g, "")}`,
        { Type: `AWS::${cfnType}`, Properties: converted(properties, unknown) },
      ],
    ];
  });
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Resources: Object.fromEntries(entries) as object,
  };
}

/** Returns a function that returns another import each time: linters compare values. */
function imports(): () => object {
  let count = 0;
  return () => ({ "Fn::ImportValue": `unknown-${count++}` });
}

/** @param isOwn true for an object whose keys are names that the program chose. */
function converted(secret: PropertyValue, unknown: () => object, isOwn = false): unknown {
  const value = secret instanceof Secret ? secret.value : secret;
  if (isUnknown(value)) return unknown();
  if (Array.isArray(value))
    return (value as readonly PropertyValue[]).map((element) => converted(element, unknown, isOwn));
  if (!isPropertyObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([property, inner]) => {
        const key = isOwn ? property : property.charAt(0).toUpperCase() + property.slice(1);
        return [key, converted(inner, unknown, isOwn || OWN_KEYS.includes(key))];
      }),
  );
}

function tagList(tags: PropertyValue): PropertyValue {
  return isPropertyObject(tags) ? Object.entries(tags).map(([key, value]) => ({ key, value })) : tags;
}

function document(value: PropertyValue): PropertyValue {
  return typeof value === "string" && !isUnknown(value) ? (JSON.parse(value) as PropertyObject) : value;
}

function elements(value: PropertyValue): readonly PropertyObject[] {
  return Array.isArray(value) ? (value as readonly PropertyValue[]).filter(isPropertyObject) : [];
}
