import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";

import type { NetworkArgs } from "./network-args.ts";
import type { ZoneSubnets } from "./subnets.ts";

/** The routes of the public subnets, and the NAT gateways in them. */
interface PublicRoutes {
  readonly nats: readonly aws.ec2.NatGateway[];
  /** One, or none in a network without public subnets. */
  readonly tables: readonly aws.ec2.RouteTable[];
}

/** Creates the internet gateway, the routes of the public subnets, and NAT gateways in them; nothing without public subnets. */
export function createPublicRoutes(
  name: string,
  { settings }: NetworkArgs,
  vpc: aws.ec2.Vpc,
  zones: readonly ZoneSubnets[],
  parent: CustomResourceOptions,
): PublicRoutes {
  const publicSubnets = zones.flatMap((zone) => zone.public ?? []);
  if (publicSubnets.length === 0) return { nats: [], tables: [] };
  const internet = new aws.ec2.InternetGateway(name, { vpcId: vpc.id, tags: { Name: name } }, parent);
  const table = createTable(`${name}-public`, vpc, publicSubnets, parent);
  const route = new aws.ec2.Route(
    `${name}-public`,
    { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: internet.id },
    parent,
  );
  if (settings.podAddressing === "ipv6") {
    new aws.ec2.Route(
      `${name}-public-ipv6`,
      { routeTableId: table.id, destinationIpv6CidrBlock: "::/0", gatewayId: internet.id },
      parent,
    );
  }
  const natSubnets = settings.natGateways === "single" ? publicSubnets.slice(0, 1) : publicSubnets;
  const nats = natSubnets.map((subnet, index) =>
    createNatGateway(`${name}-${zones[index]?.zoneId ?? ""}`, subnet, { ...parent, dependsOn: [route] }),
  );
  return { nats, tables: [table] };
}

/**
 * Creates a route table for the nodes and pods of each zone. If there is a NAT gateway, it routes to it and, for IPv6, to an
 * egress-only internet gateway.
 */
export function createNodeRoutes(
  name: string,
  { settings }: NetworkArgs,
  vpc: aws.ec2.Vpc,
  zones: readonly ZoneSubnets[],
  nats: readonly aws.ec2.NatGateway[],
  parent: CustomResourceOptions,
): readonly aws.ec2.RouteTable[] {
  const egress =
    settings.podAddressing === "ipv6" && nats.length > 0
      ? new aws.ec2.EgressOnlyInternetGateway(name, { vpcId: vpc.id, tags: { Name: name } }, parent)
      : undefined;
  return zones.map(({ zoneId, nodes, pods }, index) => {
    const tableName = `${name}-nodes-${zoneId}`;
    const table = createTable(tableName, vpc, [nodes, ...(pods ? [pods] : [])], parent);
    const nat = nats[index] ?? nats[0];
    if (nat) {
      new aws.ec2.Route(
        tableName,
        { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id },
        parent,
      );
    }
    if (egress) {
      new aws.ec2.Route(
        `${tableName}-ipv6`,
        { routeTableId: table.id, destinationIpv6CidrBlock: "::/0", egressOnlyGatewayId: egress.id },
        parent,
      );
    }
    return table;
  });
}

/** Creates a route table with which the control plane's network interfaces reach the VPC and nothing else. */
export function createIsolation(
  name: string,
  vpc: aws.ec2.Vpc,
  zones: readonly ZoneSubnets[],
  parent: CustomResourceOptions,
): void {
  createTable(
    `${name}-control-plane`,
    vpc,
    zones.map((zone) => zone.controlPlane),
    parent,
  );
}

function createTable(
  name: string,
  vpc: aws.ec2.Vpc,
  subnets: readonly aws.ec2.Subnet[],
  parent: CustomResourceOptions,
): aws.ec2.RouteTable {
  const table = new aws.ec2.RouteTable(name, { vpcId: vpc.id, tags: { Name: name } }, parent);
  for (const [index, subnet] of subnets.entries()) {
    new aws.ec2.RouteTableAssociation(
      `${name}-${index}`,
      { routeTableId: table.id, subnetId: subnet.id },
      parent,
    );
  }
  return table;
}

function createNatGateway(
  name: string,
  subnet: aws.ec2.Subnet,
  options: CustomResourceOptions,
): aws.ec2.NatGateway {
  const address = new aws.ec2.Eip(name, { domain: "vpc", tags: { Name: name } }, options);
  return new aws.ec2.NatGateway(
    name,
    { allocationId: address.id, subnetId: subnet.id, tags: { Name: name } },
    options,
  );
}
