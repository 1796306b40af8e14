import type { InstanceType } from "./instance-types.ts";

/** How the VPC CNI assigns addresses to pods. */
export interface CniMode {
  /** `ENABLE_PREFIX_DELEGATION`: whole /28 blocks instead of single addresses. Has no effect on Xen instances. */
  readonly prefixDelegation: boolean;
  /**
   * `AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG`: pods in different subnets from their node, without using the first network interface.
   */
  readonly customNetworking: boolean;
  /** True if pods have IPv6 addresses, from one prefix per node, and take no IPv4 addresses of the subnet. @defaultValue false */
  readonly ipv6?: boolean;
  /** `MAX_ENI`: the maximum number of network interfaces of a node. @defaultValue the limit of its instance type */
  readonly maxEni?: number;
  /**
   * `ENABLE_POD_ENI`: security groups for pods, which use one network interface as a trunk, on types that support it.
   *
   * @defaultValue false
   */
  readonly podEni?: boolean;
}

/** The number of pods in the host network, which take no addresses: aws-node and kube-proxy. */
export const HOST_NETWORK_PODS = 2;

/** The number of addresses in a delegated prefix, a /28. */
export const PREFIX_ADDRESSES = 16;

/**
 * The number of addresses in the single /80 prefix that a node of an IPv6 cluster gets, on its first network interface.
 * Source: amazon-vpc-cni-k8s, pkg/ipamd/ipamd.go (assignIPv6Prefix), 2026-11.
 */
export const IPV6_PREFIX_ADDRESSES = 2 ** 48;

/** How a cluster's pods get their addresses: in blocks of 16, individually, or as IPv6 addresses. */
export type PodAddressing = "prefix-delegation" | "secondary-ip" | "ipv6";

/** Returns the CNI's mode for a way of addressing pods; IPv6 requires prefix delegation. */
export function cniModeFor(
  addressing: PodAddressing,
  customNetworking: boolean,
  podSecurityGroups = false,
): CniMode {
  const mode = {
    prefixDelegation: addressing !== "secondary-ip",
    customNetworking,
    ...(podSecurityGroups ? { podEni: true } : {}),
  };
  return addressing === "ipv6" ? { ...mode, ipv6: true } : mode;
}

/**
 * The number of pods to which a node can assign an address, plus two in the host network. Without prefix delegation, these are
 * the published numbers: 29 for m5.large, or 20 with custom networking. They ignore trunks, and EKS sets them whether or
 * not there is one; {@link roomForPods} takes trunks into account.
 *
 * Source: amazon-vpc-cni-k8s misc/eni-max-pods.txt and amazon-eks-ami max-pods-calculator.sh, 2026-08.
 */
export function addressablePods(type: InstanceType, mode: CniMode): number {
  return addressesForPods(type, { ...mode, podEni: false }) + HOST_NETWORK_PODS;
}

/**
 * The number of pods that nodeadm, Bottlerocket and Karpenter set if nothing else does: that of single addresses on all network
 * interfaces, even with prefix delegation or custom networking.
 *
 * Sources: amazon-eks-ami nodeadm, internal/kubelet, 2026-07; karpenter-provider-aws, pkg/providers/instancetype/types.go
 * (ENILimitedPods), 2026-08.
 */
export function podsByImage(type: InstanceType): number {
  return addressablePods(type, { prefixDelegation: false, customNetworking: false });
}

/** The number of addresses that a node's network interfaces can hold, excluding their primary addresses. */
export function addressesForPods(type: InstanceType, mode: CniMode): number {
  return podInterfaces(type, mode) * slotsPerInterface(type) * addressesPerSlot(type, mode);
}

/**
 * The maximum number of pods with an address that a node has room for; with a trunk, this assumes that pods with their own
 * security groups use all its branches. On some types, that is less than without a trunk: m7i-flex.large has 3 branches, and
 * the interface that becomes the trunk would have had 9 addresses.
 *
 * Source: amazon-vpc-resource-controller-k8s v1.8.0, pkg/provider/branch/provider.go (UpdateResourceCapacity), 2026-06.
 */
export function roomForPods(type: InstanceType, mode: CniMode): number {
  return addressesForPods(type, mode) + trunkInterfaces(type, mode) * (type.branchInterfaces ?? 0);
}

/** The number of network interfaces of a node that hold pod addresses. */
export function podInterfaces(type: InstanceType, mode: CniMode): number {
  const others = trunkInterfaces(type, mode) + (mode.customNetworking ? 1 : 0);
  return Math.max(0, attachedInterfaces(type, mode) - others);
}

/**
 * The number of network interfaces that are reserved for a trunk, which holds no pod addresses: one, other than the first.
 * Source: amazon-vpc-cni-k8s v1.23.1, hasRoomForEni, IsTrunkingCompatible and GetAllocatableENIs, 2026-08.
 */
export function trunkInterfaces(type: InstanceType, mode: CniMode): number {
  const canHaveTrunk = type.branchInterfaces !== 0 && attachedInterfaces(type, mode) > 1;
  return mode.podEni && canHaveTrunk ? 1 : 0;
}

function attachedInterfaces({ networkInterfaces }: InstanceType, { maxEni = Infinity }: CniMode): number {
  return Math.min(networkInterfaces, maxEni);
}

/** The number of addresses, or prefixes with prefix delegation, that a network interface can hold besides its primary address. */
export function slotsPerInterface({ ipv4PerInterface }: InstanceType): number {
  return ipv4PerInterface - 1;
}

/**
 * The number of addresses that are allocated at a time: 16 with prefix delegation, all of a node's addresses with IPv6, otherwise
 * one. On a Xen instance, the CNI automatically falls back to single addresses. Source: amazon-vpc-cni-k8s v1.23.1,
 * pkg/ipamd/ipamd.go (isConfigValid), 2026-08.
 */
export function addressesPerSlot({ isNitro }: InstanceType, { prefixDelegation, ipv6 }: CniMode): number {
  if (ipv6) return IPV6_PREFIX_ADDRESSES;
  return prefixDelegation && isNitro ? PREFIX_ADDRESSES : 1;
}

/**
 * The maximum number of pods that EKS recommends for a node, and sets on managed node groups without an AMI ID: 110 up to 30
 * vCPUs, 250 above. Source: Amazon EKS user guide, "Choose an optimal EC2 node instance type", 2026-08.
 */
export function recommendedPods({ vcpus }: InstanceType): number {
  return vcpus !== undefined && vcpus <= 30 ? 110 : 250;
}

/** The maximum `maxPods` of a node: the lower of both limits. */
export function maxPodsLimit(type: InstanceType, mode: CniMode): number {
  return Math.min(addressablePods(type, mode), recommendedPods(type));
}

/**
 * The number of pods on a node that EKS Auto Mode creates. Source: Amazon EKS user guide, "EKS Auto Mode networking", 2026-09.
 */
export function autoModePods(type: InstanceType): number {
  return Math.min(110, type.networkInterfaces * slotsPerInterface(type));
}
