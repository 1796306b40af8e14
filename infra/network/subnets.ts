import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";

import { upperHalf, type ZoneBlocks } from "./address-plan.ts";
import { subnetIpv6Block } from "./ipv6-block.ts";
import type { NetworkArgs } from "./network-args.ts";

/** The subnets of one zone. */
export interface ZoneSubnets {
  readonly zoneId: string;
  readonly nodes: aws.ec2.Subnet;
  readonly controlPlane: aws.ec2.Subnet;
  /** Absent in a network without a route to the internet. */
  readonly public?: aws.ec2.Subnet;
  /** Present with custom networking. */
  readonly pods?: aws.ec2.Subnet;
}

/** Creates the subnets of every zone, with the tags by which the CNI and load balancers discover them. */
export function createSubnets(
  name: string,
  args: NetworkArgs,
  vpc: aws.ec2.Vpc,
  parent: CustomResourceOptions,
): readonly ZoneSubnets[] {
  const { podCidr, podCidrs = [] } = args.settings;
  const associate = (resource: string, cidrBlock: string): aws.ec2.VpcIpv4CidrBlockAssociation =>
    new aws.ec2.VpcIpv4CidrBlockAssociation(resource, { vpcId: vpc.id, cidrBlock }, parent);
  const shared = podCidr === undefined ? [] : [associate(name, podCidr)];
  const ofZones = podCidrs.map((block, index) => associate(`${name}-${args.zoneIds[index] ?? ""}`, block));
  return args.blocks.map((blocks, index) =>
    createZone(name, args, vpc, args.zoneIds[index] ?? "", blocks, ipv6Of(args, vpc, index), parent, [
      ...shared,
      ...ofZones.slice(index, index + 1),
    ]),
  );
}

const SUBNET_KINDS = ["nodes", "control-plane", "public", "pods"] as const;

type SubnetKind = (typeof SUBNET_KINDS)[number];

/** Returns the properties that add IPv6 addresses to a subnet; none if the cluster doesn't use IPv6. */
type SubnetIpv6 = (
  kind: SubnetKind,
) => Pick<aws.ec2.SubnetArgs, "ipv6CidrBlock" | "assignIpv6AddressOnCreation">;

/** Each zone has as many blocks as there are kinds of subnets, so that adding a zone later moves no subnet. */
function ipv6Of({ settings }: NetworkArgs, vpc: aws.ec2.Vpc, zone: number): SubnetIpv6 {
  if (settings.podAddressing !== "ipv6") return () => ({});
  return (kind) => ({
    ipv6CidrBlock: vpc.ipv6CidrBlock.apply((block) =>
      subnetIpv6Block(block, zone * SUBNET_KINDS.length + SUBNET_KINDS.indexOf(kind)),
    ),
    // EKS requires it. In a public subnet, it would make instances reachable from the internet.
    assignIpv6AddressOnCreation: kind !== "public",
  });
}

function createZone(
  name: string,
  { clusterName, settings }: NetworkArgs,
  vpc: aws.ec2.Vpc,
  zoneId: string,
  blocks: ZoneBlocks,
  ipv6: SubnetIpv6,
  parent: CustomResourceOptions,
  secondary: readonly aws.ec2.VpcIpv4CidrBlockAssociation[],
): ZoneSubnets {
  const subnet = (
    kind: SubnetKind,
    cidrBlock: string,
    tags: Readonly<Record<string, string>>,
    options = parent,
  ): aws.ec2.Subnet =>
    new aws.ec2.Subnet(
      `${name}-${kind}-${zoneId}`,
      {
        vpcId: vpc.id,
        availabilityZoneId: zoneId,
        cidrBlock,
        ...ipv6(kind),
        mapPublicIpOnLaunch: false,
        tags: { Name: `${name}-${kind}-${zoneId}`, ...tags },
      },
      options,
    );
  const ofCluster = {
    "kubernetes.io/role/cni": "1",
    [`kubernetes.io/cluster/${clusterName}`]: "shared",
  };
  const nodes = subnet("nodes", blocks.nodes, { "kubernetes.io/role/internal-elb": "1", ...ofCluster });
  if (
    blocks.pods === undefined &&
    settings.reservePrefixes &&
    settings.podAddressing === "prefix-delegation"
  ) {
    reservePrefixes(`${name}-nodes-${zoneId}`, nodes, blocks.nodes, parent);
  }
  return {
    zoneId,
    nodes,
    controlPlane: subnet("control-plane", blocks.controlPlane, { "kubernetes.io/role/cni": "0" }),
    ...(settings.natGateways === "none"
      ? {}
      : { public: subnet("public", blocks.public, { "kubernetes.io/role/elb": "1" }) }),
    ...(blocks.pods === undefined
      ? {}
      : { pods: subnet("pods", blocks.pods, ofCluster, { ...parent, dependsOn: [...secondary] }) }),
  };
}

/**
 * AWS takes single addresses from the part that isn't reserved. Without a reservation, load balancers and endpoints leave too
 * few blocks of 16 intact, and nodes fail with InsufficientCidrBlocks in a subnet that is half empty.
 */
function reservePrefixes(
  name: string,
  subnet: aws.ec2.Subnet,
  cidr: string,
  parent: CustomResourceOptions,
): void {
  new aws.ec2.SubnetCidrReservation(
    name,
    { subnetId: subnet.id, cidrBlock: upperHalf(cidr), reservationType: "prefix" },
    parent,
  );
}
