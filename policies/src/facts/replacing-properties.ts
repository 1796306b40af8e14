/** Types whose schema was read whole: what is not listed of them is updated in place. */
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
 * Properties whose change makes the AWS provider replace a resource, as dotted paths; undefined for a type that is not
 * known here. The SDK does not say it. Source: `ForceNew` in the schemas of terraform-provider-aws, which the provider is
 * made from, internal/service/{ec2,eks,logs}, read 2026-11-25; `region` is of every type since its version 6.
 */
export function replacingProperties(type: string): readonly string[] | undefined {
  const properties = REPLACING[type];
  return properties && [...properties, "region"];
}

/** The types that {@link replacingProperties} knows. */
export const TYPES_WITH_REPLACING_PROPERTIES: readonly string[] = Object.keys(REPLACING);

/** Outputs that an update makes new: every change of a launch template is another version of it. Source: as above. */
export const OUTPUTS_OF_UPDATES: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/launchTemplate:LaunchTemplate": ["defaultVersion", "latestVersion"],
};
