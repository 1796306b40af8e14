// Type tokens of the AWS resources that rules judge or follow, as @pulumi/aws 7 has them.

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

/** What attaches a managed policy to an IAM role. */
export const ROLE_POLICY_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

/** Access entries, each of which lets one IAM principal into a cluster. */
export const ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry";

/** Access policies that are given to the principal of an access entry. */
export const ACCESS_POLICY_ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";

/** Log groups of CloudWatch. */
export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Autoscaling groups. */
export const AUTOSCALING_GROUP = "aws:autoscaling/group:Group";

/** Launch templates. */
export const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

/** Launch configurations, which launch templates came after. */
export const LAUNCH_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration";

/** Subnets. */
export const SUBNET = "aws:ec2/subnet:Subnet";

/** VPCs that a program makes. */
export const VPC = "aws:ec2/vpc:Vpc";

/** The VPC that an account has in each region, taken over by a program. */
export const DEFAULT_VPC = "aws:ec2/defaultVpc:DefaultVpc";

/** NAT gateways. */
export const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";

/** Elastic IPs. */
export const ELASTIC_IP = "aws:ec2/eip:Eip";

/** Blocks of a subnet that are kept for prefixes, or for addresses that somebody chooses. */
export const SUBNET_CIDR_RESERVATION = "aws:ec2/subnetCidrReservation:SubnetCidrReservation";

/** VPC endpoints; those with subnets have a network interface in each. */
export const VPC_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** Security groups, with rules of their own or by resources that name them. */
export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";

/** A rule of a security group, in either direction. */
export const SECURITY_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";

/** A rule of a security group about what comes in. */
export const SECURITY_GROUP_INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** Route tables; a VPC's own one is a DefaultRouteTable. */
export const ROUTE_TABLES = [
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/defaultRouteTable:DefaultRouteTable",
] as const;

/** Routes that are resources of their own. */
export const ROUTE = "aws:ec2/route:Route";

/** What ties a subnet to a route table. */
export const ROUTE_TABLE_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";

/** Internet gateways. */
export const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";

/** Gateways of site-to-site VPNs; a route names them with `gatewayId`, as it does internet gateways. */
export const VPN_GATEWAY = "aws:ec2/vpnGateway:VpnGateway";

/** Groups of alerting rules in Amazon Managed Service for Prometheus. */
export const RULE_GROUP_NAMESPACE = "aws:amp/ruleGroupNamespace:RuleGroupNamespace";

/** CloudWatch alarms on metrics. */
export const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
