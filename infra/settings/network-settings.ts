import { z } from "zod";

import { ipv4Block, zoneId } from "./value-schemas.ts";

/** Settings of the network. */
export type NetworkSettings = z.output<typeof networkSettings>;

/** A VPC that is there already. */
export type ExistingNetwork = z.output<typeof existingNetwork>;

const vpcBlock = ipv4Block("an IPv4 block from /16 to /20, such as 10.0.0.0/16", {
  shortest: 16,
  longest: 20,
});

/** 100.64.0.0/10 and 198.19.0.0/16: what AWS advises for pods. Source: EKS best practices guide, 2026-05. */
const POD_ADDRESSES = /^(100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|198\.19)\./;

const podBlock = ipv4Block("an IPv4 block from /16 to /20, such as 100.64.0.0/16", {
  shortest: 16,
  longest: 20,
}).refine(
  (cidr) => POD_ADDRESSES.test(cidr),
  "expected a block inside 100.64.0.0/10 or 198.19.0.0/16, which no other network of yours routes to",
);

const service = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$/,
    "expected the service of a VPC endpoint, such as secretsmanager or ecr.api",
  )
  .refine((name) => !["s3", "dynamodb"].includes(name), "expected a service without a gateway endpoint");

export const networkSettings = z.strictObject({
  cidr: vpcBlock
    .default("10.0.0.0/16")
    .describe("Address block of the VPC. A /16 costs nothing, and can't be changed later."),
  availabilityZoneIds: z
    .array(zoneId)
    .min(2)
    .max(3)
    .refine((ids) => new Set(ids).size === ids.length, "expected each zone once")
    .optional()
    .describe("Zones by id. Without it, the first three of the region that have EKS."),
  nodeSubnetPrefixLength: z
    .int()
    .min(18)
    .max(22)
    .default(19)
    .describe(
      "Prefix length of each zone's subnet for nodes and pods: a /19 has 8187 addresses, which AWS calls enough for most.",
    ),
  headroomPercent: z
    .int()
    .min(0)
    .max(90)
    .default(20)
    .describe(
      "Part of each subnet that stays free when all pools are at their largest, for growth and for updates.",
    ),
  natGateways: z
    .enum(["one-per-zone", "single", "none"])
    .default("one-per-zone")
    .describe(
      "One NAT gateway in each zone outlives the loss of any zone; a single one is cheaper. With none, nodes have no way to the internet, and interface endpoints to what they need of AWS.",
    ),
  interfaceEndpoints: z
    .array(service)
    .default([])
    .describe(
      "AWS services that are reached inside the VPC, beside S3, and beside those that a cluster without NAT gateways gets.",
    ),
  podAddressing: z
    .enum(["prefix-delegation", "secondary-ip", "ipv6"])
    .default("prefix-delegation")
    .describe(
      "How the VPC CNI gives addresses to pods: in blocks of 16, for several times the pods of a node and fewer calls of EC2; one by one, for subnets without 16 in a row; or from IPv6, for more pods than there are IPv4 addresses. An IPv6 cluster stays one, and no other becomes one.",
    ),
  podCidr: podBlock
    .optional()
    .describe(
      "Secondary block of the VPC that pods get their addresses from (custom networking), where the addresses of the first are scarce. Costs each node a network interface, and networks outside the VPC can't answer these addresses.",
    ),
  reservePrefixes: z
    .boolean()
    .default(true)
    .describe(
      "Half of each node subnet is kept for blocks of 16, so that the single addresses of load balancers and endpoints don't break up all of it.",
    ),
});

const existingSubnet = z.strictObject({
  subnetId: z
    .string()
    .regex(/^subnet-[0-9a-f]{8,17}$/, "expected the id of a subnet, such as subnet-0123456789abcdef0"),
  cidr: ipv4Block("the IPv4 block of the subnet, from /16 to /28", { shortest: 16, longest: 28 }),
});

const existingZone = z.strictObject({
  zoneId,
  nodes: existingSubnet.describe("Subnet of nodes and pods: private, with a way to AWS's services."),
  controlPlane: existingSubnet.describe(
    "Subnet of the control plane's network interfaces; may be that of the nodes.",
  ),
});

export const existingNetwork = z.strictObject({
  vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/, "expected the id of a VPC, such as vpc-0123456789abcdef0"),
  zones: z
    .array(existingZone)
    .min(2)
    .max(3)
    .refine(
      (zones) => new Set(zones.map(({ zoneId }) => zoneId)).size === zones.length,
      "expected each zone once",
    )
    .describe("Subnets in each zone."),
});
