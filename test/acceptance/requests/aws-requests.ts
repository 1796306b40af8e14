// Which requests to AWS the platform's resources become, as terraform-provider-aws 6 sends them (internal/service/*, read 2026-11-28).
import {
  isPropertyObject,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";

/** A request to AWS: the service and the operation, and its input in the provider's spelling. */
export type AwsRequest = readonly [operation: string, input: PropertyObject];

type ToRequests = (props: PropertyObject) => readonly AwsRequest[];

/** The inputs that no creating request has: what the provider does with the resource, and what it sends only to change or delete it. */
const OF_PROVIDER = [
  "defaultAddonsToRemoves",
  "forceDetachPolicies",
  "forceUpdateVersion",
  "namePrefix",
  "nodeGroupNamePrefix",
  "preserve",
  "region",
  "revokeRulesOnDelete",
  "skipDestroy",
  "tagsAll",
  "updateDefaultVersion",
];

const EC2_TAGS: Readonly<Record<string, string>> = {
  CreateEgressOnlyInternetGateway: "egress-only-internet-gateway",
  CreateFlowLogs: "vpc-flow-log",
  CreateInternetGateway: "internet-gateway",
  CreateLaunchTemplate: "launch-template",
  CreateNatGateway: "natgateway",
  CreateRouteTable: "route-table",
  CreateSecurityGroup: "security-group",
  CreateSubnet: "subnet",
  CreateVpc: "vpc",
  CreateVpcEndpoint: "vpc-endpoint",
  AllocateAddress: "elastic-ip",
};

const REQUESTS: Readonly<Record<string, ToRequests>> = {
  "aws:cloudwatch/logGroup:LogGroup": ({ name, retentionInDays, ...rest }) => [
    ["logs CreateLogGroup", { logGroupName: name, ...rest }],
    ...optional("logs PutRetentionPolicy", { retentionInDays }, { logGroupName: name }),
  ],
  "aws:ebs/encryptionByDefault:EncryptionByDefault": ({ enabled }) =>
    enabled === false ? [] : [["ec2 EnableEbsEncryptionByDefault", {}]],
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": rules,
  "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": ec2("CreateEgressOnlyInternetGateway"),
  "aws:ec2/eip:Eip": ({ ...rest }) => ec2("AllocateAddress")(rest),
  "aws:ec2/flowLog:FlowLog": ({ vpcId, subnetId, eniId, iamRoleArn, ...rest }) =>
    ec2("CreateFlowLogs")({
      resourceIds: [vpcId ?? subnetId ?? eniId],
      resourceType: vpcId === undefined ? (subnetId === undefined ? "NetworkInterface" : "Subnet") : "VPC",
      deliverLogsPermissionArn: iamRoleArn,
      ...rest,
    }),
  "aws:ec2/internetGateway:InternetGateway": ({ vpcId, ...rest }) => [
    ...ec2("CreateInternetGateway")(rest),
    ...optional("ec2 AttachInternetGateway", { vpcId }, { internetGatewayId: UNKNOWN }),
  ],
  "aws:ec2/launchTemplate:LaunchTemplate": launchTemplate,
  "aws:ec2/natGateway:NatGateway": ec2("CreateNatGateway"),
  "aws:ec2/route:Route": ({ egressOnlyGatewayId, ...rest }) => [
    ["ec2 CreateRoute", { egressOnlyInternetGatewayId: egressOnlyGatewayId, ...rest }],
  ],
  "aws:ec2/routeTable:RouteTable": ({ routes, ...rest }) => [
    ...ec2("CreateRouteTable")(rest),
    ...elements(routes).map(({ cidrBlock, ipv6CidrBlock, egressOnlyGatewayId, ...route }): AwsRequest => [
      "ec2 CreateRoute",
      {
        routeTableId: UNKNOWN,
        destinationCidrBlock: cidrBlock,
        destinationIpv6CidrBlock: ipv6CidrBlock,
        egressOnlyInternetGatewayId: egressOnlyGatewayId,
        ...route,
      },
    ]),
  ],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": as("ec2 AssociateRouteTable"),
  "aws:ec2/securityGroup:SecurityGroup": ({ name, ingress, egress, ...rest }) => [
    ...ec2("CreateSecurityGroup")({ groupName: name, ...rest }),
    ...rules({ ingress, egress }),
  ],
  "aws:ec2/securityGroupRule:SecurityGroupRule": ({
    type,
    securityGroupId,
    sourceSecurityGroupId,
    ...rule
  }) => [
    authorize(type === "egress" ? "Egress" : "Ingress", securityGroupId, {
      ...rule,
      ...(sourceSecurityGroupId === undefined ? {} : { securityGroups: [sourceSecurityGroupId] }),
    }),
  ],
  "aws:ec2/subnet:Subnet": ({ mapPublicIpOnLaunch, assignIpv6AddressOnCreation, enableDns64, ...rest }) => [
    ...ec2("CreateSubnet")(rest),
    ...Object.entries({ mapPublicIpOnLaunch, assignIpv6AddressOnCreation, enableDns64 }).flatMap(
      ([name, value]) =>
        optional(
          "ec2 ModifySubnetAttribute",
          { [name]: value === undefined ? undefined : { value } },
          { subnetId: UNKNOWN },
        ),
    ),
  ],
  "aws:ec2/subnetCidrReservation:SubnetCidrReservation": ({ cidrBlock, ...rest }) => [
    ["ec2 CreateSubnetCidrReservation", { cidr: cidrBlock, ...rest }],
  ],
  "aws:ec2/vpc:Vpc": ({ assignGeneratedIpv6CidrBlock, enableDnsHostnames, enableDnsSupport, ...rest }) => [
    ...ec2("CreateVpc")({ amazonProvidedIpv6CidrBlock: assignGeneratedIpv6CidrBlock, ...rest }),
    ...Object.entries({ enableDnsHostnames, enableDnsSupport }).flatMap(([name, value]) =>
      optional(
        "ec2 ModifyVpcAttribute",
        { [name]: value === undefined ? undefined : { value } },
        { vpcId: UNKNOWN },
      ),
    ),
  ],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ({ policy, ...rest }) =>
    ec2("CreateVpcEndpoint")({ policyDocument: documentText(policy), ...rest }),
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": as("ec2 AssociateVpcCidrBlock"),
  "aws:eks/accessEntry:AccessEntry": ({ userName, ...rest }) => [
    ["eks CreateAccessEntry", { username: userName, ...rest }],
  ],
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": as("eks AssociateAccessPolicy"),
  "aws:eks/addon:Addon": ({ resolveConflictsOnCreate, resolveConflictsOnUpdate, ...rest }) => {
    const { clusterName, addonName } = rest;
    return [
      ["eks CreateAddon", { resolveConflicts: resolveConflictsOnCreate, ...rest }],
      ...optional(
        "eks UpdateAddon",
        { resolveConflicts: resolveConflictsOnUpdate },
        { clusterName, addonName },
      ),
    ];
  },
  "aws:eks/cluster:Cluster": ({ vpcConfig, enabledClusterLogTypes, ...rest }) => [
    [
      "eks CreateCluster",
      {
        resourcesVpcConfig: vpcConfig,
        logging:
          enabledClusterLogTypes === undefined
            ? undefined
            : { clusterLogging: [{ types: enabledClusterLogTypes, enabled: true }] },
        ...rest,
      },
    ],
  ],
  "aws:eks/fargateProfile:FargateProfile": ({ subnetIds, ...rest }) => [
    ["eks CreateFargateProfile", { subnets: subnetIds, ...rest }],
  ],
  "aws:eks/nodeGroup:NodeGroup": ({ nodeRoleArn, subnetIds, ...rest }) => [
    ["eks CreateNodegroup", { nodeRole: nodeRoleArn, subnets: subnetIds, ...rest }],
  ],
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": as("eks CreatePodIdentityAssociation"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ({ clientIdLists, thumbprintLists, ...rest }) => [
    [
      "iam CreateOpenIDConnectProvider",
      { clientIDList: clientIdLists, thumbprintList: thumbprintLists, ...rest },
    ],
  ],
  "aws:iam/role:Role": ({ name, assumeRolePolicy, managedPolicyArns, inlinePolicies, ...rest }) => [
    ["iam CreateRole", { roleName: name, assumeRolePolicyDocument: documentText(assumeRolePolicy), ...rest }],
    ...(Array.isArray(managedPolicyArns) ? (managedPolicyArns as readonly PropertyValue[]) : []).map(
      (policyArn): AwsRequest => ["iam AttachRolePolicy", { roleName: name, policyArn }],
    ),
    ...elements(inlinePolicies).map(({ name: policyName, policy }): AwsRequest => [
      "iam PutRolePolicy",
      { roleName: name, policyName, policyDocument: documentText(policy) },
    ]),
  ],
  "aws:iam/rolePolicy:RolePolicy": ({ role, name, policy }) => [
    ["iam PutRolePolicy", { roleName: role, policyName: name, policyDocument: documentText(policy) }],
  ],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ role, policyArn }) => [
    ["iam AttachRolePolicy", { roleName: role, policyArn }],
  ],
  "aws:kms/alias:Alias": ({ name, targetKeyId }) => [["kms CreateAlias", { aliasName: name, targetKeyId }]],
  "aws:kms/key:Key": ({
    deletionWindowInDays,
    enableKeyRotation,
    rotationPeriodInDays,
    customerMasterKeySpec,
    ...rest
  }) => [
    ["kms CreateKey", { keySpec: customerMasterKeySpec, ...rest }],
    ...optional("kms ScheduleKeyDeletion", { pendingWindowInDays: deletionWindowInDays }, { keyId: UNKNOWN }),
    ...(enableKeyRotation === true
      ? [["kms EnableKeyRotation", { keyId: UNKNOWN, rotationPeriodInDays }] as const]
      : []),
  ],
};

