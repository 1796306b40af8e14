import type { InstanceType } from "./instance-types.ts";

/** How the VPC CNI gives addresses to pods. */
export interface CniMode {
  /** Whole /28 blocks instead of single addresses; Nitro instances only. */
  readonly prefixDelegation: boolean;
  /** Pods in other subnets than their node, which costs the first network interface. */
  readonly customNetworking: boolean;
}

/** Pods in the network of their node, which take no address of their own: aws-node and kube-proxy. */
export const HOST_NETWORK_PODS = 2;

/** Addresses in a delegated prefix, a /28. */
export const PREFIX_ADDRESSES = 16;

/**
 * Pods that a node can give an address to, two more for the host's network. Without prefix delegation these are the
 * published numbers: 29 for m5.large.
 *
 * Source: amazon-vpc-cni-k8s misc/eni-max-pods.txt and amazon-eks-ami max-pods-calculator.sh, 2026-08.
 */
export function addressablePods(
  { networkInterfaces, ipv4PerInterface }: InstanceType,
  mode: CniMode,
): number {
  const interfaces = networkInterfaces - (mode.customNetworking ? 1 : 0);
  const perInterface = (ipv4PerInterface - 1) * (mode.prefixDelegation ? PREFIX_ADDRESSES : 1);
  return interfaces * perInterface + HOST_NETWORK_PODS;
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
