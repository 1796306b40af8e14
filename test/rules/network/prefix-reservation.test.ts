import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import prefixReservation from "../../../policies/src/rules/network/prefix-reservation.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const SUBNET: TestResource = { type: "aws:ec2/subnet:Subnet", props: { cidrBlock: "10.0.0.0/19" } };
const nodes = (props: PropertyObject = {}): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "apps",
  props: { clusterName: "prod", subnetIds: [UNKNOWN], ...props },
  from: { subnetIds: ["subject"] },
});
const cni = (env: PropertyObject): TestResource => ({
  type: "aws:eks/addon:Addon",
  name: "vpc-cni",
  props: { clusterName: "prod", addonName: "vpc-cni", configurationValues: JSON.stringify({ env }) },
});
const PREFIXES = cni({ ENABLE_PREFIX_DELEGATION: "true" });
const CUSTOM = cni({ ENABLE_PREFIX_DELEGATION: "true", AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" });
const endpoint: TestResource = {
  type: "aws:ec2/vpcEndpoint:VpcEndpoint",
  name: "ecr",
  props: { subnetIds: [UNKNOWN] },
  from: { subnetIds: ["subject"] },
};
const cluster = (props: PropertyObject = {}): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "prod",
  props: { name: "prod", vpcConfig: { subnetIds: [UNKNOWN] }, ...props },
  from: { vpcConfig: ["subject"] },
});
const reservation = (props: PropertyObject = {}, from = ["subject"]): TestResource => ({
  type: "aws:ec2/subnetCidrReservation:SubnetCidrReservation",
  name: "half",
  props: { subnetId: UNKNOWN, cidrBlock: "10.0.16.0/20", reservationType: "prefix", ...props },
  from: { subnetId: from },
});
const eniConfig: TestResource = {
  type: "kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig",
  name: "zone-a",
  props: { spec: { subnet: UNKNOWN } },
  from: { spec: ["subject"] },
};
const strict = { preset: "strict" } as const;
const unreserved = (single: string) => ({
  key: "unreserved" as const,
  level: "advisory" as const,
  path: "",
  message: `nodes take blocks of 16 addresses here${single}, and no blocks are reserved; add a SubnetCidrReservation of type prefix`,
});

ruleTester(prefixReservation, {
  valid: [
    {
      name: "blocks that are reserved",
      ...strict,
      stack: [SUBNET, nodes(), PREFIXES, endpoint, reservation()],
    },
    { name: "a subnet for nodes and pods only", ...strict, stack: [SUBNET, nodes(), PREFIXES] },
    { name: "no prefix delegation", ...strict, stack: [SUBNET, nodes(), cni({}), endpoint] },
    {
      name: "custom networking, in which pods have other subnets",
      ...strict,
      stack: [SUBNET, nodes(), CUSTOM, endpoint],
    },
    { name: "none reserved, under baseline", stack: [SUBNET, nodes(), PREFIXES, endpoint] },
  ],
  invalid: [
    {
      name: "an interface endpoint in the subnet of nodes",
      ...strict,
      stack: [SUBNET, nodes(), PREFIXES, endpoint],
      findings: [unreserved(', next to single addresses of "ecr"')],
    },
    {
      name: "an endpoint and the control plane",
      ...strict,
      stack: [SUBNET, nodes(), PREFIXES, endpoint, cluster()],
      findings: [unreserved(', next to single addresses of "ecr" and "prod"')],
    },
    {
      name: "a reservation for explicit addresses",
      ...strict,
      stack: [SUBNET, nodes(), PREFIXES, endpoint, reservation({ reservationType: "explicit" })],
      findings: [unreserved(', next to single addresses of "ecr"')],
    },
    {
      name: "a reservation in a subnet in another stack",
      ...strict,
      stack: [SUBNET, nodes(), PREFIXES, endpoint, reservation({ subnetId: "subnet-9" }, [])],
      findings: [unreserved(', next to single addresses of "ecr"')],
    },
    {
      name: "the subnet of pods, with custom networking",
      ...strict,
      stack: [SUBNET, nodes({ subnetIds: [] }), CUSTOM, endpoint, eniConfig],
      findings: [unreserved(', next to single addresses of "ecr"')],
    },
    {
      name: "any subnet of nodes, if the team shares them all",
      ...strict,
      stack: [SUBNET, nodes(), PREFIXES],
      options: { dedicatedSubnets: false },
      findings: [unreserved("")],
    },
  ],
  unknown: [
    {
      name: "a reservation whose subnet is not known yet",
      ...strict,
      stack: [SUBNET, nodes(), PREFIXES, endpoint, reservation({}, [])],
      undetermined: ["subnetId: may be for this subnet"],
    },
    {
      name: "a reservation whose type is not known yet",
      ...strict,
      stack: [SUBNET, nodes(), PREFIXES, endpoint, reservation({ reservationType: UNKNOWN })],
      undetermined: ["reservationType: not known before pulumi up"],
    },
    {
      name: "subnets in another stack",
      ...strict,
      stack: [nodes({ subnetIds: ["subnet-9"] }), PREFIXES].map((one) => ({ ...one, from: {} })),
      undetermined: ["subnetIds: names something that is not in the stack"],
    },
    {
      name: "the CNI configured elsewhere",
      ...strict,
      stack: [SUBNET, nodes(), endpoint],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
  ],
  notApplicable: [
    {
      name: "an IPv6 cluster",
      ...strict,
      stack: [SUBNET, nodes(), PREFIXES, cluster({ kubernetesNetworkConfig: { ipFamily: "ipv6" } })],
      because: ["prod: its pods have IPv6 addresses"],
    },
    {
      name: "nodes that run Windows",
      stack: [SUBNET, nodes({ amiType: "WINDOWS_CORE_2022_x86_64" }), PREFIXES, endpoint],
      ...strict,
      because: ["apps: its nodes run Windows, whose pods get their addresses from EKS itself"],
    },
  ],
});
