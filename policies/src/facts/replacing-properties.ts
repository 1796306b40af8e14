/** Types whose complete schema was read: properties that are not listed are updated in place. */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  "aws:cloudwatch/logGroup:LogGroup": ["logGroupClass", "name", "namePrefix"],
  "aws:ec2/internetGateway:InternetGateway": [],
  "aws:ec2/launchTemplate:LaunchTemplate": ["name", "namePrefix"],
  "aws:ec2/natGateway:NatGateway": [
    "allocationId",
    "connectivityType",
    "privateIp",
    "secondaryPrivateIpAddressCount",
    "subnetId",
  ],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["gatewayId", "subnetId"],
  "aws:ec2/subnet:Subnet": [
    "availabilityZone",
    "availabilityZoneId",
    "cidrBlock",
    "ipv4IpamPoolId",
    "ipv4NetmaskLength",
    "ipv6IpamPoolId",
    "ipv6Native",
    "ipv6NetmaskLength",
    "outpostArn",
    "vpcId",
  ],
  "aws:ec2/subnetCidrReservation:SubnetCidrReservation": [
    "cidrBlock",
    "description",
    "reservationType",
    "subnetId",
  ],
  "aws:ec2/vpc:Vpc": ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
  "aws:eks/accessEntry:AccessEntry": ["clusterName", "principalArn", "type"],
  "aws:eks/addon:Addon": ["addonName", "clusterName"],
  "aws:eks/cluster:Cluster": [
    "accessConfig.bootstrapClusterCreatorAdminPermissions",
    "bootstrapSelfManagedAddons",
    "kubernetesNetworkConfig.ipFamily",
    "kubernetesNetworkConfig.serviceIpv4Cidr",
    "name",
    "outpostConfig.controlPlaneInstanceType",
    "outpostConfig.controlPlanePlacement.groupName",
    "remoteNetworkConfig",
    "roleArn",
  ],
  "aws:eks/nodeGroup:NodeGroup": [
    "amiType",
    "capacityType",
    "clusterName",
    "diskSize",
    "instanceTypes",
    "launchTemplate.id",
    "launchTemplate.name",
    "nodeGroupName",
    "nodeGroupNamePrefix",
    "nodeRoleArn",
    "remoteAccess",
    "subnetIds",
  ],
};

/**
 * The properties whose change makes the AWS provider replace a resource, as dotted paths; undefined for a type that is not
 * listed here. The SDK does not expose this. Source: `ForceNew` in the schemas of terraform-provider-aws, on which the provider
 * is based, internal/service/{ec2,eks,logs}, read 2026-11-25; every type has `region` since its version 6.
 */
export function replacingProperties(type: string): readonly string[] | undefined {
  const properties = REPLACING[type];
  return properties && [...properties, "region"];
}

/** The types that {@link replacingProperties} covers. */
export const TYPES_WITH_REPLACING_PROPERTIES: readonly string[] = Object.keys(REPLACING);

/** Outputs that an update changes: every change to a launch template creates a new version. Source: as above. */
export const OUTPUTS_OF_UPDATES: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/launchTemplate:LaunchTemplate": ["defaultVersion", "latestVersion"],
};
