import {
  blocksOverlap,
  cniModeFor,
  findInstanceType,
  maxPodsLimit,
  parseIpv4Block,
  zoneIdPrefix,
} from "productionproof-eks-policies/facts";
import type { z } from "zod";

import { acceleratorTaint } from "./accelerator-taint.ts";
import { accessConflicts } from "./access-conflicts.ts";
import { addonConflicts } from "./addon-conflicts.ts";
import { partitionConflicts } from "./partition-conflicts.ts";
import { podBlocks } from "./network-settings.ts";
import type { NodePoolSettings } from "./node-pool-settings.ts";
import type { Problem } from "./problems.ts";
import type { Settings } from "./settings.ts";

/**
 * Returns the conflicts between values that are each valid on their own, and values that AWS or Kubernetes can't support.
 *
 * @param given the settings as they are in the stack's file, without defaults.
 */
export function conflicts(settings: Settings, given: Given): readonly Issue[] {
  return [
    ...zonesOutsideRegion(settings),
    ...networkOfExisting(settings, given),
    ...overlappingBlocks(settings),
    ...zonesWithoutPodSubnet(settings),
    ...ipv4OnlySettings(settings, given),
    ...endpointsInChina(settings),
    ...bucketsThroughInternet(settings),
    ...longPoolNames(settings),
    ...accessConflicts(settings),
    ...partitionConflicts(settings),
    ...addonConflicts(settings),
    ...poolsWithoutNode(settings),
    ...Object.entries(settings.nodePools).flatMap(([name, pool]) => conflictsOfPool(settings, name, pool)),
  ].map((problem) => ({ code: "custom", ...problem }));
}

/** The values in the stack's file, by key. Each has the type that its setting takes. */
type Given = Readonly<Record<string, unknown>>;

type Issue = z.core.$ZodIssueCustom;

const CLUSTER = "productionproof-eks:cluster";
const NETWORK = "productionproof-eks:network";
const EXISTING = "productionproof-eks:existingNetwork";
const POOLS = "productionproof-eks:nodePools";

function zonesOutsideRegion({ region, network, existingNetwork }: Settings): readonly Problem[] {
  // Regions of newer partitions have longer names, from which their zone IDs can't be derived.
  if (!/^[a-z]{2}(-gov)?-[a-z]+-\d$/.test(region)) return [];
  const prefix = `${zoneIdPrefix(region)}-az`;
  const message = `expected a zone of ${region}, such as ${prefix}1`;
  const listed = (network.availabilityZoneIds ?? []).map((id, index) => ({
    path: [NETWORK, "availabilityZoneIds", index],
    input: id,
  }));
  const existing = (existingNetwork?.zones ?? []).map(({ zoneId }, index) => ({
    path: [EXISTING, "zones", index, "zoneId"],
    input: zoneId,
  }));
  return [...listed, ...existing]
    .filter(({ input }) => !input.startsWith(prefix))
    .map((place) => ({ ...place, message }));
}

/** With an existing network, only the settings that the arithmetic and the CNI use can be set. */
function networkOfExisting({ existingNetwork }: Settings, given: Given): readonly Problem[] {
  if (!existingNetwork) return [];
  const accepted = ["headroomPercent", "podAddressing"];
  const message = `expected none with existingNetwork, which creates no VPC; only ${accepted.join(" and ")} apply to it`;
  return Object.entries((given[NETWORK] ?? {}) as Given)
    .filter(([key]) => !accepted.includes(key))
    .map(([key, input]) => ({ path: [NETWORK, key], input, message }));
}

/** Behind NAT gateways, a pod reaches every bucket through the internet. */
function bucketsThroughInternet({ network }: Settings): readonly Problem[] {
  const { natGateways, bucketAccountIds } = network;
  if (natGateways === "none" || bucketAccountIds.length === 0) return [];
  const message = "expected none with NAT gateways, through which the buckets of all accounts can be reached";
  return [{ path: [NETWORK, "bucketAccountIds"], input: bucketAccountIds, message }];
}

