import { z } from "zod";

import { ipv4Block, zoneId } from "./value-schemas.ts";

/** The settings of the network. */
export type NetworkSettings = z.output<typeof networkSettings>;

/** An existing VPC. */
export type ExistingNetwork = z.output<typeof existingNetwork>;

/** Source: VPC user guide, "IPv4 CIDR block association restrictions", read 2026-11. */
const vpcBlock = ipv4Block("an IPv4 block from /16 to /20, such as 10.0.0.0/16", {
  shortest: 16,
  longest: 20,
}).refine(
  (cidr) => !cidr.startsWith("169.254."),
  "expected a block outside 169.254.0.0/16, which AWS assigns to no VPC",
);

/**
 * 100.64.0.0/10, which AWS recommends for pods. The EKS best practices guide (2026-05) also names 198.19.0.0/16, which the VPC user
 * guide, "IPv4 CIDR block association restrictions" (read 2026-11), excludes for every VPC.
 */
const POD_ADDRESSES = /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

const podBlock = ipv4Block("an IPv4 block from /16 to /20, such as 100.64.0.0/16", {
  shortest: 16,
  longest: 20,
}).refine(
  (cidr) => POD_ADDRESSES.test(cidr),
  "expected a block inside 100.64.0.0/10, to which no other network of yours has a route",
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
    .describe(
      "The address block of the VPC. A /16 costs nothing extra, and the block can't be changed later.",
    ),
  availabilityZoneIds: z
    .array(zoneId)
    .min(2)
    .max(4)
    .refine((ids) => new Set(ids).size === ids.length, "expected each zone once")
    .optional()
    .describe(
      "Two to four zones, by ID, in the order of their subnets: add a zone at the end. If unset, the first three zones of the region that support EKS.",
    ),
  addressPlan: z
    .enum(["four-zones", "two-zones"])
    .default("four-zones")
    .describe(
      "The zones that have a place in the address blocks from the start, so that a zone that is added later moves no subnet. Only for stacks that were created with two zones before there was this setting: two-zones keeps their subnets, and leaves no place for another zone.",
    ),
  nodeSubnetPrefixLength: z
    .int()
    .min(18)
    .max(22)
    .default(19)
    .describe(
      "The prefix length of each zone's subnet for nodes and pods. A /19 has 8187 addresses, which according to AWS is enough for most.",
    ),
  headroomPercent: z
    .int()
    .min(0)
    .max(90)
    .default(20)
    .describe(
      "The percentage of each subnet that stays free when all pools are at their maximum size, for growth and updates.",
    ),
  natGateways: z
    .enum(["one-per-zone", "single", "none"])
    .default("one-per-zone")
    .describe(
      "One NAT gateway in each zone survives the loss of any zone; a single one is cheaper. With none, nodes have no route to the internet, and reach the AWS services that they need through interface endpoints.",
    ),
  interfaceEndpoints: z
    .array(service)
    .default([])
    .describe(
      "AWS services to reach inside the VPC, in addition to S3 and to those that a cluster without NAT gateways gets.",
    ),
  flowLogs: z
    .strictObject({
      bucketArn: z
        .string()
        .regex(
          /^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/,
          "expected the ARN of a bucket, such as arn:aws:s3:::flow-logs or arn:aws:s3:::flow-logs/eks",
        )
        .optional()
        .describe(
          "An existing bucket, of this account or of one for logs, whose policy lets flow logs in: it costs less than a log group where there is much traffic. If unset, flow logs go to an encrypted log group, in which they can be searched.",
        ),
      aggregationSeconds: z
        .literal([60, 600])
        .default(60)
        .describe(
          "How long flows are summed up before they are logged, at most. With 600, there are fewer records of nodes that aren't Nitro instances; those of Nitro instances always span a minute or less.",
        ),
    })
    .prefault({})
    .describe("The flow logs of the VPC, which include rejected traffic."),
  bucketAccountIds: z
    .array(
      z.string().regex(/^\d{12}$/, 'expected the ID of an AWS account, in quotes, such as "123456789012"'),
    )
    .default([])
    .describe(
      "The other accounts whose S3 buckets a cluster without NAT gateways can reach. If empty, it reaches only the buckets of its own account and the images of ECR.",
    ),
  podAddressing: z
    .enum(["prefix-delegation", "secondary-ip", "ipv6"])
    .default("prefix-delegation")
    .describe(
      "How the VPC CNI assigns addresses to pods: in blocks of 16, for several times as many pods on a node and fewer EC2 API calls; one by one, for subnets without 16 contiguous addresses; or from IPv6, for more pods than there are IPv4 addresses. A cluster can't be changed to or from IPv6 after it is created.",
    ),
  podCidr: podBlock
    .optional()
    .describe(
      "A secondary block of the VPC from which pods get their addresses (custom networking), for when the addresses of the primary block are scarce. Each node loses a network interface to it, and networks outside the VPC can't reply to these addresses.",
    ),
  podCidrs: z
    .array(podBlock)
    .min(2)
    .max(4)
    .optional()
    .describe(
      "Like podCidr, with a block for each zone, in the order of the zones: for clusters whose pods don't fit into a /16 that the zones share, such as those with 500 nodes.",
    ),
  reservePrefixes: z
    .boolean()
    .default(true)
    .describe(
      "Reserves half of each node subnet for blocks of 16, so that the single addresses of load balancers and endpoints don't fragment the whole subnet.",
    ),
});

/** Returns the secondary blocks of the VPC for pods; empty without custom networking. */
export function podBlocks({ podCidr, podCidrs }: NetworkSettings): readonly string[] {
  return podCidrs ?? (podCidr === undefined ? [] : [podCidr]);
}

const existingSubnet = z.strictObject({
  subnetId: z
    .string()
    .regex(/^subnet-[0-9a-f]{8,17}$/, "expected the ID of a subnet, such as subnet-0123456789abcdef0"),
  cidr: ipv4Block("the IPv4 block of the subnet, from /16 to /28", { shortest: 16, longest: 28 }),
});

const existingZone = z.strictObject({
  zoneId,
  nodes: existingSubnet.describe("The subnet of nodes and pods: private, with a route to AWS services."),
  controlPlane: existingSubnet.describe(
    "The subnet of the control plane's network interfaces; can be the same as that of the nodes.",
  ),
  pods: existingSubnet
    .optional()
    .describe(
      "The subnet from which pods get their addresses (custom networking), with the same routes as that of the nodes; in all zones or in none.",
    ),
});

export const existingNetwork = z.strictObject({
  vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/, "expected the ID of a VPC, such as vpc-0123456789abcdef0"),
  zones: z
    .array(existingZone)
    .min(2)
    .max(4)
    .refine(
      (zones) => new Set(zones.map(({ zoneId }) => zoneId)).size === zones.length,
      "expected each zone once",
    )
    .describe("The subnets in each zone."),
});
