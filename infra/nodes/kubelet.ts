import { acceleratorTaint } from "../settings/accelerator-taint.ts";
import type { KubeletSettings, NodePoolSettings } from "../settings/node-pool-settings.ts";

/** The arguments of user data. */
export interface NodeUserDataArgs {
  readonly kubelet: KubeletSettings;
  /** The pool's own parts. */
  readonly userData: NodePoolSettings["userData"];
  /** Present for a custom AMI; if EKS chooses the AMI, EKS adds it. */
  readonly registration?: NodeRegistration;
}

/** The values with which a node that runs a custom AMI joins the cluster as its pool describes. */
export interface NodeRegistration {
  readonly name: string;
  readonly apiServerEndpoint: string;
  /** Base64. */
  readonly certificateAuthority: string;
  /** The block of the cluster's service addresses. */
  readonly serviceCidr: string;
  readonly maxPods: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: NodePoolSettings["taints"];
}

/**
 * The thresholds at which the kubelet evicts pods. All five signals are set: an omitted signal counts as zero, and nodeadm omits
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

/** The label of the nodes on which the platform's own pods run. */
export const SYSTEM_LABEL = { "system-pool": "true" };

/** Returns the pool's labels and taints, including those of a system pool and of accelerators. */
export function labelsAndTaints(pool: NodePoolSettings): Pick<NodeRegistration, "labels" | "taints"> {
  const { system, labels } = pool;
  const taints = [...pool.taints, ...acceleratorTaint(pool)];
  if (!system) return { labels, taints };
  const reserved = { key: "CriticalAddonsOnly", value: "true", effect: "NO_SCHEDULE" as const };
  return { labels: { ...labels, ...SYSTEM_LABEL }, taints: [...taints, reserved] };
}

/** Returns an effect as Kubernetes spells it: `NoSchedule`. */
export function kubernetesEffect(effect: NodePoolSettings["taints"][number]["effect"]): string {
  return effect
    .split("_")
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join("");
}
