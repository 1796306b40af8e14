import type { AddressPool } from "../../facts/address-pool.ts";
import { groupBy } from "../../facts/group-by.ts";
import type { InstanceType } from "../../facts/instance-types.ts";
import { HOST_NETWORK_PODS, podsByImage, slotsPerInterface } from "../../facts/max-pods.ts";
import { addressCount, mostAddressesOfNode } from "../../facts/node-addresses.ts";
import { HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import type { HarmlessKind } from "../../rule/kinds.ts";
import type { PropertyValue } from "../../rule/property-value.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { cniModeOf, hasPodEni, warmTargetsOf } from "../cni/cni-mode.ts";
import { nodeClassOf } from "../nodes/karpenter.ts";
import { COUNT, kubeletSettings } from "../nodes/kubelet-settings.ts";
import { allowedInstanceTypes } from "../nodes/node-pool-requirements.ts";
import { isOfWindows } from "../nodes/windows.ts";
import { isRelease, unlessInFile } from "../workloads/helm-release.ts";

/** The most nodes that a NodePool can have, of the instance type with which they take the most addresses. */
export interface KarpenterNodes {
  readonly pool: AddressPool;
  readonly minNodes: number;
  readonly maxNodes: number;
  /** The number of nodes that come before those that they replace are gone. */
  readonly updateNodes: number;
  readonly isElastic: true;
}

/**
 * The most nodes that a NodePool can have by its limits; undefined if the stack does not show it, which is then recorded. Karpenter
 * launches a node only if the limits have room for all of its CPUs; pods don't matter, since they can be as small as they like.
 *
 * Source: kubernetes-sigs/karpenter 2266468, pkg/controllers/provisioning/scheduling/scheduler.go (filterByRemainingResources),
 * 2026-08.
 */
export function nodesOfNodePool(stack: StackView, nodePool: ResourceView): KarpenterNodes | undefined {
  const limits = limitsOf(nodePool);
  const types = allowedInstanceTypes(nodePool);
  const poolOf = poolsOfNodePool(stack, nodePool);
  if (!limits || !types || !poolOf) return undefined;
  const { cpus = Infinity, nodes = Infinity } = limits;
  const count = ({ vcpus }: InstanceType): number =>
    Math.min(nodes, cpus === Infinity ? Infinity : vcpus === undefined ? 0 : Math.floor(cpus / vcpus));
  const [worst] = oneOfEachShape(types, limits)
    .map((type) => ({ pool: poolOf(type), maxNodes: count(type) }))
    .map((one) => ({ ...one, addresses: one.maxNodes * addressesOf(one.pool) }))
    .toSorted((a, b) => b.addresses - a.addresses);
  const updateNodes = worst && replacementsOf(nodePool, worst.maxNodes);
  if (!worst || updateNodes === undefined) return undefined;
  const { pool, maxNodes } = worst;
  return { pool, minNodes: limits.isStatic ? maxNodes : 0, maxNodes, updateNodes, isElastic: true };
}

interface Limits {
  readonly cpus?: number;
  readonly nodes?: number;
  /** True if the NodePool always has that many nodes. */
  readonly isStatic: boolean;
}

function limitsOf(nodePool: ResourceView): Limits | undefined {
  const replicas = nodePool.integer("spec.replicas");
  if (replicas.kind !== "absent") {
    return replicas.kind === "known" ? { nodes: replicas.value, isStatic: true } : undefined;
  }
  const cpus = nodePool.value("spec.limits.cpu", CPUS);
  const nodes = nodePool.value("spec.limits.nodes", COUNT);
  if (cpus.kind === "undetermined" || nodes.kind === "undetermined") return undefined;
  if (cpus.kind === "absent" && nodes.kind === "absent") {
    nodePool
      .at("spec.limits")
      .undetermined("nothing limits the number of its nodes: set spec.limits.cpu, and they are counted");
    return undefined;
  }
  return {
    ...(cpus.kind === "known" && { cpus: cpus.value }),
    ...(nodes.kind === "known" && { nodes: nodes.value }),
    isStatic: false,
  };
}

/** A number of CPUs in the notation of Kubernetes: `1000`, `500m`, `1k`. */
const CPUS: HarmlessKind<number> = {
  isHarmless: true,
  expected: "a number of CPUs, such as 100",
  parse: (value) => {
    const [, number, unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)([mkM])?$/.exec(scalarText(value)) ?? [];
    const factor = { "": 1, m: 0.001, k: 1000, M: 1_000_000 }[unit];
    return number === undefined || factor === undefined ? undefined : Number(number) * factor;
  },
};

/**
 * One of all types with the same network interfaces: that with the fewest CPUs, of which a limit of CPUs allows the most nodes, or
 * without that limit the one with the most, since podsPerCore allows the most pods on it.
 */
function oneOfEachShape(types: readonly InstanceType[], { cpus }: Limits): readonly InstanceType[] {
  const byShape = groupBy(types, ({ networkInterfaces, ipv4PerInterface, isNitro, branchInterfaces }) =>
    [networkInterfaces, ipv4PerInterface, isNitro, branchInterfaces].join(" "),
  );
  const rank = ({ vcpus = Infinity }: InstanceType): number => (cpus === undefined ? -vcpus : vcpus);
  return [...byShape.values()].map((all) =>
    all.reduce((first, type) => (rank(type) < rank(first) ? type : first)),
  );
}

function addressesOf(pool: AddressPool): number {
  const { nodeSubnet, podSubnet } = mostAddressesOfNode(pool);
  return addressCount(nodeSubnet) + addressCount(podSubnet);
}

/** How many addresses a node of each type keeps; undefined if the stack does not show it, which is then recorded. */
function poolsOfNodePool(
  stack: StackView,
  nodePool: ResourceView,
): ((type: InstanceType) => AddressPool) | undefined {
  const nodeClass = nodeClassOf(stack, nodePool);
  const mode = nodeClass && cniModeOf(stack, nodePool);
  const podEni = mode && hasPodEni(stack, nodePool);
  const targets = mode && warmTargetsOf(stack, nodePool);
  const maxPods = nodeClass && maxPodsOf(stack, nodePool, nodeClass, mode?.customNetworking === true);
  if (podEni === undefined || !targets || !maxPods) return undefined;
  return (instanceType) => ({
    instanceType,
    cni: { ...mode, podEni },
    targets,
    maxPods: maxPods(instanceType),
  });
}

/**
 * The maxPods that Karpenter sets. Source: karpenter-provider-aws 1d92708, pkg/providers/instancetype/types.go (pods), 2026-08.
 */
function maxPodsOf(
  stack: StackView,
  nodePool: ResourceView,
  nodeClass: ResourceView,
  customNetworking: boolean,
): ((type: InstanceType) => number) | undefined {
  if (isOfWindows(nodeClass) !== false) return undefined;
  const kubelet = kubeletSettings(nodeClass);
  // Until Karpenter 1.0, these were settings of the NodePool.
  const old = nodePool.at("spec.template.spec.kubelet");
  const maxPods = (old.isSet("maxPods") ? old.at("maxPods") : kubelet?.at("maxPods"))?.value("", COUNT);
  const perCore = (old.isSet() ? old : nodeClass.at("spec.kubelet")).value("podsPerCore", COUNT);
  if (!maxPods || maxPods.kind === "undetermined" || perCore.kind === "undetermined") return undefined;
  const limit = ({ vcpus = Infinity }: InstanceType): number =>
    perCore.kind === "known" && perCore.value > 0 ? perCore.value * vcpus : Infinity;
  if (maxPods.kind === "known") return (type) => Math.min(maxPods.value, limit(type));
  const reserved = customNetworking ? reservedInterfaces(stack, nodePool) : 0;
  if (reserved === undefined) return undefined;
  return (type) =>
    Math.min(
      Math.max(HOST_NETWORK_PODS, podsByImage(type) - reserved * slotsPerInterface(type)),
      limit(type),
    );
}

/** The network interfaces that Karpenter doesn't count pods for; undefined if that is not known, which is then recorded. */
function reservedInterfaces(stack: StackView, nodePool: ResourceView): number | undefined {
  const release = stack.ofType(HELM_RELEASE).find((one) => isRelease(one, "karpenter"));
  if (!release) {
    nodePool.undetermined("settings.reservedENIs of Karpenter is not in the stack");
    return undefined;
  }
  const reserved = unlessInFile(release, release.value("values.settings.reservedENIs", COUNT));
  if (reserved.kind === "undetermined") return undefined;
  return reserved.kind === "known" ? reserved.value : 0;
}

/**
 * The nodes that may come before those that they replace are gone, a tenth of all unless a budget says otherwise: the limits don't
 * count the ones to be replaced. Undefined if that is not known, which is then recorded.
 *
 * Source: kubernetes-sigs/karpenter 2266468, pkg/controllers/disruption/helpers.go (SimulateScheduling) and pkg/apis/v1/nodepool.go
 * (Budget), 2026-08.
 */
function replacementsOf(nodePool: ResourceView, maxNodes: number): number | undefined {
  const budgets = nodePool.list("spec.disruption.budgets");
  if (budgets.kind === "undetermined") return undefined;
  const all = budgets.kind === "known" ? budgets.value : [];
  if (all.length === 0) return Math.ceil(maxNodes / 10);
  const each = all.map((budget) => {
    const nodes = budget.value("nodes", BUDGET);
    // The API server fills in a tenth.
    if (nodes.kind === "absent") return Math.ceil(maxNodes / 10);
    return nodes.kind === "known" ? nodes.value(maxNodes) : undefined;
  });
  const known = each.filter((nodes) => nodes !== undefined);
  return known.length < each.length ? undefined : Math.min(maxNodes, Math.max(...known));
}

/** A number of nodes, or a percentage of them. */
const BUDGET: HarmlessKind<(nodes: number) => number> = {
  isHarmless: true,
  expected: "a number of nodes or a percentage",
  parse: (value) => {
    const [, number, percent] = /^(\d{1,9})(%?)$/.exec(scalarText(value)) ?? [];
    if (number === undefined) return undefined;
    return (nodes) => (percent === "%" ? Math.ceil((nodes * Number(number)) / 100) : Number(number));
  },
};

function scalarText(value: PropertyValue): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
