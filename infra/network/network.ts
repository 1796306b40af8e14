import * as aws from "@pulumi/aws";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";

import type { ExistingNetwork } from "../settings/network-settings.ts";
import { createInterfaceEndpoints, createS3Endpoint } from "./endpoints.ts";
import { createFlowLogs } from "./flow-logs.ts";
import type { NetworkArgs } from "./network-args.ts";
import { createIsolation, createNodeRoutes, createPublicRoutes } from "./routes.ts";
import { createSubnets, type ZoneSubnets } from "./subnets.ts";

/** The parts of a network that the cluster, its nodes and its pods use, whether it is new or existing. */
export interface PlatformNetwork {
  readonly vpcId: Input<string>;
  /** The subnets of nodes and, without custom networking, of pods; one in each zone. */
  readonly nodeSubnets: readonly { readonly zoneId: string; readonly id: Input<string> }[];
  /** The subnets of the control plane's network interfaces. */
  readonly controlPlaneSubnetIds: readonly Input<string>[];
  /** The subnets of pods, with custom networking. */
  readonly podSubnets: readonly PodSubnet[];
  /** What other stacks can build on in a new network; an existing one is described where it is created. */
  readonly created?: CreatedNetwork;
}

/** The parts of a new network that neither the cluster nor its nodes need to know. */
export interface CreatedNetwork {
  /** The subnets of NAT gateways and public load balancers; none in a network without a route to the internet. */
  readonly publicSubnetIds: readonly Output<string>[];
  /** The route tables of nodes and pods, in the order of the zones, and the one of the public subnets. */
  readonly routeTableIds: {
    readonly nodes: readonly Output<string>[];
    readonly public: readonly Output<string>[];
  };
  /** The public addresses from which nodes and pods reach the internet. */
  readonly natAddresses: readonly Output<string>[];
}

/** A subnet for pods only. */
export interface PodSubnet {
  readonly id: Input<string>;
  /** The zone's name in this account, such as `eu-west-1a`, with which nodes are labeled. */
  readonly zoneName: Input<string>;
}

/**
 * A VPC with subnets in each zone: for nodes and pods, behind NAT or without a route to the internet; for the control plane's
 * network interfaces, without a route to the internet; for NAT gateways and public load balancers; and, with custom networking,
 * for pods only.
 */
export class Network extends ComponentResource implements PlatformNetwork {
  readonly vpcId: Output<string>;
  readonly nodeSubnets: PlatformNetwork["nodeSubnets"];
  readonly controlPlaneSubnetIds: readonly Output<string>[];
  readonly podSubnets: readonly PodSubnet[];
  readonly created: CreatedNetwork;

  constructor(name: string, args: NetworkArgs, options?: ComponentResourceOptions) {
    super("productionproof:network:Network", name, args, options);
    const parent = { parent: this };
    const vpc = createVpc(name, args, parent);
    const zones = createSubnets(name, args, vpc, parent);
    const outside = createPublicRoutes(name, args, vpc, zones, parent);
    const tables = createNodeRoutes(name, args, vpc, zones, outside.nats, parent);
    createIsolation(name, vpc, zones, parent);
    createS3Endpoint(name, args, vpc, tables, parent);
    createInterfaceEndpoints(name, args, vpc, zones, parent);
    createFlowLogs(name, args, vpc, parent);
    this.vpcId = vpc.id;
    this.nodeSubnets = zones.map(({ zoneId, nodes }) => ({ zoneId, id: nodes.id }));
    this.controlPlaneSubnetIds = zones.map(({ controlPlane }) => controlPlane.id);
    this.podSubnets = zones.flatMap(({ pods }) => podSubnet(pods));
    this.created = {
      publicSubnetIds: zones.flatMap((zone) => zone.public?.id ?? []),
      routeTableIds: { nodes: tables.map(({ id }) => id), public: outside.tables.map(({ id }) => id) },
      natAddresses: outside.nats.map(({ publicIp }) => publicIp),
    };
    this.registerOutputs({ vpcId: this.vpcId, nodeSubnetIds: this.nodeSubnets.map(({ id }) => id) });
  }
}

/**
 * Returns the existing network that a stack's file describes, for which no resources are created.
 *
 * @param zoneNames the names of the zones in this account, by ID.
 */
export function useNetwork(
  { vpcId, zones }: ExistingNetwork,
  zoneNames: ReadonlyMap<string, string>,
): PlatformNetwork {
  return {
    vpcId,
    nodeSubnets: zones.map(({ zoneId, nodes }) => ({ zoneId, id: nodes.subnetId })),
    controlPlaneSubnetIds: zones.map(({ controlPlane }) => controlPlane.subnetId),
    podSubnets: zones.flatMap(({ zoneId, pods }) =>
      pods ? [{ id: pods.subnetId, zoneName: zoneNames.get(zoneId) ?? "" }] : [],
    ),
  };
}

function podSubnet(subnet: ZoneSubnets["pods"]): readonly PodSubnet[] {
  return subnet ? [{ id: subnet.id, zoneName: subnet.availabilityZone }] : [];
}

function createVpc(name: string, { settings }: NetworkArgs, parent: ComponentResourceOptions): aws.ec2.Vpc {
  const vpc = new aws.ec2.Vpc(
    name,
    {
      cidrBlock: settings.cidr,
      ...(settings.podAddressing === "ipv6" ? { assignGeneratedIpv6CidrBlock: true } : {}),
      // Nodes resolve the API endpoint's private name, which requires both.
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: name },
    },
    parent,
  );
  // Without rules: resources that aren't assigned a security group reach nothing.
  new aws.ec2.DefaultSecurityGroup(
    name,
    { vpcId: vpc.id, ingress: [], egress: [], tags: { Name: `${name}-default` } },
    parent,
  );
  return vpc;
}