/** The operations whose facts are needed. */
export const OPERATIONS: readonly string[] = [
  ...Object.keys(EC2_TAGS).map((operation) => `ec2 ${operation}`),
  "ec2 AssociateRouteTable",
  "ec2 AssociateVpcCidrBlock",
  "ec2 AttachInternetGateway",
  "ec2 AuthorizeSecurityGroupEgress",
  "ec2 AuthorizeSecurityGroupIngress",
  "ec2 CreateRoute",
  "ec2 CreateSubnetCidrReservation",
  "ec2 EnableEbsEncryptionByDefault",
  "ec2 ModifySubnetAttribute",
  "ec2 ModifyVpcAttribute",
  "eks AssociateAccessPolicy",
  "eks CreateAccessEntry",
  "eks CreateAddon",
  "eks CreateCluster",
  "eks CreateFargateProfile",
  "eks CreateNodegroup",
  "eks CreatePodIdentityAssociation",
  "eks UpdateAddon",
  "iam AttachRolePolicy",
  "iam CreateOpenIDConnectProvider",
  "iam CreateRole",
  "iam PutRolePolicy",
  "kms CreateAlias",
  "kms CreateKey",
  "kms EnableKeyRotation",
  "kms ScheduleKeyDeletion",
  "logs CreateLogGroup",
  "logs PutRetentionPolicy",
];

