import type { InstanceType } from "./instance-types.ts";

/** How the VPC CNI gives addresses to pods. */
export interface CniMode {
  /** `ENABLE_PREFIX_DELEGATION`: whole /28 blocks instead of single addresses. Without effect on Xen instances. */
  readonly prefixDelegation: boolean;
  /** `AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG`: pods in other subnets than their node, which costs the first network interface. */
  readonly customNetworking: boolean;
  /** Pods have IPv6 addresses, from one prefix of each node, and take none of the subnet's IPv4. @defaultValue false */
  readonly ipv6?: boolean;
  /** `MAX_ENI`: most network interfaces of a node. @defaultValue as many as its instance type has */
  readonly maxEni?: number;
  /**
   * `ENABLE_POD_ENI`: security groups for pods, for which one network interface is a trunk, on types that can have one.
   *
   * @defaultValue false
   */
  readonly podEni?: boolean;
}

/** Pods in the network of their node, which take no address of their own: aws-node and kube-proxy. */
export const HOST_NETWORK_PODS = 2;

/** Addresses in a delegated prefix, a /28. */
export const PREFIX_ADDRESSES = 16;

/**
 * Addresses in the /80 that a node of an IPv6 cluster gets: one, on its first network interface.
 * Source: amazon-vpc-cni-k8s, pkg/ipamd/ipamd.go (assignIPv6Prefix), 2026-11.
 */
export const IPV6_PREFIX_ADDRESSES = 2 ** 48;

/** How a cluster's pods get their addresses: in blocks of 16, one by one, or from IPv6. */
export type PodAddressing = "prefix-delegation" | "secondary-ip" | "ipv6";

/** The CNI's mode for pods that get their addresses so; IPv6 takes prefix delegation. */
export function cniModeFor(addressing: PodAddressing, customNetworking: boolean): CniMode {
  const mode = { prefixDelegation: addressing !== "secondary-ip", customNetworking };
  return addressing === "ipv6" ? { ...mode, ipv6: true } : mode;
}

/**
 * Pods that a node can give an address to, two more for the host's network. Without prefix delegation these are the
 * published numbers: 29 for m5.large, 20 of them with custom networking. They know of no trunk, and EKS sets them whether or
 * not there is one; {@link roomForPods} does.
 *
 * Source: amazon-vpc-cni-k8s misc/eni-max-pods.txt and amazon-eks-ami max-pods-calculator.sh, 2026-08.
 */
export function addressablePods(type: InstanceType, mode: CniMode): number {
  return addressesForPods(type, { ...mode, podEni: false }) + HOST_NETWORK_PODS;
}

/** Addresses that the network interfaces of a node have room for, their own aside. */
export function addressesForPods(type: InstanceType, mode: CniMode): number {
  return podInterfaces(type, mode) * slotsPerInterface(type) * addressesPerSlot(type, mode);
}

/**
 * Pods with an address that a node has room for, at most: with a trunk, if as many as it has branches for are pods with
 * security groups of their own. On some types that is less than without one: m7i-flex.large has 3 branches, and its trunk
 * would have had 9 addresses.
 *
 * Source: amazon-vpc-resource-controller-k8s v1.8.0, pkg/provider/branch/provider.go (UpdateResourceCapacity), 2026-06.
 */
export function roomForPods(type: InstanceType, mode: CniMode): number {
  return addressesForPods(type, mode) + trunkInterfaces(type, mode) * (type.branchInterfaces ?? 0);
}

/** Network interfaces of a node that carry addresses of pods. */
export function podInterfaces(type: InstanceType, mode: CniMode): number {
  const others = trunkInterfaces(type, mode) + (mode.customNetworking ? 1 : 0);
  return Math.max(0, attachedInterfaces(type, mode) - others);
}

/**
 * Network interfaces that are kept for a trunk, which carries no address of pods: one, beside the first. Source:
 * amazon-vpc-cni-k8s v1.23.1, hasRoomForEni, IsTrunkingCompatible and GetAllocatableENIs, 2026-08.
 */
export function trunkInterfaces(type: InstanceType, mode: CniMode): number {
  const canHaveTrunk = type.branchInterfaces !== 0 && attachedInterfaces(type, mode) > 1;
  return mode.podEni && canHaveTrunk ? 1 : 0;
}

function attachedInterfaces({ networkInterfaces }: InstanceType, { maxEni = Infinity }: CniMode): number {
  return Math.min(networkInterfaces, maxEni);
}

/** What one network interface has room for, its own address aside: addresses, or prefixes with prefix delegation. */
export function slotsPerInterface({ ipv4PerInterface }: InstanceType): number {
  return ipv4PerInterface - 1;
}

/**
 * Addresses that pods get at a time: 16 with prefix delegation, all that a node ever has with IPv6, else one. On a Xen
 * instance the CNI goes back to single addresses by itself. Source: amazon-vpc-cni-k8s v1.23.1, pkg/ipamd/ipamd.go (isConfigValid), 2026-08.
 */
export function addressesPerSlot({ isNitro }: InstanceType, { prefixDelegation, ipv6 }: CniMode): number {
  if (ipv6) return IPV6_PREFIX_ADDRESSES;
  return prefixDelegation && isNitro ? PREFIX_ADDRESSES : 1;
}

/**
 * Most pods that EKS recommends for a node, and sets on managed node groups without an AMI id: 110 up to 30 vCPUs, 250
 * above. Source: Amazon EKS user guide, "Choose an optimal EC2 node instance type", 2026-08.
 */
export function recommendedPods({ vcpus }: InstanceType): number {
  return vcpus !== undefined && vcpus <= 30 ? 110 : 250;
}

/** What `maxPods` may be on a node: both limits kept. */
export function maxPodsLimit(type: InstanceType, mode: CniMode): number {
  return Math.min(addressablePods(type, mode), recommendedPods(type));
}

/** Pods of a node that EKS Auto Mode makes. Source: Amazon EKS user guide, "EKS Auto Mode networking", 2026-09. */
export function autoModePods(type: InstanceType): number {
  return Math.min(110, type.networkInterfaces * slotsPerInterface(type));
}
