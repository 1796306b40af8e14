import { Provider } from "@pulumi/aws";
import { getStack } from "@pulumi/pulumi";

import { NodeAddons } from "./addons/node-addons.ts";
import { WorkloadAddons } from "./addons/workload-addons.ts";
import { Cluster } from "./cluster/cluster.ts";
import { createPlatformKey } from "./encryption.ts";
import { Network } from "./network/network.ts";
import { NodePool } from "./nodes/node-pool.ts";
import { loadSettings, planPlatform } from "./plan.ts";

const settings = loadSettings();
const { region } = settings;
const tags = { project: "productionproof-eks", stack: getStack() };
const provider = new Provider("aws", { region, defaultTags: { tags } });
const options = { provider };

const { partition, dnsSuffix, zoneIds, blocks, pools } = await planPlatform(settings, options);
const { name, version, logRetentionDays } = settings.cluster;

const key = createPlatformKey(name, { partition, dnsSuffix, region }, options);

const network = new Network(
  name,
  {
    clusterName: name,
    cidr: settings.network.cidr,
    zoneIds,
    blocks,
    natGateways: settings.network.natGateways,
    region,
    logKeyArn: key.arn,
    logRetentionDays,
  },
  options,
);

const cluster = new Cluster(
  name,
  {
    settings: settings.cluster,
    vpcId: network.vpc.id,
    subnetIds: network.controlPlaneSubnetIds,
    keyArn: key.arn,
    partition,
  },
  options,
);

const addons = { clusterName: cluster.clusterName, partition, versions: settings.addons.versions };
const nodeAddons = new NodeAddons(name, addons, options);

const nodePools = pools.map(
  (pool) =>
    new NodePool(
      `${name}-${pool.name}`,
      {
        ...pool,
        subnetIds: network.nodeSubnetIds,
        clusterVersion: version,
        clusterName: cluster.clusterName,
        endpoint: cluster.endpoint,
        certificateAuthority: cluster.certificateAuthority,
        serviceCidr: cluster.serviceCidr,
        tags,
        partition,
      },
      { ...options, dependsOn: [nodeAddons] },
    ),
);

new WorkloadAddons(
  name,
  { ...addons, dnsReplicas: settings.addons.dnsReplicas },
  { ...options, dependsOn: nodePools },
);

/** Name of the cluster, for `aws eks update-kubeconfig --name`. */
export const clusterName = cluster.clusterName;
/** Subnets of nodes and pods, in the order of the zones. */
export const nodeSubnetIds = network.nodeSubnetIds;
/** Id of the VPC. */
export const vpcId = network.vpc.id;
