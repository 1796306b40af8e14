import type { WarmTargets } from "../../facts/address-pool.ts";
import { COOLDOWN_SECONDS } from "../../facts/cooling-addresses.ts";
import type { CniMode } from "../../facts/max-pods.ts";
import { groupBy } from "../../facts/group-by.ts";
import { oncePerResource, oncePerStack } from "../../rule/once.ts";
import { holds } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { AUTOSCALING_GROUP, CLUSTER } from "../aws-types.ts";
import { hasOwnNodes } from "../nodes/auto-mode.ts";
import { clusterNameOf, mayHaveClusterTag } from "../nodes/autoscaling-group.ts";
import { clusterOf, clusterOfNodes, mayBeOfStack } from "../nodes/node-groups.ts";
import { runsLinux } from "../nodes/windows.ts";
import {
  decidingSettings,
  effectiveCniSettings,
  stackCniSettings,
  type CniSettings,
} from "./cni-settings.ts";
import { GO_INTEGER, parseGoBoolean } from "./cni-variables.ts";
import { hasOtherCni, OTHER_CNI } from "./other-cni.ts";

/**
 * Returns how the VPC CNI assigns addresses to the pods of a node group. Undefined if it assigns none, or if the stack does not
 * show it; the reason is then recorded.
 */
export function cniModeOf(stack: StackView, group: ResourceView): CniMode | undefined {
  if (!runsLinux(stack, group)) return undefined;
  const settings = settingsFor(stack, group);
  if (settings.length === 0) {
    if (hasOtherCni(stack)) group.notApplicable(OTHER_CNI);
    else group.undetermined("no VPC CNI settings in the stack that certainly apply to its cluster");
    return undefined;
  }
  const prefixDelegation = boolean(settings, "ENABLE_PREFIX_DELEGATION", group);
  const customNetworking = boolean(settings, "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", group);
  const maxEni = decidingSettings(settings, "MAX_ENI").map(({ value }) => value);
  if (maxEni.some(({ kind }) => kind === "undetermined")) return undefined;
  if (prefixDelegation === undefined || customNetworking === undefined) return undefined;
  // The CNI ignores anything that is not a positive number.
  const limits = maxEni.flatMap((value) =>
    value.kind === "known" && /^[1-9]\d{0,3}$/.test(value.value) ? [Number(value.value)] : [],
  );
  const mode = { prefixDelegation, customNetworking };
  return limits.length > 0 ? { ...mode, maxEni: Math.min(...limits) } : mode;
}

/**
 * The same for nodes of this cluster, if it is in the stack: an IPv6 cluster uses prefixes, whatever the variables are set to.
 */
export function cniModeIn(
  stack: StackView,
  cluster: ResourceView | undefined,
  nodes: ResourceView,
): CniMode | undefined {
  const isIpv6 = cluster ? isIpv6Cluster(cluster) : false;
  if (isIpv6 === true) return { prefixDelegation: true, customNetworking: false };
  return isIpv6 === false ? cniModeOf(stack, nodes) : undefined;
}

/**
 * True if the nodes of a group may have a trunk interface for pods with security groups; undefined if that is not known, which is
 * then recorded. {@link cniModeOf} leaves it out, because the `maxPods` that EKS sets doesn't depend on it.
 */
export function hasPodEni(stack: StackView, group: ResourceView): boolean | undefined {
  return boolean(settingsFor(stack, group), "ENABLE_POD_ENI", group);
}

/**
 * Returns what the VPC CNI keeps warm on the nodes of a group; undefined if the stack does not show it, which is then recorded.
 * The CNI ignores values that are not counts.
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

/** Seconds before the CNI reuses the address of a pod that ended on a group's nodes; undefined if unknown, which is recorded. */
export function cooldownSecondsOf(stack: StackView, group: ResourceView): number | undefined {
  const seconds = count(settingsFor(stack, group), "IP_COOLDOWN_PERIOD", group);
  return seconds === "undetermined" ? undefined : (seconds ?? COOLDOWN_SECONDS);
}

/**
 * True if the cluster's pods get IPv4 addresses from the VPC CNI as its variables configure it, as far as the stack shows. For
 * any other cluster, it is recorded that a rule about these addresses does not apply.
 */
export function usesVpcCni(stack: StackView, cluster: ResourceView): boolean {
  if (stackCniSettings(stack).length === 0 && hasOtherCni(stack)) {
    cluster.notApplicable(OTHER_CNI);
    return false;
  }
  return hasOwnNodes(cluster) && hasIpv4Pods(cluster);
}

/**
 * True if the pods on these nodes have IPv4 addresses, which is assumed of a cluster that is created elsewhere; otherwise the
 * reason is recorded.
 */
export function haveIpv4Pods(stack: StackView, nodes: ResourceView): boolean {
  const cluster = clusterOfNodes(stack, nodes);
  return cluster || !mayBeOfStack(stack, nodes)
    ? hasIpv4Pods(cluster)
    : stack.ofType([CLUSTER]).every((one) => isIpv6Cluster(one) === false);
}

