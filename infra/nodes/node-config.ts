import { stringify } from "yaml";

import { contentTypeOf } from "../settings/user-data.ts";
import { EVICTION_HARD, kubernetesEffect, type NodeRegistration, type NodeUserDataArgs } from "./kubelet.ts";

/**
 * Returns the user data for Amazon Linux 2023: a MIME part with a NodeConfig, which nodeadm merges with what EKS adds, between
 * the pool's own parts.
 */
export function nodeConfigUserData({ kubelet, userData, registration }: NodeUserDataArgs): string {
  const { containerLogMaxFiles, containerLogMaxSizeMiB, podPidsLimit } = kubelet;
  const config = {
    ...(registration ? { maxPods: registration.maxPods } : {}),
    containerLogMaxSize: `${containerLogMaxSizeMiB}Mi`,
    containerLogMaxFiles,
    imageGCHighThresholdPercent: kubelet.imageGcHighPercent,
    imageGCLowThresholdPercent: kubelet.imageGcLowPercent,
    // Images that have been unused for a week are deleted before they fill the disk.
    imageMaximumGCAge: "168h",
    ...(podPidsLimit === undefined ? {} : { podPidsLimit }),
    evictionHard: EVICTION_HARD,
    ...kubelet.config,
  };
  const flags = registration ? registrationFlags(registration) : [];
  const nodeConfig = {
    apiVersion: "node.eks.aws/v1alpha1",
    kind: "NodeConfig",
    spec: {
      ...(registration ? { cluster: clusterOf(registration) } : {}),
      kubelet: { config, ...(flags.length > 0 ? { flags } : {}) },
    },
  };
  const parts = [...userData.before, stringify(nodeConfig, { lineWidth: 0 }), ...userData.after];
  return [
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="//"',
    "",
    ...parts.flatMap((text) => ["--//", `Content-Type: ${contentTypeOf(text) ?? ""}`, "", text.trimEnd()]),
    "--//--",
    "",
  ].join("\n");
}

function clusterOf({ name, apiServerEndpoint, certificateAuthority, serviceCidr }: NodeRegistration) {
  return { name, apiServerEndpoint, certificateAuthority, cidr: serviceCidr };
}

function registrationFlags({ labels, taints }: NodeRegistration): readonly string[] {
  const nodeLabels = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const nodeTaints = taints.map(
    ({ key, value = "", effect }) => `${key}=${value}:${kubernetesEffect(effect)}`,
  );
  return [
    ...(nodeLabels.length > 0 ? [`--node-labels=${nodeLabels.join(",")}`] : []),
    ...(nodeTaints.length > 0 ? [`--register-with-taints=${nodeTaints.join(",")}`] : []),
  ];
}
