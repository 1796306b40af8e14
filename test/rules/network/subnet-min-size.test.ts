import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import subnetMinSize from "../../../policies/src/rules/network/subnet-min-size.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addonWith } from "../cni/cni-resources.ts";

const CLUSTER_TAG = { "kubernetes.io/cluster/prod": "shared" };
const CNI_TAG = { "kubernetes.io/role/cni": "1" };
const ELB_TAG = { "kubernetes.io/role/elb": "1" };
const INTERNAL_ELB_TAG = { "kubernetes.io/role/internal-elb": "1" };
const KARPENTER_TAG = { "karpenter.sh/discovery": "prod" };

const subnet = (
  cidrBlock: string,
  tags?: PropertyObject,
  name = "subject",
  more: PropertyObject = {},
): TestResource => ({
  type: "aws:ec2/subnet:Subnet",
  name,
  props: { cidrBlock, ...(tags && { tags }), ...more },
});
const nodeGroup = (
  subnetIds: string | readonly string[],
  from: readonly string[],
  name = "apps",
): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name,
  props: { subnetIds },
  from: { subnetIds: from },
});
const cluster = (props: PropertyObject): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "prod",
  props: { vpcConfig: { subnetIds: [UNKNOWN] }, ...props },
  from: { vpcConfig: ["subject"] },
});
const eniConfig = (subnetId: string): TestResource => ({
  type: "kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig",
  name: "zone-a",
  props: { spec: { subnet: subnetId } },
  from: { spec: subnetId === UNKNOWN ? ["subject"] : [] },
});
const group = (
  tags: string | readonly PropertyObject[],
  from: TestResource["from"] = { vpcZoneIdentifiers: ["subject"] },
  more: Partial<TestResource> = {},
): TestResource => ({
  type: "aws:autoscaling/group:Group",
  name: "workers",
  props: { vpcZoneIdentifiers: from["vpcZoneIdentifiers"]?.length === 1 ? [UNKNOWN] : UNKNOWN, tags },
  from,
  ...more,
});
/** A component of `@pulumi/eks`, and the cluster that it creates. */
const component = (from: readonly string[]): readonly TestResource[] => [
  { type: "eks:index:Cluster", name: "component", props: {} },
  {
    type: "aws:eks/cluster:Cluster",
    name: "prod",
    props: { name: UNKNOWN, vpcConfig: { subnetIds: UNKNOWN } },
    from: { vpcConfig: from },
    parent: "component",
  },
];
const routes = (name: string, gatewayId?: string): readonly TestResource[] => [
  {
    type: "aws:ec2/routeTable:RouteTable",
    name: `routes-${name}`,
    props: { routes: gatewayId === undefined ? [] : [{ cidrBlock: "0.0.0.0/0", gatewayId }] },
  },
  {
    type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
    name: `association-${name}`,
    props: { subnetId: UNKNOWN, routeTableId: UNKNOWN },
    from: { subnetId: [name], routeTableId: [`routes-${name}`] },
  },
];

