import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import ipv6Subnets from "../../../policies/src/rules/network/ipv6-subnets.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const subnet = (props: PropertyObject = {}, name = "subject"): TestResource => ({
  type: "aws:ec2/subnet:Subnet",
  name,
  props: { cidrBlock: "10.0.0.0/24", ...props },
});
const cluster = (
  ipFamily: PropertyValue = "ipv6",
  subnets: readonly string[] = ["subject"],
  more: PropertyObject = {},
): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "prod",
  props: {
    name: "prod",
    kubernetesNetworkConfig: { ipFamily },
    vpcConfig: { subnetIds: subnets.map(() => UNKNOWN) },
    ...more,
  },
  from: { vpcConfig: subnets },
});
const nodes = (subnets: readonly string[], clusterName = "prod"): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "apps",
  props: { clusterName, subnetIds: subnets.map(() => UNKNOWN) },
  from: { subnetIds: subnets },
});
const noBlock = {
  key: "no-block" as const,
  level: "mandatory" as const,
  path: "ipv6CidrBlock",
  message:
    'the IPv6 cluster "prod" uses this subnet, which has no IPv6 block; set ipv6CidrBlock to a /64 of the VPC\'s IPv6 block',
};
const BLOCK = { ipv6CidrBlock: UNKNOWN };

ruleTester(ipv6Subnets, {
  valid: [
    { name: "a block that is not known yet", stack: [subnet(BLOCK), cluster(), nodes(["subject"])] },
    {
      name: "a block from an address pool",
      stack: [subnet({ ipv6IpamPoolId: "ipam-pool-1", ipv6NetmaskLength: 64 }), cluster()],
    },
    { name: "an IPv4 cluster", stack: [subnet(), cluster("ipv4")] },
    {
      name: "a cluster that sets no family",
      stack: [subnet(), cluster("ipv6", ["subject"], { kubernetesNetworkConfig: undefined })],
    },
    {
      name: "a subnet that the cluster does not use",
      stack: [subnet(), subnet(BLOCK, "own"), cluster("ipv6", ["own"])],
    },
    {
      name: "nodes of another cluster",
      stack: [subnet(), subnet(BLOCK, "own"), cluster("ipv6", ["own"]), nodes(["subject"], "other")],
    },
  ],
  invalid: [
    {
      name: "a subnet of the control plane, once",
      stack: [subnet(), cluster(), nodes(["subject"])],
      findings: [noBlock],
    },
    {
      name: "a subnet of nodes",
      stack: [subnet(), subnet(BLOCK, "own"), cluster("ipv6", ["own"]), nodes(["subject"])],
      findings: [noBlock],
    },
    {
      name: "subnets of which it is not known which one is used, none with a block",
      stack: [
        subnet(),
        subnet({}, "second"),
        {
          ...cluster("ipv6", ["subject", "second"]),
          props: { ...cluster().props, vpcConfig: { subnetIds: UNKNOWN } },
        },
      ],
      findings: [noBlock, { ...noBlock, name: "second" }],
    },
  ],
  unknown: [
    {
      name: "a family that is not known yet",
      stack: [subnet(), cluster(UNKNOWN)],
      undetermined: ["kubernetesNetworkConfig.ipFamily: not known before pulumi up"],
    },
    {
      name: "subnets of another stack",
      stack: [subnet(), cluster("ipv6", [], { vpcConfig: { subnetIds: ["subnet-9"] } })],
      undetermined: ["vpcConfig.subnetIds: names something that is not in the stack"],
    },
  ],
});
