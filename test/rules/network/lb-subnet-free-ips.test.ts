import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import lbSubnetFreeIps from "../../../policies/src/rules/network/lb-subnet-free-ips.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const PUBLIC = { "kubernetes.io/role/elb": "1" };
const INTERNAL = { "kubernetes.io/role/internal-elb": "" };

const subnet = (cidrBlock: PropertyValue, tags?: PropertyValue): TestResource => ({
  type: "aws:ec2/subnet:Subnet",
  props: { cidrBlock, ...(tags === undefined ? {} : { tags }) } satisfies PropertyObject,
});
const endpoints = (count: number): TestResource[] =>
  Array.from({ length: count }, (_, index) => ({
    type: "aws:ec2/vpcEndpoint:VpcEndpoint",
    name: `endpoint-${index}`,
    props: { vpcEndpointType: "Interface", subnetIds: [UNKNOWN] },
    from: { subnetIds: ["subject"] },
  }));
const strict = { preset: "strict" } as const;
const tooSmall = (block: string) => ({
  key: "too-small" as const,
  level: "advisory" as const,
  path: "cidrBlock",
  message: `${block} is smaller than AWS accepts for a load balancer; use /27 or larger (27 usable addresses)`,
});
const crowded = (usable: number, block: string, taken: number, free = 8) => ({
  key: "crowded" as const,
  level: "advisory" as const,
  path: "cidrBlock",
  message: `of the ${usable} usable addresses of ${block}, NAT gateways and VPC endpoints in this stack take ${taken}; leave ${free} free for load balancers`,
});

ruleTester(lbSubnetFreeIps, {
  valid: [
    { name: "the smallest subnet that AWS accepts", ...strict, resource: subnet("10.0.0.0/27", PUBLIC) },
    {
      name: "a smaller one without load balancers",
      ...strict,
      resource: subnet("10.0.0.0/28", { Name: "vpn" }),
    },
    { name: "a smaller one without tags", ...strict, resource: subnet("10.0.0.0/28") },
    {
      name: "a smaller one that load balancers are kept out of",
      ...strict,
      resource: subnet("10.0.0.0/28", { "kubernetes.io/role/elb": "0" }),
    },
    { name: "a smaller one, under baseline", resource: subnet("10.0.0.0/28", PUBLIC) },
    {
      name: "eight free addresses next to endpoints",
      ...strict,
      stack: [subnet("10.0.0.0/27", INTERNAL), ...endpoints(19)],
    },
    {
      name: "fewer, in a subnet without load balancers",
      ...strict,
      stack: [subnet("10.0.0.0/27"), ...endpoints(20)],
    },
  ],
  invalid: [
    {
      name: "a subnet for public load balancers",
      ...strict,
      resource: subnet("10.0.0.0/28", PUBLIC),
      findings: [tooSmall("10.0.0.0/28")],
    },
    {
      name: "a subnet for internal load balancers that also has endpoints, once",
      ...strict,
      stack: [subnet("10.0.0.0/28", INTERNAL), ...endpoints(6)],
      findings: [tooSmall("10.0.0.0/28")],
    },
    {
      name: "seven free addresses next to endpoints",
      ...strict,
      stack: [subnet("10.0.0.0/27", PUBLIC), ...endpoints(20)],
      findings: [crowded(27, "10.0.0.0/27", 20)],
    },
    {
      name: "fewer than the team wants",
      ...strict,
      stack: [subnet("10.0.0.0/26", PUBLIC), ...endpoints(1)],
      options: { minFreeAddresses: 59 },
      findings: [crowded(59, "10.0.0.0/26", 1, 59)],
    },
  ],
  unknown: [
    {
      name: "a block that is not known yet",
      ...strict,
      resource: subnet(UNKNOWN, PUBLIC),
      undetermined: ["cidrBlock: not known before pulumi up"],
    },
    {
      name: "tags that are not known yet",
      ...strict,
      resource: subnet("10.0.0.0/28", UNKNOWN),
      undetermined: ["tags: not known before pulumi up"],
    },
  ],
});
