import type { WarmTargets } from "../../facts/address-pool.ts";
import { COOLDOWN_SECONDS } from "../../facts/cooling-addresses.ts";
import type { CniMode } from "../../facts/max-pods.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { AUTOSCALING_GROUP, CLUSTER } from "../aws-types.ts";
import { hasOwnNodes } from "../nodes/auto-mode.ts";
import { clusterOf } from "../nodes/node-groups.ts";
import { clusterNameOf } from "../nodes/node-subnets.ts";
import { runsLinux } from "../nodes/windows.ts";
import { deciding, effectiveCniSettings, stackCniSettings, type CniSettings } from "./cni-settings.ts";
import { GO_INTEGER, parseGoBoolean } from "./cni-variables.ts";
import { hasOtherCni, OTHER_CNI } from "./other-cni.ts";

/**
 * How the VPC CNI gives addresses to the pods of a group of nodes; undefined where it gives them none, or where the stack does not
 * tell: which of them, and why, is then on record.
 */
export function cniModeOf(stack: StackView, group: ResourceView): CniMode | undefined {
  if (!runsLinux(stack, group)) return undefined;
  const settings = settingsFor(stack, group);
  if (settings.length === 0) {
    if (hasOtherCni(stack)) group.notApplicable(OTHER_CNI);
    else group.undetermined("no VPC CNI settings in the stack that are surely of its cluster");
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

/**
 * True where the nodes of a group may have a trunk for pods with security groups; undefined where that is not known, which is then
 * on record. {@link cniModeOf} leaves it out, since the pods that EKS sets don't depend on it.
 */
export function hasPodEni(stack: StackView, group: ResourceView): boolean | undefined {
  return boolean(settingsFor(stack, group), "ENABLE_POD_ENI", group);
}

/**
 * What the VPC CNI keeps ready on the nodes of a group; undefined where the stack does not tell, which is then on record. What is
 * no count, the CNI ignores.
 */
export function warmTargetsOf(stack: StackView, group: ResourceView): WarmTargets | undefined {
  const settings = settingsFor(stack, group);
  const [warmEniTarget, warmPrefixTarget, warmIpTarget, minimumIpTarget] = [
    "WARM_ENI_TARGET",
    "WARM_PREFIX_TARGET",
    "WARM_IP_TARGET",
    "MINIMUM_IP_TARGET",
  ].map((variable) => count(settings, variable, group));
  const targets = { warmEniTarget, warmPrefixTarget, warmIpTarget, minimumIpTarget };
  if (Object.values(targets).includes("undetermined")) return undefined;
  return Object.fromEntries(Object.entries(targets).filter(([, value]) => value !== undefined));
}

/** Seconds for which the address of a pod that ended on a group's nodes is given to no other; undefined where it is on record. */
export function cooldownSecondsOf(stack: StackView, group: ResourceView): number | undefined {
  const seconds = count(settingsFor(stack, group), "IP_COOLDOWN_PERIOD", group);
  return seconds === "undetermined" ? undefined : (seconds ?? COOLDOWN_SECONDS);
}

/**
 * True for a cluster whose pods get IPv4 addresses from the VPC CNI by its variables, as far as the stack shows; of any other it is
 * on record that a rule about these addresses does not apply.
 */
export function usesVpcCni(stack: StackView, cluster: ResourceView): boolean {
  if (stackCniSettings(stack).length === 0 && hasOtherCni(stack)) {
    cluster.notApplicable(OTHER_CNI);
    return false;
  }
  return hasOwnNodes(cluster) && hasIpv4Pods(cluster);
}

/** True for a cluster whose pods have IPv4 addresses, as all have of which nothing is known; of any other it is on record. */
export function hasIpv4Pods(cluster: ResourceView | undefined): boolean {
  if (!cluster || !isIpv6Cluster(cluster)) return true;
  cluster.notApplicable("its pods have IPv6 addresses");
  return false;
}

/** True for a cluster whose pods have IPv6 addresses. */
export function isIpv6Cluster(cluster: ResourceView): boolean {
  // AWS reports the family back, so it is unknown for a new cluster that leaves it to the default, IPv4.
  if (cluster.isUnknown("kubernetesNetworkConfig") || cluster.isUnknown(IP_FAMILY)) return false;
  const family = cluster.string(IP_FAMILY);
  return family.kind === "known" && family.value === "ipv6";
}

const IP_FAMILY = "kubernetesNetworkConfig.ipFamily";

/** The settings of the VPC CNI of a cluster as they come out; of no other cluster's, where the stack has several. */
export function effectiveSettingsOf(stack: StackView, cluster: ResourceView): readonly CniSettings[] {
  const settings = effectiveCniSettings(stack);
  if (stack.ofType([CLUSTER]).length < 2) return settings;
  return settings.filter(({ resource }) => clusterOf(stack, resource) === cluster);
}

function settingsFor(stack: StackView, group: ResourceView): readonly CniSettings[] {
  const settings = stackCniSettings(stack).filter(({ resource }) => !nameDifferentClusters(resource, group));
  if (stack.ofType([CLUSTER]).length < 2) return settings;
  const cluster = clusterOf(stack, group);
  return settings.filter(({ resource }) => cluster && clusterOf(stack, resource)?.urn === cluster.urn);
}

/** True for an add-on and a group that name two clusters, neither of which has to be in the stack. */
function nameDifferentClusters(addon: ResourceView, group: ResourceView): boolean {
  const [one, other] = [addon, group].map(namedCluster);
  return one !== undefined && other !== undefined && one !== other;
}

function namedCluster(resource: ResourceView): string | undefined {
  if (resource.type === AUTOSCALING_GROUP) return clusterNameOf(resource);
  const name = resource.isUnknown("clusterName") ? undefined : resource.string("clusterName");
  return name?.kind === "known" ? name.value : undefined;
}

function boolean(settings: readonly CniSettings[], variable: string, group: View): boolean | undefined {
  const value = agreed(settings, variable, group, (text) => parseGoBoolean(text) === true);
  return value === "undetermined" ? undefined : (value ?? false);
}

function count(
  settings: readonly CniSettings[],
  variable: string,
  group: View,
): number | "undetermined" | undefined {
  return agreed(settings, variable, group, (text) => {
    const value = GO_INTEGER.parse(text);
    return value !== undefined && value >= 0 ? value : undefined;
  });
}

/** What all settings that decide a variable make of it; undefined where that is nothing. */
function agreed<T extends boolean | number>(
  settings: readonly CniSettings[],
  variable: string,
  group: View,
  parse: (text: string) => T | undefined,
): T | "undetermined" | undefined {
  const readings = deciding(settings, variable).map(({ value }) => value);
  if (readings.some(({ kind }) => kind === "undetermined")) return "undetermined";
  const [first, ...others] = readings.map((one) => (one.kind === "known" ? parse(one.value) : undefined));
  if (others.every((value) => value === first)) return first;
  group.undetermined("the VPC CNI settings of the stack contradict each other");
  return "undetermined";
}
