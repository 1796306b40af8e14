import * as aws from "@pulumi/aws";
import { jsonStringify, type CustomResourceOptions, type Output } from "@pulumi/pulumi";

import type { OptionalAddon } from "../settings/addon-settings.ts";
import { podBlocks } from "../settings/network-settings.ts";
import type { Settings } from "../settings/settings.ts";
import type { NetworkArgs } from "./network-args.ts";
import type { ZoneSubnets } from "./subnets.ts";

/**
 * The AWS services that nodes and the platform's pods use in addition to S3: for images, network interfaces, volumes,
 * credentials and Session Manager, whose agent needs ec2messages only without ssmmessages. Sources: EKS user guide, "Deploy private
 * clusters with limited internet access", 2026-08; Systems Manager user guide, "ec2messages, ssmmessages, and other API operations".
 */
const CLUSTER_SERVICES = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "ssm", "ssmmessages", "sts"];

const ADDON_SERVICES: Partial<Readonly<Record<OptionalAddon, readonly string[]>>> = {
  "amazon-cloudwatch-observability": ["logs", "monitoring"],
  "aws-efs-csi-driver": ["elasticfilesystem"],
};

/** Returns the AWS services that get an interface endpoint: those of the stack and, without NAT, all that the platform needs. */
export function endpointServices({ network, addons }: Settings): readonly string[] {
  const needed = [...CLUSTER_SERVICES, ...addons.optional.flatMap((addon) => ADDON_SERVICES[addon] ?? [])];
  const services = [...network.interfaceEndpoints, ...(network.natGateways === "none" ? needed : [])];
  return [...new Set(services)].toSorted();
}

/** Creates the endpoint of S3, which stores images: through the NAT gateways, every pull would be charged by the gigabyte. */
export function createS3Endpoint(
  name: string,
  args: NetworkArgs,
  vpc: aws.ec2.Vpc,
  tables: readonly aws.ec2.RouteTable[],
  parent: CustomResourceOptions,
): void {
  new aws.ec2.VpcEndpoint(
    `${name}-s3`,
    {
      vpcId: vpc.id,
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${args.region}.s3`,
      ...(args.settings.natGateways === "none" ? { policy: ownBuckets(args) } : {}),
      routeTableIds: tables.map(({ id }) => id),
      tags: { Name: `${name}-s3` },
    },
    parent,
  );
}

/**
 * Returns the policy that keeps a network without a route to the internet from the buckets of other accounts, to which a pod could
 * otherwise copy data; with a route, it would only seem to. The bucket of AWS with the layers of images can be read.
 * Sources: S3 user guide, "AWS PrivateLink for Amazon S3", for the condition; ECR user guide, "Minimum Amazon S3 bucket permissions
 * for Amazon ECR"; read 2026-11-28.
 */
function ownBuckets({ settings, partition, region, accountId }: NetworkArgs): Output<string> {
  const layers = `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`;
  return jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "BucketsOfOwnAccounts",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:*",
        Resource: "*",
        Condition: { StringEquals: { "aws:ResourceAccount": [accountId, ...settings.bucketAccountIds] } },
      },
      { Sid: "LayersOfImages", Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: layers },
    ],
  });
}

/** Creates endpoints in the node subnets, under the usual DNS names of the AWS services. */
export function createInterfaceEndpoints(
  name: string,
  { endpointServices: services, region, settings }: NetworkArgs,
  vpc: aws.ec2.Vpc,
  zones: readonly ZoneSubnets[],
  parent: CustomResourceOptions,
): void {
  if (services.length === 0) return;
  // Without a route to the internet, nodes can't do without these. All others can be removed and made again.
  const kept = settings.natGateways === "none" ? CLUSTER_SERVICES : [];
  const removable = { ...parent, protect: false };
  const cidrBlocks = [settings.cidr, ...podBlocks(settings)];
  const group = new aws.ec2.SecurityGroup(
    `${name}-endpoints`,
    {
      vpcId: vpc.id,
      description: "HTTPS from the VPC to endpoints of AWS services",
      ingress: [
        { description: "HTTPS from the VPC", protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks },
      ],
      tags: { Name: `${name}-endpoints` },
    },
    kept.length > 0 ? parent : removable,
  );
  for (const service of services) {
    new aws.ec2.VpcEndpoint(
      `${name}-${service}`,
      {
        vpcId: vpc.id,
        vpcEndpointType: "Interface",
        serviceName: `com.amazonaws.${region}.${service}`,
        subnetIds: zones.map(({ nodes }) => nodes.id),
        securityGroupIds: [group.id],
        privateDnsEnabled: true,
        tags: { Name: `${name}-${service}` },
      },
      kept.includes(service) ? parent : removable,
    );
  }
}
