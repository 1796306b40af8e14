import { getCallerIdentityOutput, Provider } from "@pulumi/aws";
import { getStack } from "@pulumi/pulumi";

import { NodeAddons } from "./addons/node-addons.ts";
import { WorkloadAddons } from "./addons/workload-addons.ts";
import { Cluster } from "./cluster/cluster.ts";
import { createPlatformKey } from "./encryption.ts";
import { zoneNames } from "./network/availability-zones.ts";
import { endpointServices } from "./network/endpoints.ts";
import { Network, useNetwork } from "./network/network.ts";
import { NodePool } from "./nodes/node-pool.ts";
import { existingNodeGroups } from "./nodes/present-size.ts";
import { choicesToPin } from "./pins.ts";
import { loadSettings, planPlatform } from "./plan.ts";
import { boundRoles } from "./roles.ts";
import { platformTags } from "./tags.ts";

const settings = loadSettings();
const { region } = settings;
const tags = platformTags(settings.tags, getStack());
const provider = new Provider("aws", { region, ...settings.provider, defaultTags: { tags } });
const options = { provider };
boundRoles(settings.cluster.permissionsBoundary);

const { partition, dnsSuffix, zoneIds, blocks, addressPool, pools } = await planPlatform(settings, options);
const { name, version, logRetentionDays, deletionProtection } = settings.cluster;
// What loses data, addresses or the network of nodes. Node pools, optional add-ons and optional endpoints aren't protected: they can be
// removed and made again. If only the cluster were protected, `pulumi destroy --skip-preview` would delete its routes, NAT gateways
// and add-ons before it reached the cluster.
const kept = { ...options, protect: deletionProtection };

const { accountId } = getCallerIdentityOutput({}, options);
const key = createPlatformKey(name, { partition, dnsSuffix, region, accountId }, kept);

const network = settings.existingNetwork
  ? useNetwork(settings.existingNetwork, await zoneNames(options))
  : new Network(
      name,
      {
        clusterName: name,
        settings: settings.network,
        zoneIds,
        blocks,
        endpointServices: endpointServices(settings),
        partition,
        region,
        accountId,
        logKeyArn: key.arn,
        logRetentionDays,
      },
      kept,
    );

const cluster = new Cluster(
  name,
  {
    settings: settings.cluster,
    ipFamily: addressPool.cni.ipv6 ? "ipv6" : "ipv4",
    vpcId: network.vpcId,
    subnetIds: network.controlPlaneSubnetIds,
    keyArn: key.arn,
    partition,
    region,
    podSecurityGroups: settings.addons.podSecurityGroups,
  },
  options,
);

const addons = {
  settings: settings.addons,
  tags,
  clusterName: cluster.clusterName,
  partition,
  region,
  versions: settings.addons.versions,
};
const nodeAddons = new NodeAddons(name, { ...addons, addressPool, podSubnets: network.podSubnets }, kept);

const existing = await existingNodeGroups(name, options);
const nodePools = pools.map((pool) => ({
  ...pool,
  made: new NodePool(
    `${name}-${pool.name}`,
    {
      settings: pool.settings,
      ...(pool.pods.setsMaxPods ? { maxPods: pool.pods.maxPods } : {}),
      subnets: network.nodeSubnets,
      clusterVersion: version,
      clusterName: cluster.clusterName,
      endpoint: cluster.endpoint,
      certificateAuthority: cluster.certificateAuthority,
      serviceCidr: cluster.serviceCidr,
      tags,
      partition,
      existingNodeGroups: existing,
      settingsKey: `productionproof-eks:nodePools.${pool.name}`,
    },
    { ...options, dependsOn: [nodeAddons] },
  ),
}));

const workloadAddons = new WorkloadAddons(
  name,
  {
    ...addons,
    hasSystemPool: pools.some((pool) => pool.settings.system),
  },
  { ...kept, dependsOn: nodePools.map(({ made }) => made) },
);

// The outputs are an interface for other stacks; README.md in this folder documents them, and what they promise.

/** The name of the cluster, for `aws eks update-kubeconfig --name`. */
export const clusterName = cluster.clusterName;
/** The address of the API endpoint. */
export const endpoint = cluster.endpoint;
/** The certificate authority of the API endpoint, in base64. */
export const certificateAuthority = cluster.certificateAuthority;
/** A kubeconfig for kubectl, without credentials: `pulumi stack output kubeconfig --show-secrets`. */
export const kubeconfig = cluster.kubeconfig;
/** The security group of the control plane's network interfaces and the nodes. */
export const clusterSecurityGroupId = cluster.securityGroupId;
/** The issuer of the tokens of service accounts. */
export const oidcIssuer = cluster.oidcIssuer;
/** The ARN of the IAM OIDC provider; empty unless `cluster.oidcProvider` is set. */
export const oidcProviderArn = cluster.oidcProviderArn ?? "";
/** The ARN of the key for secrets and logs. */
export const keyArn = key.arn;
/** The ARN of the role of the nodes, by pool. */
export const nodeRoleArns = Object.fromEntries(nodePools.map(({ name: pool, made }) => [pool, made.roleArn]));
/** The ID of the VPC. */
export const vpcId = network.vpcId;
/** The IDs of the zones, in whose order subnets and route tables are listed. */
export const availabilityZoneIds = network.nodeSubnets.map(({ zoneId }) => zoneId);
/** The IDs of the node subnets, in the order of the zones. */
export const nodeSubnetIds = network.nodeSubnets.map(({ id }) => id);
/** The IDs of the subnets of the control plane's network interfaces, in the order of the zones. */
export const controlPlaneSubnetIds = network.controlPlaneSubnetIds;
/** The IDs of the subnets of pods, in the order of the zones; empty without custom networking. */
export const podSubnetIds = network.podSubnets.map(({ id }) => id);
/** The IDs of the subnets of NAT gateways and public load balancers, in the order of the zones; of a new VPC only. */
export const publicSubnetIds = network.created?.publicSubnetIds ?? [];
/** The IDs of the route tables of the nodes, in the order of the zones, and of the public subnets; of a new VPC only. */
export const routeTableIds = network.created?.routeTableIds ?? { nodes: [], public: [] };
/** The public addresses from which nodes and pods reach the internet, for allow lists; of a new VPC only. */
export const natAddresses = network.created?.natAddresses ?? [];
/** The maximum number of pods and addresses of a node, by pool. */
export const capacity = Object.fromEntries(
  pools.map(({ name: pool, pods: { maxPods, addressesPerNode } }) => [pool, { maxPods, addressesPerNode }]),
);
/** The lines for the stack's file that pin the zones and versions chosen by AWS. */
export const pins = choicesToPin(
  settings,
  zoneIds,
  [...nodeAddons.addons, ...workloadAddons.addons],
  nodePools,
);
