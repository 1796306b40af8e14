import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import clusterSubnetFreeIps from "../../../policies/src/rules/network/cluster-subnet-free-ips.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const subnet = (cidrBlock: PropertyValue, more: PropertyObject = {}): TestResource => ({
  type: "aws:ec2/subnet:Subnet",
  props: { cidrBlock, ...more },
});
const cluster = (subnetIds: PropertyValue = [UNKNOWN], from = ["subject"]): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "prod",
  props: { name: "prod", vpcConfig: { subnetIds } },
  from: { vpcConfig: from },
});
const endpoints = (count: number, subnetIds: PropertyValue = [UNKNOWN]): TestResource[] =>
  Array.from({ length: count }, (_, index) => ({
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    name: `endpoint-${index}`,
    props: { vpcEndpointType: "Interface", subnetIds },
    from: { subnetIds: ["subject"] },
  }));
const nat: TestResource = {
  type: "aws:ec2/natGateway:NatGateway",
  name: "nat",
  props: { subnetId: UNKNOWN },
  from: { subnetId: ["subject"] },
};
const belowAdvised = (found: string, free = 16) => ({
  key: "below-advised" as const,
  level: "advisory" as const,
  path: "cidrBlock",
  message: `${found}; leave ${free} free for the control plane`,
});
const belowRequired = (found: string) => ({
  key: "below-required" as const,
  level: "mandatory" as const,
  path: "cidrBlock",
  message: `${found}; leave 6 free for the control plane, preferably 16`,
});
const taking = (count: number, of = "10.0.0.0/28 has 11") =>
  `${of} usable addresses, of which NAT gateways and VPC endpoints in this stack take ${count}`;

ruleTester(clusterSubnetFreeIps, {
  valid: [
    { name: "a subnet only for the control plane", stack: [subnet("10.0.0.0/27"), cluster()] },
    {
      name: "a subnet in which 16 stay free",
      stack: [subnet("10.0.0.0/27"), cluster(), ...endpoints(11)],
    },
    { name: "the smallest subnet, which no cluster uses", stack: [subnet("10.0.0.0/28"), cluster([], [])] },
    {
      name: "an IPv6-only subnet, which EKS itself rejects",
      stack: [subnet(null, { ipv6Native: true }), cluster()],
    },
    {
      name: "fewer, if the team allows it",
      stack: [subnet("10.0.0.0/28"), cluster()],
      options: { minFreeAddresses: 11 },
    },
  ],
  invalid: [
    {
      name: "the smallest subnet, under baseline",
      stack: [subnet("10.0.0.0/28"), cluster()],
      findings: [belowAdvised("10.0.0.0/28 has 11 usable addresses")],
    },
    {
      name: "the smallest subnet, under strict",
      stack: [subnet("10.0.0.0/28", { ipv4NetmaskLength: null }), cluster()],
      preset: "strict",
      findings: [belowAdvised("10.0.0.0/28 has 11 usable addresses")],
    },
    {
      name: "a length from an address pool",
      stack: [subnet(UNKNOWN, { ipv4NetmaskLength: 28 }), cluster()],
      findings: [{ ...belowAdvised("a /28 has 11 usable addresses"), path: "ipv4NetmaskLength" }],
    },
    {
      name: "a subnet of two clusters, once",
      stack: [subnet("10.0.0.0/28"), cluster(), { ...cluster(), name: "other" }],
      findings: [belowAdvised("10.0.0.0/28 has 11 usable addresses")],
    },
    {
      name: "six free addresses, the fewest that EKS accepts",
      stack: [subnet("10.0.0.0/28"), cluster(), ...endpoints(5)],
      findings: [belowAdvised(taking(5))],
    },
    {
      name: "five free addresses next to a NAT gateway",
      stack: [subnet("10.0.0.0/28"), cluster(), ...endpoints(5), nat],
      findings: [belowRequired(taking(6))],
    },
    {
      name: "existing resources, with their IDs",
      stack: [
        subnet("10.0.0.0/28", { id: "subnet-1" }),
        cluster(["subnet-1"], []),
        ...endpoints(6, ["subnet-1"]),
        ...endpoints(3, ["subnet-2"]).map((one) => ({ ...one, name: `other-${one.name}` })),
      ],
      findings: [belowRequired(taking(6))],
    },
    {
      name: "one address less than advised",
      stack: [subnet("10.0.0.0/27"), cluster(), ...endpoints(12)],
      findings: [belowAdvised(taking(12, "10.0.0.0/27 has 27"))],
    },
    {
      name: "more, if the team requires it",
      stack: [subnet("10.0.0.0/27"), cluster()],
      options: { minFreeAddresses: 28 },
      findings: [belowAdvised("10.0.0.0/27 has 27 usable addresses", 28)],
    },
  ],
  unknown: [
    {
      name: "a block that is not known yet",
      stack: [subnet(UNKNOWN), cluster()],
      undetermined: ["cidrBlock: not known before pulumi up"],
    },
    {
      name: "subnets in another stack",
      stack: [cluster(["subnet-9"], [])],
      undetermined: ["vpcConfig.subnetIds: names something that is not in the stack"],
    },
    {
      name: "an endpoint whose subnet is not known yet",
      stack: [subnet("10.0.0.0/27"), cluster(), ...endpoints(1).map((one) => ({ ...one, from: {} }))],
      undetermined: ["subnetIds: not known before pulumi up"],
    },
    {
      name: "a NAT gateway whose subnet is not known yet",
      stack: [subnet("10.0.0.0/27"), cluster(), { ...nat, from: {} }],
      undetermined: ["subnetId: not known before pulumi up"],
    },
    {
      name: "subnets that are not known yet, next to one that is too small",
      stack: [subnet("10.0.0.0/28", { id: "subnet-1" }), cluster(["subnet-1", UNKNOWN], [])],
      findings: [belowAdvised("10.0.0.0/28 has 11 usable addresses")],
      undetermined: ["vpcConfig.subnetIds: not known before pulumi up"],
    },
  ],
});
