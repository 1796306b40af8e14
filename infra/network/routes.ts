import * as aws from "@pulumi/aws";
import type { ComponentResourceOptions, Output } from "@pulumi/pulumi";

import type { NetworkArgs, ZoneSubnets } from "./network.ts";

/** The ways out: the internet gateway for public subnets, NAT gateways for nodes, and S3 without either. */
export function createEgress(
  name: string,
  { natGateways, region }: NetworkArgs,
  vpc: aws.ec2.Vpc,
  zones: readonly ZoneSubnets[],
  parent: ComponentResourceOptions,
): void {
  const internet = new aws.ec2.InternetGateway(name, { vpcId: vpc.id, tags: { Name: name } }, parent);
  const publicTable = createTable(
    `${name}-public`,
    vpc,
    zones.map((zone) => zone.public),
    parent,
  );
  const publicRoute = new aws.ec2.Route(
    `${name}-public`,
    { routeTableId: publicTable.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: internet.id },
    parent,
  );
  const natZones = natGateways === "single" ? zones.slice(0, 1) : zones;
  const nats = natZones.map((zone) =>
    createNatGateway(`${name}-${zone.zoneId}`, zone, { ...parent, dependsOn: [publicRoute] }),
  );
  const tables = zones.map((zone, index) => {
    const tableName = `${name}-nodes-${zone.zoneId}`;
    const table = createTable(tableName, vpc, [zone.nodes], parent);
    const nat = nats[index] ?? nats[0];
    if (nat) {
      new aws.ec2.Route(
        tableName,
        { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id },
        parent,
      );
    }
    return table;
  });
  // Images come from S3: by way of the NAT gateways every pull would be paid for by the gigabyte.
  new aws.ec2.VpcEndpoint(
    `${name}-s3`,
    {
      vpcId: vpc.id,
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${region}.s3`,
      routeTableIds: tables.map((table): Output<string> => table.id),
      tags: { Name: `${name}-s3` },
    },
    parent,
  );
}

/** The control plane's network interfaces reach the VPC and nothing else. */
export function createIsolation(
  name: string,
  vpc: aws.ec2.Vpc,
  zones: readonly ZoneSubnets[],
  parent: ComponentResourceOptions,
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
  parent: ComponentResourceOptions,
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
  zone: ZoneSubnets,
  options: ComponentResourceOptions,
): aws.ec2.NatGateway {
  const address = new aws.ec2.Eip(name, { domain: "vpc", tags: { Name: name } }, options);
  return new aws.ec2.NatGateway(
    name,
    { allocationId: address.id, subnetId: zone.public.id, tags: { Name: name } },
    options,
  );
}
