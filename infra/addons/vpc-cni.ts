import type { CniMode } from "productionproof-eks-policies/facts";

/** How the CNI gives addresses to pods; `maxPods` and the address plan are computed from it. */
export const CNI_MODE: CniMode = { prefixDelegation: true, customNetworking: false };

/** Free prefixes of 16 addresses that every node keeps: a pod that starts does not wait for EC2. */
export const WARM_PREFIX_TARGET = 1;

/**
 * Configuration of the VPC CNI. Environment values are strings in the add-on's schema.
 * Sources: amazon-vpc-cni-k8s README, v1.23.1 (2026-08); EKS best practices guide, "Amazon VPC CNI" (2026-05).
 */
export const VPC_CNI_CONFIGURATION = {
  env: {
    // Nodes are behind NAT gateways: pods keep their own address inside the VPC and to peered networks.
    AWS_VPC_K8S_CNI_EXTERNALSNAT: "true",
    ENABLE_PREFIX_DELEGATION: String(CNI_MODE.prefixDelegation),
    WARM_PREFIX_TARGET: String(WARM_PREFIX_TARGET),
    // The default, DEBUG, writes a line for every pod and every five seconds to every node's disk.
    AWS_VPC_K8S_CNI_LOGLEVEL: "INFO",
  },
  // On a busy node the default of 5 and 1 seconds fails, and pods then stay in ContainerCreating.
  livenessProbeTimeoutSeconds: 15,
  readinessProbeTimeoutSeconds: 15,
};
