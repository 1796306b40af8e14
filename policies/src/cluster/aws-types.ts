// Type tokens of the AWS resources that rules check or follow references to, as in @pulumi/aws 7.

/** EKS clusters. */
export const CLUSTER = "aws:eks/cluster:Cluster";

/** Managed node groups. */
export const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";

/** Fargate profiles. */
export const FARGATE_PROFILE = "aws:eks/fargateProfile:FargateProfile";

/** EKS add-ons. */
export const ADDON = "aws:eks/addon:Addon";

/** IAM roles. */
export const ROLE = "aws:iam/role:Role";

/** Attachments of managed policies to IAM roles. */
export const ROLE_POLICY_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

/** Policies that are part of an IAM role. */
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

/** IAM policies that a team manages, apart from roles. */
export const POLICY = "aws:iam/policy:Policy";

/** EKS Pod Identity associations, each of which gives a service account an IAM role. */
export const POD_IDENTITY_ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

/** Access entries, each of which gives one IAM principal access to a cluster. */
export const ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry";

/** Associations of access policies with the principal of an access entry. */
export const ACCESS_POLICY_ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";

/** CloudWatch log groups. */
export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Autoscaling groups. */
export const AUTOSCALING_GROUP = "aws:autoscaling/group:Group";

/** CloudFormation stacks, whose resources are in their templates. */
export const CLOUDFORMATION_STACK = "aws:cloudformation/stack:Stack";

/** Launch templates. */
export const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** Launch configurations, the predecessor of launch templates. */
export const LAUNCH_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration";

/** Subnets. */
export const SUBNET = "aws:ec2/subnet:Subnet";

/** VPCs that a program creates. */
export const VPC = "aws:ec2/vpc:Vpc";

/** The default VPC of an account in a Region, adopted by a program. */
export const DEFAULT_VPC = "aws:ec2/defaultVpc:DefaultVpc";

/** Further IPv4 blocks of a VPC. */
export const VPC_CIDR_BLOCK_ASSOCIATION = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation";

/** Peerings of two VPCs. */
export const VPC_PEERING_CONNECTION = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection";

/** NAT gateways. */
export const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";

/** Elastic IPs. */
export const ELASTIC_IP = "aws:ec2/eip:Eip";

/** Blocks of a subnet that are reserved for prefixes, or for explicitly assigned addresses. */
export const SUBNET_CIDR_RESERVATION = "aws:ec2/subnetCidrReservation:SubnetCidrReservation";

/** VPC endpoints; those with subnets have a network interface in each. */
export const VPC_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** Associations of gateway endpoints with route tables, apart from those in the endpoint's own list. */
export const VPC_ENDPOINT_ROUTE_TABLE_ASSOCIATION =
  "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation";

/** Security groups, with inline rules or with rules that are separate resources. */
export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";

/** The resources that a security group's ID may come from: the group itself, or the cluster for which EKS created it. */
export const SECURITY_GROUP_OWNERS: readonly string[] = [SECURITY_GROUP, CLUSTER];

/** A rule of a security group, in either direction. */
export const SECURITY_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";

/** An ingress rule of a security group. */
export const SECURITY_GROUP_INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** Route tables; the main route table of a VPC is a DefaultRouteTable. */
export const ROUTE_TABLES = [
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/defaultRouteTable:DefaultRouteTable",
] as const;

/** Routes that are separate resources. */
export const ROUTE = "aws:ec2/route:Route";

/** Associations of subnets with route tables. */
export const ROUTE_TABLE_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";

/** Internet gateways. */
export const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";

/** Gateways of site-to-site VPNs; a route refers to them with `gatewayId`, as it does to internet gateways. */
export const VPN_GATEWAY = "aws:ec2/vpnGateway:VpnGateway";

/** Groups of alerting rules in Amazon Managed Service for Prometheus. */
export const RULE_GROUP_NAMESPACE = "aws:amp/ruleGroupNamespace:RuleGroupNamespace";

/** CloudWatch alarms on metrics. */
export const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
