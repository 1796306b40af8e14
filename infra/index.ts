import { Provider } from "@pulumi/aws";
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

const key = createPlatformKey(name, { partition, dnsSuffix, region }, kept);

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
        region,
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
  versions: settings.addons.versions,
};
const nodeAddons = new NodeAddons(
  name,
  { ...addons, addressPool, podSubnets: network.podSubnets, region },
  kept,
);

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

/** The name of the cluster, for `aws eks update-kubeconfig --name`. */
export const clusterName = cluster.clusterName;
/** The address of the API endpoint. */
export const endpoint = cluster.endpoint;
/** A kubeconfig for kubectl, without credentials: `pulumi stack output kubeconfig --show-secrets`. */
export const kubeconfig = cluster.kubeconfig;
/** The ID of the VPC. */
export const vpcId = network.vpcId;
/** The IDs of the node subnets, in the order of the zones. */
export const nodeSubnetIds = network.nodeSubnets.map(({ id }) => id);
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