/** Returns the requests that create a resource; undefined for a type that isn't mapped. */
export function requestsOf(type: string, inputs: PropertyObject): readonly AwsRequest[] | undefined {
  const own = Object.entries(inputs).filter(
    ([property]) => !OF_PROVIDER.includes(property) && !property.startsWith("__"),
  );
  return REQUESTS[type]?.(Object.fromEntries(own));
}

function as(operation: string): ToRequests {
  return (props) => [[operation, props]];
}

/** A request to EC2, which takes tags with the type of the resource that gets them. */
function ec2(operation: string): ToRequests {
  return ({ tags, ...rest }) => {
    const tagSpecifications = tags === undefined ? undefined : [{ resourceType: EC2_TAGS[operation], tags }];
    return [[`ec2 ${operation}`, { ...rest, tagSpecifications }]];
  };
}

function optional(operation: string, value: PropertyObject, rest: PropertyObject): readonly AwsRequest[] {
  return Object.values(value).every((one) => one === undefined) ? [] : [[operation, { ...rest, ...value }]];
}

function launchTemplate({
  name,
  description,
  tags,
  vpcSecurityGroupIds,
  securityGroupNames,
  ...data
}: PropertyObject): readonly AwsRequest[] {
  const launchTemplateData = {
    ...data,
    securityGroupIds: vpcSecurityGroupIds,
    securityGroups: securityGroupNames,
  };
  const request = { launchTemplateName: name, versionDescription: description, launchTemplateData, tags };
  return ec2("CreateLaunchTemplate")(request);
}

function rules({ ingress, egress }: PropertyObject): readonly AwsRequest[] {
  return [
    ...elements(ingress).map((rule) => authorize("Ingress", UNKNOWN, rule)),
    ...elements(egress).map((rule) => authorize("Egress", UNKNOWN, rule)),
  ];
}

function authorize(
  direction: "Ingress" | "Egress",
  groupId: PropertyValue,
  rule: PropertyObject,
): AwsRequest {
  const {
    protocol,
    fromPort,
    toPort,
    description,
    cidrBlocks,
    ipv6CidrBlocks,
    prefixListIds,
    securityGroups,
  } = rule;
  const list = (values: PropertyValue, key: string): PropertyValue =>
    Array.isArray(values)
      ? (values as readonly PropertyValue[]).map((value) => ({ [key]: value, description }))
      : values;
  return [
    `ec2 AuthorizeSecurityGroup${direction}`,
    {
      groupId,
      ipPermissions: [
        {
          ipProtocol: protocol,
          fromPort,
          toPort,
          ipRanges: list(cidrBlocks, "cidrIp"),
          ipv6Ranges: list(ipv6CidrBlocks, "cidrIpv6"),
          prefixListIds: list(prefixListIds, "prefixListId"),
          userIdGroupPairs: list(securityGroups, "groupId"),
        },
      ],
    },
  ];
}

/** The SDK also takes a document as an object. */
function documentText(value: PropertyValue): PropertyValue {
  return isPropertyObject(value) ? JSON.stringify(value) : value;
}

function elements(value: PropertyValue): readonly PropertyObject[] {
  return Array.isArray(value) ? (value as readonly PropertyValue[]).filter(isPropertyObject) : [];
}