function overlappingBlocks({ cluster, network, existingNetwork }: Settings): readonly Problem[] {
  const subnets = existingNetwork?.zones.flatMap(({ nodes, controlPlane, pods }) => [
    nodes.cidr,
    controlPlane.cidr,
    ...(pods ? [pods.cidr] : []),
  ]);
  const taken = subnets ?? [network.cidr, ...podBlocks(network)];
  // EKS chooses the block of IPv6 services.
  const hit =
    network.podAddressing !== "ipv6" ? taken.find((cidr) => overlap(cidr, cluster.serviceCidr)) : undefined;
  const problems: Problem[] = [];
  if (hit !== undefined) {
    const message = `expected a block outside ${hit}, which nodes and pods use`;
    problems.push({ path: [CLUSTER, "serviceCidr"], input: cluster.serviceCidr, message });
  }
  const { podCidr, podCidrs = [] } = network;
  if (podCidr !== undefined && podCidrs.length > 0) {
    const message = "expected none with podCidr: a block that the zones share, or one for each";
    problems.push({ path: [NETWORK, "podCidrs"], input: podCidrs, message });
  }
  for (const [index, cidr] of podBlocks(network).entries()) {
    const path = [NETWORK, ...(podCidrs.length > 0 ? ["podCidrs", index] : ["podCidr"])];
    const refuse = (message: string) => problems.push({ path, input: cidr, message });
    if (overlap(cidr, network.cidr))
      refuse(`expected a block outside ${network.cidr}, the VPC's primary block`);
    const earlier = podCidrs.slice(0, index).find((other) => overlap(cidr, other));
    if (earlier !== undefined) refuse(`expected a block outside ${earlier}, that of another zone`);
  }
  return problems;
}

/** A node gets pods' addresses either from its own subnet or from another. */
function zonesWithoutPodSubnet({ existingNetwork }: Settings): readonly Problem[] {
  const zones = existingNetwork?.zones ?? [];
  if (!zones.some(({ pods }) => pods)) return [];
  return zones.flatMap(({ pods }, index) =>
    pods
      ? []
      : [
          {
            path: [EXISTING, "zones", index, "pods"],
            input: undefined,
            message: "expected a subnet for pods, as in the other zones",
          },
        ],
  );
}

/**
 * Settings that don't apply to an IPv6 cluster, or that it can't have.
 * Source: EKS user guide, "Learn about IPv6 addresses to clusters, Pods, and services", 2026-11.
 */
function ipv4OnlySettings(
  { network, existingNetwork, nodePools }: Settings,
  given: Given,
): readonly Problem[] {
  if (network.podAddressing !== "ipv6") return [];
  const { serviceCidr } = (given[CLUSTER] ?? {}) as Given;
  const refuse = (path: PropertyKey[], input: unknown, message: string): readonly Problem[] =>
    input === undefined ? [] : [{ path, input, message }];
  return [
    ...refuse(
      [CLUSTER, "serviceCidr"],
      serviceCidr,
      "expected none: EKS chooses the service block of an IPv6 cluster",
    ),
    ...(["podCidr", "podCidrs"] as const).flatMap((key) =>
      refuse(
        [NETWORK, key],
        network[key],
        "expected none: pods with IPv6 addresses don't use it, and EKS has no custom networking for them",
      ),
    ),
    ...refuse(
      [NETWORK, "podAddressing"],
      existingNetwork && network.podAddressing,
      "expected prefix-delegation or secondary-ip with existingNetwork, whose subnets are known only by their IPv4 blocks",
    ),
    ...Object.entries(nodePools).flatMap(([name, { coolingAddressesPerNode }]) =>
      refuse(
        [POOLS, name, "coolingAddressesPerNode"],
        coolingAddressesPerNode,
        "expected none: with IPv6, nodes don't run out of addresses",
      ),
    ),
  ];
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [parseIpv4Block(one), parseIpv4Block(other)];
  return a !== undefined && b !== undefined && blocksOverlap(a, b);
}

