import type { AddressPoolSettings, WarmTargets } from "productionproof-eks-policies/facts";

import type { AddonSettings } from "../settings/addon-settings.ts";
import type { PolicyStatement } from "../roles.ts";

/**
 * Returns the configuration of the VPC CNI, from the settings with which `maxPods` and the address plan are computed.
 * Environment values are strings in the add-on's schema.
 * Sources: amazon-vpc-cni-k8s README, v1.23.1 (2026-08); EKS best practices guide, "Amazon VPC CNI" (2026-05).
 */
export function cniConfiguration(
  { cni, targets }: AddressPoolSettings,
  { networkPolicies, podSecurityGroups }: Pick<AddonSettings, "networkPolicies" | "podSecurityGroups">,
  tags: Readonly<Record<string, string>>,
) {
  return {
    env: {
      // Nodes are behind NAT gateways: pods keep their own address inside the VPC and to peered networks. IPv6 has no such
      // translation. EKS itself sets ENABLE_IPv6, which the add-on's schema doesn't accept.
      ...(cni.ipv6 ? {} : { AWS_VPC_K8S_CNI_EXTERNALSNAT: "true" }),
      ENABLE_PREFIX_DELEGATION: String(cni.prefixDelegation),
      ...targetVariables(targets),
      ...(cni.customNetworking
        ? {
            AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true",
            ENI_CONFIG_LABEL_DEF: "topology.kubernetes.io/zone",
          }
        : {}),
      // In the standard mode, kubelet probes, NodeLocal DNSCache and NetworkPolicies work for these pods too. Source: EKS user guide,
      // "Assign security groups to individual Pods", 2024-12.
      ...(podSecurityGroups ? { ENABLE_POD_ENI: "true", POD_SECURITY_GROUP_ENFORCING_MODE: "standard" } : {}),
      ADDITIONAL_ENI_TAGS: JSON.stringify(tags),
      // The default, DEBUG, writes a line to each node's disk for every pod and every five seconds.
      AWS_VPC_K8S_CNI_LOGLEVEL: "INFO",
    },
    // A string in the schema. Without it, the API server accepts NetworkPolicies and nothing enforces them.
    enableNetworkPolicy: String(networkPolicies),
    // On a busy node, probes exceed the default of 10 seconds, and pods then stay in ContainerCreating.
    livenessProbeTimeoutSeconds: 15,
    readinessProbeTimeoutSeconds: 15,
  };
}

/**
 * Returns the permissions that the CNI needs to assign IPv6 addresses to pods, for which AWS has no managed policy.
 * Source: amazon-vpc-cni-k8s docs/iam-policy.md, "IPv6 mode", read 2026-11-28.
 */
export function ipv6CniPermissions(partition: string): readonly PolicyStatement[] {
  return [
    {
      Action: [
        "ec2:AssignIpv6Addresses",
        "ec2:DescribeInstances",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeTags",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeInstanceTypes",
        "ec2:ModifyNetworkInterfaceAttribute",
      ],
      Resource: ["*"],
    },
    { Action: ["ec2:CreateTags"], Resource: [`arn:${partition}:ec2:*:*:network-interface/*`] },
  ];
}

function targetVariables(targets: WarmTargets): Readonly<Record<string, string>> {
  const variables = {
    WARM_ENI_TARGET: targets.warmEniTarget,
    WARM_PREFIX_TARGET: targets.warmPrefixTarget,
    MINIMUM_IP_TARGET: targets.minimumIpTarget,
    WARM_IP_TARGET: targets.warmIpTarget,
  };
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, target]) =>
      target === undefined ? [] : [[name, String(target)] as const],
    ),
  );
}
