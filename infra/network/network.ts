import * as aws from "@pulumi/aws";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";

import type { NetworkSettings } from "../settings.ts";
import type { ZoneBlocks } from "./address-plan.ts";
import { createFlowLogs } from "./flow-logs.ts";
import { createEgress, createIsolation } from "./routes.ts";

/** What a network is made of. */
export interface NetworkArgs {
  /** Name of the cluster, which tags are made of. */
  readonly clusterName: string;
  readonly cidr: string;
  /** Ids of the zones, in the order of {@link blocks}. */
  readonly zoneIds: readonly string[];
  /** Subnets of each zone. */
  readonly blocks: readonly ZoneBlocks[];
  readonly natGateways: NetworkSettings["natGateways"];
  readonly region: string;
  /** Key that flow logs are encrypted with. */
  readonly logKeyArn: Input<string>;
  readonly logRetentionDays: number;
}

/** The subnets of one zone. */
export interface ZoneSubnets {
  readonly zoneId: string;
  readonly nodes: aws.ec2.Subnet;
  readonly public: aws.ec2.Subnet;
  readonly controlPlane: aws.ec2.Subnet;
}

/**
 * A VPC with three kinds of subnets in each zone: nodes and pods behind NAT, the control plane's network interfaces with
 * no way out, and NAT gateways and public load balancers.
 */
export class Network extends ComponentResource {
  readonly vpc: aws.ec2.Vpc;
  readonly zones: readonly ZoneSubnets[];
  /** Subnets of nodes and pods. */
  readonly nodeSubnetIds: readonly Output<string>[];
  /** Subnets of the control plane. */
  readonly controlPlaneSubnetIds: readonly Output<string>[];

  constructor(name: string, args: NetworkArgs, options?: ComponentResourceOptions) {
    super("productionproof:network:Network", name, args, options);
    const parent = { parent: this };
    this.vpc = createVpc(name, args, parent);
    this.zones = args.blocks.map((blocks, index) =>
      createSubnets(name, args, this.vpc, args.zoneIds[index] ?? "", blocks, parent),
    );
    this.nodeSubnetIds = this.zones.map(({ nodes }) => nodes.id);
    this.controlPlaneSubnetIds = this.zones.map(({ controlPlane }) => controlPlane.id);
    createEgress(name, args, this.vpc, this.zones, parent);
    createIsolation(name, this.vpc, this.zones, parent);
    createFlowLogs(name, args, this.vpc, parent);
    this.registerOutputs({ vpcId: this.vpc.id, nodeSubnetIds: this.nodeSubnetIds });
  }
}

function createVpc(name: string, { cidr }: NetworkArgs, parent: ComponentResourceOptions): aws.ec2.Vpc {
  // Nodes find the API endpoint by its private name, which takes both.
  const vpc = new aws.ec2.Vpc(
    name,
    { cidrBlock: cidr, enableDnsSupport: true, enableDnsHostnames: true, tags: { Name: name } },
    parent,
  );
  // Without rules: what nobody gave a security group reaches nothing.
  new aws.ec2.DefaultSecurityGroup(
    name,
    { vpcId: vpc.id, ingress: [], egress: [], tags: { Name: `${name}-default` } },
    parent,
  );
  return vpc;
}

function createSubnets(
  name: string,
  { clusterName }: NetworkArgs,
  vpc: aws.ec2.Vpc,
  zoneId: string,
  blocks: ZoneBlocks,
  parent: ComponentResourceOptions,
): ZoneSubnets {
  const subnet = (kind: string, cidrBlock: string, tags: Readonly<Record<string, string>>): aws.ec2.Subnet =>
    new aws.ec2.Subnet(
      `${name}-${kind}-${zoneId}`,
      {
        vpcId: vpc.id,
        availabilityZoneId: zoneId,
        cidrBlock,
        mapPublicIpOnLaunch: false,
        tags: { Name: `${name}-${kind}-${zoneId}`, ...tags },
      },
      parent,
    );
  return {
    zoneId,
    nodes: subnet("nodes", blocks.nodes, {
      "kubernetes.io/role/internal-elb": "1",
      "kubernetes.io/role/cni": "1",
      [`kubernetes.io/cluster/${clusterName}`]: "shared",
    }),
    public: subnet("public", blocks.public, { "kubernetes.io/role/elb": "1" }),
    controlPlane: subnet("control-plane", blocks.controlPlane, { "kubernetes.io/role/cni": "0" }),
  };
}
