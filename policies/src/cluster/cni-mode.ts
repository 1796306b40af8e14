import type { CniMode } from "../facts/max-pods.ts";
import type { ResourceView } from "../rule/resource-view.ts";
import type { StackView } from "../rule/stack-view.ts";
import type { View } from "../rule/view.ts";
import { CLUSTER } from "./aws-types.ts";
import { deciding, stackCniSettings, type CniSettings } from "./cni-settings.ts";
import { parseGoBoolean } from "./cni-variables.ts";
import { clusterOf } from "./node-groups.ts";

/** How the VPC CNI gives addresses to the pods of a group of nodes; undefined where the stack does not tell, which is then on record. */
export function cniModeOf(stack: StackView, group: ResourceView): CniMode | undefined {
  const settings = settingsFor(stack, group);
  if (settings.length === 0) {
    group.undetermined("no VPC CNI settings in the stack that are surely of its cluster");
    return undefined;
  }
  const prefixDelegation = boolean(settings, "ENABLE_PREFIX_DELEGATION", group);
  const customNetworking = boolean(settings, "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", group);
  const maxEni = deciding(settings, "MAX_ENI").map(({ value }) => value);
  if (maxEni.some(({ kind }) => kind === "undetermined")) return undefined;
  if (prefixDelegation === undefined || customNetworking === undefined) return undefined;
  // What is no positive number, the CNI ignores.
  const limits = maxEni.flatMap((value) =>
    value.kind === "known" && /^[1-9]\d{0,3}$/.test(value.value) ? [Number(value.value)] : [],
  );
  const mode = { prefixDelegation, customNetworking };
  return limits.length > 0 ? { ...mode, maxEni: Math.min(...limits) } : mode;
}

/** The same for nodes of this cluster, where it is in the stack: one with IPv6 addresses has prefixes, whatever the variables say. */
export function cniModeIn(
  stack: StackView,
  cluster: ResourceView | undefined,
  nodes: ResourceView,
): CniMode | undefined {
  return cluster && isIpv6Cluster(cluster)
    ? { prefixDelegation: true, customNetworking: false }
    : cniModeOf(stack, nodes);
}

/** True for a cluster whose pods have IPv6 addresses. */
export function isIpv6Cluster(cluster: ResourceView): boolean {
  // AWS reports the family back, so it is unknown for a new cluster that leaves it to the default, IPv4.
  if (cluster.isUnknown("kubernetesNetworkConfig") || cluster.isUnknown(IP_FAMILY)) return false;
  const family = cluster.string(IP_FAMILY);
  return family.kind === "known" && family.value === "ipv6";
}

const IP_FAMILY = "kubernetesNetworkConfig.ipFamily";

function settingsFor(stack: StackView, group: ResourceView): readonly CniSettings[] {
  const settings = stackCniSettings(stack);
  if (stack.ofType([CLUSTER]).length < 2) return settings;
  const cluster = clusterOf(stack, group);
  return settings.filter(({ resource }) => cluster && clusterOf(stack, resource)?.urn === cluster.urn);
}

function boolean(settings: readonly CniSettings[], variable: string, group: View): boolean | undefined {
  const values = deciding(settings, variable).map(({ value }) => {
    if (value.kind === "undetermined") return undefined;
    return value.kind === "known" && parseGoBoolean(value.value) === true;
  });
  const [first = false, ...others] = values;
  if (values.includes(undefined)) return undefined;
  if (others.every((value) => value === first)) return first;
  group.undetermined("the VPC CNI settings of the stack contradict each other");
  return undefined;
}
