import { SYSTEM_LABEL } from "../nodes/kubelet.ts";
import type { AddonSettings } from "../settings/addon-settings.ts";

/**
 * Returns the configuration of CoreDNS: more pods with more nodes and cores, spread over zones and nodes, disrupted one at a
 * time. Its default tolerations cover system pools. Source: EKS user guide, "Scale CoreDNS Pods for high DNS traffic", 2026-11.
 */
export function corednsConfiguration({ min, max }: AddonSettings["dnsReplicas"], hasSystemPool: boolean) {
  return {
    autoScaling: { enabled: true, minReplicas: min, maxReplicas: max },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    ...(hasSystemPool ? { nodeSelector: SYSTEM_LABEL } : {}),
    topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(
      (topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "k8s-app": "kube-dns" } },
      }),
    ),
  };
}