const IPV6 = { kubernetesNetworkConfig: { ipFamily: "ipv6" } };
/** The CNI with custom networking. */
const CUSTOM = addonWith({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" }, "vpc-cni");
/** Nodes of the cluster "prod" in the subnet that is judged. */
const OWN_NODES: TestResource = {
  ...nodeGroup([UNKNOWN], ["subject"]),
  props: { clusterName: UNKNOWN, subnetIds: [UNKNOWN] },
  from: { subnetIds: ["subject"], clusterName: ["prod"] },
};
/** The same in a large subnet. */
const ELSEWHERE: readonly TestResource[] = [
  subnet("10.0.32.0/22", undefined, "nodes"),
  { ...OWN_NODES, from: { ...OWN_NODES.from, subnetIds: ["nodes"] } },
];

const belowFloor = (cidrBlock: string, usable: number, need = "nodes and pods need") => ({
  key: "below-floor",
  level: "mandatory" as const,
  path: "cidrBlock",
  message: `${cidrBlock} has ${usable} usable addresses; ${need} /24 or larger (251 usable addresses)`,
});
const belowAdvised = (cidrBlock: string, usable: number) => ({
  key: "below-advised",
  level: "advisory" as const,
  path: "cidrBlock",
  message: `${cidrBlock} has ${usable} usable addresses; use /22 or larger (1019 usable addresses) for room to grow`,
});

ruleTester(subnetMinSize, {
  valid: [
    { name: "a subnet for pods of the advised size", resource: subnet("10.0.0.0/22", CNI_TAG) },
    { name: "a small subnet for another purpose", resource: subnet("10.0.0.0/28", { Name: "vpn" }) },
    { name: "a small subnet without tags", resource: subnet("10.0.0.0/28") },
    {
      name: "a public subnet of load balancers, tagged for the cluster",
      stack: [subnet("10.0.0.0/27", { ...CLUSTER_TAG, ...ELB_TAG })],
    },
    { name: "a subnet of internal load balancers", resource: subnet("10.0.0.0/27", INTERNAL_ELB_TAG) },
    {
      name: "a subnet that the CNI must not use",
      resource: subnet("10.0.0.0/27", { "kubernetes.io/role/cni": "0" }),
    },
    {
      name: "an IPv6-only subnet",
      resource: { type: "aws:ec2/subnet:Subnet", props: { ipv6Native: true, tags: CNI_TAG } },
    },
    {
      name: "a length of the advised size from an address pool, whose block is not known yet",
      resource: subnet(UNKNOWN, CNI_TAG, "subject", { ipv4NetmaskLength: 22 }),
    },
    {
      name: "limits that the team set",
      resource: subnet("10.0.0.0/26", CNI_TAG),
      options: { maxPrefixLength: 26, advisedPrefixLength: 28 },
    },
    {
      name: "a small subnet of nodes whose pods have their own subnets",
      stack: [subnet("10.0.0.0/26"), CUSTOM, nodeGroup([UNKNOWN], ["subject"])],
    },
    {
      name: "a small tagged subnet of nodes whose pods have their own subnets",
      stack: [subnet("10.0.0.0/26", KARPENTER_TAG), CUSTOM, nodeGroup([UNKNOWN], ["subject"])],
    },
    {
      name: "a small subnet of Karpenter's nodes whose pods have their own subnets",
      stack: [subnet("10.0.0.0/26", KARPENTER_TAG), CUSTOM],
    },
    {
      name: "a small subnet of nodes in an IPv6 cluster",
      stack: [subnet("10.0.0.0/26", CLUSTER_TAG), cluster(IPV6), OWN_NODES],
    },
    {
      name: "a small subnet of the control plane that still has the cluster's tag, with the nodes elsewhere",
      stack: [subnet("10.0.0.0/27", CLUSTER_TAG), cluster({}), ...ELSEWHERE],
    },
    {
      name: "a small subnet with the network interfaces of the control plane",
      stack: [subnet("10.0.0.0/28"), cluster({})],
    },
    {
      name: "a small subnet of an Auto Mode cluster whose node pools bring their own subnets",
      stack: [subnet("10.0.0.0/28"), cluster({ computeConfig: { enabled: true, nodePools: [] } })],
    },
    {
      name: "a small subnet of an autoscaling group outside EKS",
      stack: [subnet("10.0.0.0/28"), group([{ key: "Name", value: "bastion" }])],
    },
    {
      name: "a large subnet of a node group",
      stack: [subnet("10.0.0.0/19"), nodeGroup([UNKNOWN], ["subject"])],
    },
    {
      name: "a list that is not known yet, made of large subnets",
      stack: [
        subnet("10.0.0.0/22"),
        subnet("10.0.4.0/22", undefined, "other"),
        nodeGroup(UNKNOWN, ["subject", "other"]),
      ],
    },
    {
      name: "a group of @pulumi/eks in the private one of its subnets, which is large",
      stack: [
        subnet("10.0.0.0/28"),
        subnet("10.0.4.0/22", undefined, "private"),
        ...routes("subject", "igw-1"),
        ...routes("private"),
        ...component(["subject", "private"]),
        group(UNKNOWN, { vpcZoneIdentifiers: ["subject", "private"] }, { parent: "component" }),
      ],
    },
    {
      name: "a node group that uses another subnet",
      stack: [
        subnet("10.0.0.0/28", undefined, "subject", { id: "subnet-1" }),
        subnet("10.0.4.0/22", undefined, "large", { arn: "arn:aws:ec2:eu-west-1:1:subnet/subnet-2" }),
        nodeGroup(["subnet-2"], ["subject", "large"]),
      ],
    },
  ],
  invalid: [
    {
      name: "a list that is not known yet, made of subnets that are all too small",
      stack: [subnet("10.0.0.0/28"), nodeGroup(UNKNOWN, ["subject"])],
      findings: [belowFloor("10.0.0.0/28", 11, 'node group "apps" needs')],
    },
    {
      name: "an autoscaling group whose tags are not known yet and made of the name of a cluster",
      stack: [
        subnet("10.0.0.0/28"),
        cluster({ name: UNKNOWN }),
        group(UNKNOWN, { vpcZoneIdentifiers: ["subject"], tags: ["prod"] }),
      ],
      findings: [belowFloor("10.0.0.0/28", 11, 'autoscaling group "workers" needs')],
    },
    {
      name: "a group of @pulumi/eks that shows no source of its tags and subnets: it is in the cluster's",
      stack: [
        subnet("10.0.0.0/28"),
        ...component(["subject"]),
        { type: "eks:index:NodeGroupV2", name: "v2", props: {} },
        group(UNKNOWN, {}, { parent: "v2" }),
      ],
      findings: [belowFloor("10.0.0.0/28", 11, 'autoscaling group "workers" needs')],
    },
    {
      name: "a prefix longer than the floor, in the cluster's own subnet",
      stack: [subnet("10.0.0.0/25", CLUSTER_TAG)],
      findings: [belowFloor("10.0.0.0/25", 123)],
    },
    {
      name: "a tagged subnet of the cluster, whose nodes are elsewhere",
      stack: [subnet("10.0.0.0/26", CLUSTER_TAG), cluster({})],
      findings: [belowFloor("10.0.0.0/26", 59)],
    },
    {
      name: "a subnet of pods with custom networking",
      stack: [subnet("10.0.0.0/26"), CUSTOM, eniConfig(UNKNOWN)],
      findings: [belowFloor("10.0.0.0/26", 59, 'ENIConfig "zone-a" needs')],
    },
    {
      name: "a subnet of Windows nodes, which custom networking doesn't cover",
      stack: [
        subnet("10.0.0.0/26"),
        CUSTOM,
        {
          ...nodeGroup([UNKNOWN], ["subject"]),
          props: { subnetIds: [UNKNOWN], amiType: "WINDOWS_CORE_2022_x86_64" },
        },
      ],
      findings: [belowFloor("10.0.0.0/26", 59, 'node group "apps" needs')],
    },
    {
      name: "a Fargate profile in an IPv6 cluster, whose pods take an address each",
      stack: [
        subnet("10.0.0.0/26"),
        cluster(IPV6),
        {
          type: "aws:eks/fargateProfile:FargateProfile",
          name: "batch",
          props: { subnetIds: [UNKNOWN] },
          from: { subnetIds: ["subject"] },
        },
      ],
      findings: [belowFloor("10.0.0.0/26", 59, 'Fargate profile "batch" needs')],
    },
    {
      name: "the floor, which is below what is advised",
      resource: subnet("10.0.0.0/24", CNI_TAG),
      findings: [belowAdvised("10.0.0.0/24", 251)],
    },
    {
      name: "a prefix longer than advised, under strict",
      resource: subnet("10.0.0.0/23", CNI_TAG),
      preset: "strict",
      findings: [{ ...belowAdvised("10.0.0.0/23", 507), level: "mandatory" }],
    },
    {
      name: "a private subnet of nodes and internal load balancers",
      stack: [subnet("10.0.1.0/26", { ...CLUSTER_TAG, ...INTERNAL_ELB_TAG })],
      findings: [belowFloor("10.0.1.0/26", 59)],
    },
    {
      name: "a public subnet that is also for pods",
      resource: subnet("10.0.1.0/26", { ...ELB_TAG, ...CNI_TAG }),
      findings: [belowFloor("10.0.1.0/26", 59)],
    },
    {
      name: "a public subnet that is also for Karpenter's nodes",
      stack: [subnet("10.0.1.0/26", { ...ELB_TAG, ...KARPENTER_TAG })],
      findings: [belowFloor("10.0.1.0/26", 59)],
    },
    {
      name: "a subnet of the cluster's nodes that the CNI must not use",
      stack: [subnet("10.0.1.0/26", { ...CLUSTER_TAG, "kubernetes.io/role/cni": "0" })],
      findings: [belowFloor("10.0.1.0/26", 59)],
    },
    {
      name: "a length from an address pool",
      resource: subnet(UNKNOWN, CNI_TAG, "subject", { ipv4NetmaskLength: 28 }),
      findings: [{ ...belowFloor("a /28", 11), path: "ipv4NetmaskLength" }],
    },
    {
      name: "any subnet, if the team wants all of them judged",
      resource: subnet("10.0.0.0/28"),
      options: { judgeAll: true },
      findings: [belowFloor("10.0.0.0/28", 11)],
    },
    {
      name: "a small subnet of a node group",
      stack: [subnet("10.0.0.0/26"), nodeGroup([UNKNOWN], ["subject"])],
      findings: [belowFloor("10.0.0.0/26", 59, 'node group "apps" needs')],
    },
    {
      name: "a small subnet of a node group and a Fargate profile, once",
      stack: [
        subnet("10.0.0.0/26"),
        nodeGroup([UNKNOWN], ["subject"]),
        {
          type: "aws:eks/fargateProfile:FargateProfile",
          name: "batch",
          props: { subnetIds: [UNKNOWN] },
          from: { subnetIds: ["subject"] },
        },
      ],
      findings: [belowFloor("10.0.0.0/26", 59, 'node group "apps" and Fargate profile "batch" need')],
    },
    {
      name: "a small subnet that an ENIConfig gives to pods",
      stack: [subnet("10.0.0.0/26"), eniConfig(UNKNOWN)],
      findings: [belowFloor("10.0.0.0/26", 59, 'ENIConfig "zone-a" needs')],
    },
    {
      name: "a tagged subnet of a node group, once",
      stack: [subnet("10.0.0.0/26", CLUSTER_TAG), nodeGroup([UNKNOWN], ["subject"])],
      findings: [belowFloor("10.0.0.0/26", 59, 'node group "apps" needs')],
    },
    {
      name: "a small subnet of an autoscaling group of EKS nodes",
      stack: [
        subnet("10.0.0.0/26"),
        group([{ key: UNKNOWN }, { key: "kubernetes.io/cluster/prod", value: "owned" }]),
      ],
      findings: [belowFloor("10.0.0.0/26", 59, 'autoscaling group "workers" needs')],
    },
    {
      name: "a small subnet of a cluster in Auto Mode",
      stack: [
        subnet("10.0.0.0/26"),
        cluster({ computeConfig: { enabled: true, nodePools: ["general-purpose"] } }),
      ],
      findings: [belowFloor("10.0.0.0/26", 59, 'Auto Mode cluster "prod" needs')],
    },
    {
      name: "one of two subnets, told apart by their IDs",
      stack: [
        subnet("10.0.0.0/26", undefined, "subject", { id: "subnet-1" }),
        subnet("10.0.0.64/26", undefined, "other", { id: "subnet-2" }),
        nodeGroup(["subnet-1"], ["subject", "other"]),
      ],
      findings: [belowFloor("10.0.0.0/26", 59, 'node group "apps" needs')],
    },
  ],
  unknown: [
    {
      name: "a tagged subnet of the cluster, with nodes of which one group may be in it",
      stack: [
        subnet("10.0.0.0/26", CLUSTER_TAG),
        cluster({}),
        ...ELSEWHERE,
        { ...OWN_NODES, name: "others", props: { clusterName: UNKNOWN, subnetIds: ["subnet-9"] } },
      ],
      findings: [belowFloor("10.0.0.0/26", 59)],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
    {
      name: "custom networking that is not known yet",
      stack: [
        subnet("10.0.0.0/26", CLUSTER_TAG),
        addonWith({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: UNKNOWN }, "vpc-cni"),
        nodeGroup([UNKNOWN], ["subject"]),
      ],
      undetermined: [
        "configurationValues.env.AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: not known before pulumi up",
      ],
    },
    {
      name: "an IP family that is not known yet",
      stack: [subnet("10.0.0.0/26"), cluster({ kubernetesNetworkConfig: UNKNOWN }), OWN_NODES],
      undetermined: ["kubernetesNetworkConfig: not known before pulumi up"],
    },
    {
      name: "a compute configuration that is not known yet",
      stack: [subnet("10.0.0.0/28"), cluster({ computeConfig: UNKNOWN })],
      undetermined: ["computeConfig: not known before pulumi up"],
    },
    {
      name: "a block that is not known yet",
      resource: subnet(UNKNOWN, CNI_TAG),
      undetermined: ["cidrBlock: not known before pulumi up"],
    },
    {
      name: "tags that are not known yet",
      resource: { type: "aws:ec2/subnet:Subnet", props: { cidrBlock: "10.0.0.0/28", tags: UNKNOWN } },
      undetermined: ["tags: not known before pulumi up"],
    },
    {
      name: "a tag for pods whose value is not known yet",
      resource: subnet("10.0.0.0/28", { "kubernetes.io/role/cni": UNKNOWN }),
      undetermined: ['tags["kubernetes.io/role/cni"]: not known before pulumi up'],
    },
    {
      name: "a string that isn't a block",
      resource: subnet("10.0.0.256/28", CNI_TAG),
      undetermined: ["cidrBlock: expected an IPv4 block without host bits"],
    },
    {
      name: "a block that is too small for AWS",
      resource: subnet("10.0.0.0/29", CNI_TAG),
      undetermined: ["cidrBlock: expected an IPv4 block with a prefix from 16 to 28"],
    },
    {
      name: "a length that is too small for AWS",
      resource: subnet(UNKNOWN, CNI_TAG, "subject", { ipv4NetmaskLength: 29 }),
      undetermined: ["ipv4NetmaskLength: expected a number from 16 to 28"],
    },
    {
      name: "a block that isn't a string",
      resource: { type: "aws:ec2/subnet:Subnet", props: { cidrBlock: 10, tags: CNI_TAG } },
      undetermined: ["cidrBlock: expected an IPv4 block without host bits"],
    },
    {
      name: "a size that the address pool decides",
      resource: { type: "aws:ec2/subnet:Subnet", props: { ipv4IpamPoolId: "ipam-pool-1", tags: CNI_TAG } },
      undetermined: ["cidrBlock: the address pool decides the size"],
    },
    {
      name: "an IPv6 subnet that may be one or not",
      resource: { type: "aws:ec2/subnet:Subnet", props: { ipv6Native: UNKNOWN, tags: CNI_TAG } },
      undetermined: ["ipv6Native: not known before pulumi up"],
    },
    {
      name: "an ENIConfig with a subnet in another stack",
      stack: [subnet("10.0.0.0/28"), eniConfig("subnet-1")],
      undetermined: ["spec.subnet: names something that is not in the stack"],
    },
    {
      name: "a node group in subnets in another stack",
      stack: [subnet("10.0.0.0/28"), nodeGroup(["subnet-1"], [])],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
    {
      name: "IDs that are not known yet and come from another stack",
      stack: [subnet("10.0.0.0/28"), nodeGroup([UNKNOWN, UNKNOWN], [])],
      undetermined: ["subnetIds: not known before pulumi up"],
    },
    {
      name: "a list that is not known yet, and not made of subnets in the stack",
      stack: [subnet("10.0.0.0/28"), nodeGroup(UNKNOWN, [])],
      undetermined: ["subnetIds: not known before pulumi up"],
    },
    {
      name: "a list that is not known yet, made of subnets of which one is too small",
      stack: [
        subnet("10.0.0.0/28"),
        subnet("10.0.4.0/22", undefined, "large"),
        nodeGroup(UNKNOWN, ["subject", "large"]),
      ],
      undetermined: ['subnetIds: not known before pulumi up which of "subject", "large"'],
    },
    {
      name: "a list that is not known yet, made of a small subnet and those of a component that hides them",
      stack: [
        subnet("10.0.0.0/28"),
        { type: "acme:net:Vpc", name: "net", props: {}, hidesChildren: true },
        nodeGroup(UNKNOWN, ["subject", "net"]),
      ],
      undetermined: ["subnetIds: not known before pulumi up"],
    },
    {
      name: "an ID made from two subnets, of which only one is used",
      stack: [
        subnet("10.0.0.0/28"),
        subnet("10.0.4.0/22", undefined, "large"),
        nodeGroup([UNKNOWN], ["subject", "large"]),
      ],
      undetermined: ['subnetIds: not known before pulumi up which of "subject", "large"'],
    },
    {
      name: "a node group in a small subnet and in one in another stack",
      stack: [
        subnet("10.0.0.0/26", undefined, "subject", { id: "subnet-1" }),
        nodeGroup(["subnet-1", "subnet-9"], []),
      ],
      findings: [belowFloor("10.0.0.0/26", 59, 'node group "apps" needs')],
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
    {
      name: "an autoscaling group with a tag that is not known yet",
      stack: [subnet("10.0.0.0/28"), group([{ key: UNKNOWN, value: "owned" }])],
      undetermined: ["tags[0].key: not known before pulumi up"],
    },
    {
      name: "a cluster that may be in Auto Mode",
      stack: [subnet("10.0.0.0/28"), cluster({ computeConfig: { enabled: UNKNOWN } })],
      undetermined: ["computeConfig.enabled: not known before pulumi up"],
    },
  ],
  // If all subnets that the nodes may be in are too small, those that they are in are.
  appears: { "below-floor": ["subnetIds"] },
});