function endpointsInChina({ region, network }: Settings): readonly Problem[] {
  if (!region.startsWith("cn-")) return [];
  const { natGateways, interfaceEndpoints } = network;
  const names = "interface endpoints have different names in China";
  return [
    ...(natGateways === "none"
      ? [
          {
            path: [NETWORK, "natGateways"],
            input: natGateways,
            message: `expected one-per-zone or single: ${names}`,
          },
        ]
      : []),
    ...(interfaceEndpoints.length > 0
      ? [
          {
            path: [NETWORK, "interfaceEndpoints"],
            input: interfaceEndpoints,
            message: `expected none: ${names}`,
          },
        ]
      : []),
  ];
}

/** A node group's name has at most 63 characters, of which Pulumi uses eight for a dash and a suffix. */
function longPoolNames({ cluster, nodePools }: Settings): readonly Problem[] {
  const zoneSuffix = "-apse1-az1";
  return Object.entries(nodePools).flatMap(([pool, { perZone }]) => {
    const longest = 63 - `${cluster.name}-${perZone ? zoneSuffix : ""}-0123456`.length;
    const message = `expected at most ${longest} characters: together with the cluster's name, AWS accepts no more`;
    return pool.length > longest ? [{ path: [POOLS], input: pool, message }] : [];
  });
}

function poolsWithoutNode({ nodePools }: Settings): readonly Problem[] {
  const isOpen = (pool: NodePoolSettings): boolean =>
    !pool.system &&
    [...pool.taints, ...acceleratorTaint(pool)].every(({ effect }) => effect === "PREFER_NO_SCHEDULE");
  const [first = ""] = Object.keys(nodePools);
  const path = [POOLS, first, "minSize"];
  const message =
    "expected 1 or more in one pool without taints and accelerators, or a desiredSize: add-ons become ready only on a node";
  const start = Object.values(nodePools).filter(isOpen).map(startSize);
  return start.some((nodes) => nodes > 0) ? [] : [{ path, input: nodePools[first]?.minSize, message }];
}

function startSize({ minSize, desiredSize = minSize }: NodePoolSettings): number {
  return desiredSize;
}

function conflictsOfPool(
  { cluster, network, existingNetwork, addons }: Settings,
  name: string,
  pool: NodePoolSettings,
): readonly Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: readonly PropertyKey[], input: unknown, message: string): void => {
    problems.push({ path: [POOLS, name, ...path], input, message });
  };
  const types = pool.instanceTypes.map((type) => findInstanceType(type));
  const hasPodSubnets =
    podBlocks(network).length > 0 || existingNetwork?.zones.some(({ pods }) => pods) === true;
  const cni = cniModeFor(network.podAddressing, hasPodSubnets, addons.podSecurityGroups);
  for (const [index, type] of types.entries()) {
    if (cni.prefixDelegation && type?.isNitro === false) {
      const what = cni.ipv6 ? "IPv6" : "prefix delegation";
      const message = `expected a Nitro instance type, such as m7i.large: ${what} requires it`;
      refuse(["instanceTypes", index], type.name, message);
    }
  }
  if (pool.system && (pool.perZone ? pool.minSize < 1 : pool.minSize < 2)) {
    const [least, where] = pool.perZone ? ["1", "each zone"] : ["2", "the pool"];
    refuse(
      ["minSize"],
      pool.minSize,
      `expected ${least} or more in ${where}: DNS runs there, and must survive the loss of a node`,
    );
  }
  if (pool.operatingSystem === "AL2023" && pool.releaseVersion?.startsWith(`${cluster.version}.`) === false) {
    refuse(
      ["releaseVersion"],
      pool.releaseVersion,
      `expected a release for Kubernetes ${cluster.version}, such as ${cluster.version}.0-20261101`,
    );
  }
  const pods = Math.max(0, ...types.map((type) => (type === undefined ? 0 : maxPodsLimit(type, cni))));
  const { containerLogMaxFiles, containerLogMaxSizeMiB } = pool.kubelet;
  const logsGiB = Math.ceil((pods * containerLogMaxFiles * containerLogMaxSizeMiB) / 1024);
  if (logsGiB > pool.diskGiB) {
    const logs = `the logs of ${pods} pods, ${containerLogMaxFiles} files of ${containerLogMaxSizeMiB} MiB each, need that much`;
    refuse(["diskGiB"], pool.diskGiB, `expected ${logsGiB} or more: ${logs}`);
  }
  return problems;
}
