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

/** Blocks of a subnet's addresses that are set aside: for prefixes, or for addresses that somebody names. */
export const SUBNET_CIDR_RESERVATION = "aws:ec2/subnetCidrReservation:SubnetCidrReservation";

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