/** True if the cluster's pods have IPv4 addresses, which is assumed of an unknown cluster; otherwise the reason is recorded. */
export function hasIpv4Pods(cluster: ResourceView | undefined): boolean {
  const isIpv6 = cluster ? isIpv6Cluster(cluster) : false;
  if (isIpv6 === true) cluster?.notApplicable("its pods have IPv6 addresses");
  return isIpv6 === false;
}

/** Whether the cluster's pods have IPv6 addresses; undefined if that is not known, which is then recorded. */
export function isIpv6Cluster(cluster: ResourceView): boolean | undefined {
  return holds(cluster.string("kubernetesNetworkConfig.ipFamily"), (family) => family === "ipv6");
}

/** The effective VPC CNI settings of a cluster; excludes those of other clusters if the stack has several. */
export function effectiveSettingsOf(stack: StackView, cluster: ResourceView): readonly CniSettings[] {
  if (stack.ofType([CLUSTER]).length < 2) return effectiveCniSettings(stack);
  return effectiveSettingsByCluster(stack).get(cluster) ?? [];
}

/**
 * The value of a Boolean variable for a cluster, or for all nodes if the cluster is not in the stack; undefined if that is not
 * known, which is then recorded. A Patch that leaves it out decides nothing.
 */
export function flagOfCluster(
  stack: StackView,
  cluster: ResourceView | undefined,
  name: string,
): boolean | undefined {
  const flags = (cluster ? effectiveSettingsOf(stack, cluster) : effectiveCniSettings(stack))
    .filter((one) => !one.resource.isPatch || one.variable(name).kind !== "absent")
    .map((one) => one.flag(name));
  const known = flags.filter((flag) => flag.kind === "known");
  return known.length < flags.length ? undefined : known.some(({ value }) => value);
}

/**
 * Where the pods on a cluster's Linux nodes have their IPv4 addresses from: the subnets of their nodes, or not, with custom
 * networking or IPv6; undefined if that is not known, which is then recorded.
 */
export function podAddressSource(
  stack: StackView,
  cluster: ResourceView | undefined,
): "node subnets" | "elsewhere" | undefined {
  const family = cluster?.string("kubernetesNetworkConfig.ipFamily");
  if (family?.kind === "undetermined") return undefined;
  if (family?.kind === "known" && family.value === "ipv6") return "elsewhere";
  const isCustom = flagOfCluster(stack, cluster, "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG");
  return isCustom === undefined ? undefined : isCustom ? "elsewhere" : "node subnets";
}

const effectiveSettingsByCluster = oncePerStack((stack) =>
  groupBy(effectiveCniSettings(stack), ({ resource }) => clusterOf(stack, resource)),
);

/** The settings that certainly apply to a group. An add-on and a group may name a cluster that is not in the stack. */
const settingsFor = oncePerResource((stack, group): readonly CniSettings[] => {
  if (stack.ofType([CLUSTER]).length > 1) {
    const cluster = clusterOf(stack, group);
    return cluster ? (settingsByCluster(stack).get(cluster) ?? []) : [];
  }
  const name = namedCluster(group);
  if (name === undefined) return stackCniSettings(stack);
  const settings = settingsByName(stack);
  const others = [...settings.keys()].filter((other) => other !== undefined && other !== name);
  // A name that is not known may be any other; only the cluster in the stack can tell.
  const comparable = name === UNKNOWN_NAME ? others : others.filter((other) => other === UNKNOWN_NAME);
  const cluster = comparable.length > 0 ? clusterOfNodes(stack, group) : undefined;
  const same = comparable
    .flatMap((other) => settings.get(other) ?? [])
    .filter(({ resource }) => cluster && clusterOf(stack, resource) === cluster);
  return [...(settings.get(name) ?? []), ...same, ...(settings.get(undefined) ?? [])];
});

/** The settings by the cluster that their add-on names. */
const settingsByName = oncePerStack((stack) =>
  groupBy(stackCniSettings(stack), ({ resource }) => namedCluster(resource)),
);

const settingsByCluster = oncePerStack((stack) =>
  groupBy(stackCniSettings(stack), ({ resource }) => clusterOf(stack, resource)),
);

/** No cluster can have this name. */
const UNKNOWN_NAME = "?";

/** The name of the cluster that a resource names; undefined if it names none, such as a Kubernetes resource. */
function namedCluster(resource: ResourceView): string | undefined {
  if (resource.type === AUTOSCALING_GROUP)
    return mayHaveClusterTag(resource) ? UNKNOWN_NAME : clusterNameOf(resource);
  if (resource.isUnknown("clusterName")) return UNKNOWN_NAME;
  const name = resource.string("clusterName");
  return name.kind === "known" ? name.value : undefined;
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

/** The value on which all settings that decide a variable agree; undefined if none of them sets it to a value that the CNI can parse. */
function agreed<T extends boolean | number>(
  settings: readonly CniSettings[],
  variable: string,
  group: View,
  parse: (text: string) => T | undefined,
): T | "undetermined" | undefined {
  const readings = decidingSettings(settings, variable).map(({ value }) => value);
  if (readings.some(({ kind }) => kind === "undetermined")) return "undetermined";
  const [first, ...others] = readings.map((one) => (one.kind === "known" ? parse(one.value) : undefined));
  if (others.every((value) => value === first)) return first;
  group.undetermined("the VPC CNI settings in the stack contradict each other");
  return "undetermined";
}
