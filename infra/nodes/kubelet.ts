import type { KubeletSettings, NodePoolSettings } from "../settings/node-pool-settings.ts";

/** What user data is made of. */
export interface NodeUserDataArgs {
  readonly kubelet: KubeletSettings;
  /** Present for an AMI of ours; with EKS's choice of AMI, EKS says it. */
  readonly registration?: NodeRegistration;
}

/** What a node of an AMI of ours has to be told to become the node that its pool describes. */
export interface NodeRegistration {
  readonly name: string;
  readonly apiServerEndpoint: string;
  /** Base64. */
  readonly certificateAuthority: string;
  /** Block of the cluster's service addresses. */
  readonly serviceCidr: string;
  readonly maxPods: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: NodePoolSettings["taints"];
}

/**
 * Thresholds at which the kubelet evicts pods. All five signals: one that is left out counts as zero, and nodeadm leaves out
 * those of the image filesystem. The values are the kubelet's defaults.
 * Sources: kubelet v0.36 types; amazon-eks-ami nodeadm, internal/kubelet/config.go, 2026-07.
 */
export const EVICTION_HARD = {
  "memory.available": "100Mi",
  "nodefs.available": "10%",
  "nodefs.inodesFree": "5%",
  "imagefs.available": "15%",
  "imagefs.inodesFree": "5%",
};

/** Label of the nodes that the platform's own pods run on. */
export const SYSTEM_LABEL = { "system-pool": "true" };

/** The pool's labels and taints, with those of a system pool. */
export function labelsAndTaints({
  system,
  labels,
  taints,
}: NodePoolSettings): Pick<NodeRegistration, "labels" | "taints"> {
  if (!system) return { labels, taints };
  const reserved = { key: "CriticalAddonsOnly", value: "true", effect: "NO_SCHEDULE" as const };
  return { labels: { ...labels, ...SYSTEM_LABEL }, taints: [...taints, reserved] };
}

/** An effect as Kubernetes spells it: `NoSchedule`. */
export function kubernetesEffect(effect: NodePoolSettings["taints"][number]["effect"]): string {
  return effect
    .split("_")
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join("");
}
