import { formatIpv4Block, parseIpv4Block } from "productionproof-eks-policies/facts";
import { stringify } from "smol-toml";

import { bottlerocketKubelet } from "../settings/kubelet-config.ts";
import { bottlerocketSettings } from "../settings/user-data.ts";
import { EVICTION_HARD, kubernetesEffect, type NodeRegistration, type NodeUserDataArgs } from "./kubelet.ts";

/**
 * Returns the user data for Bottlerocket: settings in TOML, to which EKS adds its own.
 * Source: Bottlerocket's settings reference, `settings.kubernetes`, 2026-08.
 */
export function bottlerocketUserData({ kubelet, userData, registration }: NodeUserDataArgs): string {
  const { containerLogMaxFiles, containerLogMaxSizeMiB, podPidsLimit } = kubelet;
  const kubernetes = {
    ...(registration ? registrationSettings(registration) : {}),
    "container-log-max-size": `${containerLogMaxSizeMiB}Mi`,
    "container-log-max-files": containerLogMaxFiles,
    "image-gc-high-threshold-percent": String(kubelet.imageGcHighPercent),
    "image-gc-low-threshold-percent": String(kubelet.imageGcLowPercent),
    ...(podPidsLimit === undefined ? {} : { "pod-pids-limit": podPidsLimit }),
    "eviction-hard": EVICTION_HARD,
    ...bottlerocketKubelet(kubelet.config),
  };
  const parts = (texts: readonly string[]) => texts.map((text) => bottlerocketSettings(text) ?? {});
  const all = [...parts(userData.before), { kubernetes }, ...parts(userData.after)];
  return stringify({ settings: all.reduce(merged, {}) });
}

/** Returns settings with those that win over them. */
function merged(settings: Settings, winning: Settings): Settings {
  const both = Object.entries(winning).map(([key, value]) => {
    const other = settings[key];
    return [key, isTable(other) && isTable(value) ? merged(other, value) : value] as const;
  });
  return { ...settings, ...Object.fromEntries(both) };
}

type Settings = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function registrationSettings(registration: NodeRegistration) {
  const { labels, taints } = registration;
  const keys = [...new Set(taints.map(({ key }) => key))];
  return {
    "cluster-name": registration.name,
    "api-server": registration.apiServerEndpoint,
    "cluster-certificate": registration.certificateAuthority,
    "cluster-dns-ip": dnsAddress(registration.serviceCidr),
    "max-pods": registration.maxPods,
    "node-labels": labels,
    "node-taints": Object.fromEntries(
      keys.map((key) => [
        key,
        taints
          .filter((taint) => taint.key === key)
          .map(({ value = "", effect }) => `${value}:${kubernetesEffect(effect)}`),
      ]),
    ),
  };
}

/** EKS assigns the tenth service address to DNS. Source: amazon-eks-ami, nodeadm internal/api/bridge.go, 2026-07. */
function dnsAddress(serviceCidr: string): string {
  const [network = ""] = serviceCidr.split("/");
  const block = parseIpv4Block(serviceCidr);
  // An IPv6 block ends in "::".
  if (!block) return `${network}a`;
  const [address = ""] = formatIpv4Block({ first: block.first + 10, prefixLength: 32 }).split("/");
  return address;
}
