import { groupBy } from "../../facts/group-by.ts";
import { DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER, STATEFUL_SET } from "../../rule/kubernetes-kinds.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { Shown, ShownReading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { ROLLOUT, SCALED_OBJECT } from "./custom-kinds.ts";
import { isSameNamespace } from "./namespace.ts";

/** The Deployments, StatefulSets and Rollouts of a stack, without Patches, which create no pods. */
export function replicatedWorkloads(stack: StackView): readonly ResourceView[] {
  return stack.ofType(REPLICATED).filter(({ isPatch }) => !isPatch);
}

const REPLICATED = [...DEPLOYMENT, ...STATEFUL_SET, ...ROLLOUT];

/** The kinds that change the replicas of a workload. */
export const POD_AUTOSCALER: readonly string[] = [...HORIZONTAL_POD_AUTOSCALER, ...SCALED_OBJECT];

/**
 * The minimum number of pods that a workload may run: the minimum of the autoscaler that scales it, or else its replicas, and 1
 * if neither is set; undefined if it is not known, which is then recorded. A Deployment whose pods a Rollout runs has the Rollout's.
 */
export function fewestReplicas(stack: StackView, workload: ResourceView): Shown<number> | undefined {
  const rollout = referrer(stack, "workloadRef", workload);
  if (rollout === undefined) {
    workload.at("metadata").undetermined("a Rollout in the stack may run its pods");
    return undefined;
  }
  const scaled = rollout ?? workload;
  const autoscaler = autoscalerOf(stack, scaled);
  if (autoscaler === undefined) {
    workload.at("metadata").undetermined("an autoscaler in the stack may scale it");
    return undefined;
  }
  return countOf(autoscaler ? minimumOf(autoscaler) : scaled.integer("spec.replicas"));
}

/** The autoscaler that changes the replicas of a workload; null if none does, undefined if that is not known. Records nothing. */
export function autoscalerOf(stack: StackView, workload: ResourceView): ResourceView | null | undefined {
  return referrer(stack, "scaleTargetRef", workload);
}

type Reference = "scaleTargetRef" | "workloadRef";

/** The resource that refers to a workload, or null if there is none; undefined if that is not known. */
function referrer(
  stack: StackView,
  property: Reference,
  workload: ResourceView,
): ResourceView | null | undefined {
  const results = candidates(stack, property, workload).map((resource) => ({
    resource,
    result: refersTo(stack, resource, property, workload),
  }));
  const found = results.find(({ result }) => result === true)?.resource;
  return found ?? (results.some(({ result }) => result === undefined) ? undefined : null);
}

/** The resources that may refer to a workload: those that refer to its name, and those whose reference is not known. */
function candidates(stack: StackView, property: Reference, workload: ResourceView): readonly ResourceView[] {
  const referrers = property === "workloadRef" ? rollouts(stack) : autoscalers(stack);
  const name = workload.isUnknown("metadata.name") ? undefined : workload.string("metadata.name");
  const named = name?.kind === "known" ? (referrers.byName.get(name.value) ?? []) : referrers.named;
  return [...named, ...(referrers.bySource.get(workload) ?? []), ...referrers.ofUnknown.slice(0, 1)];
}

interface Referrers {
  /** Those that refer to a known name. */
  readonly named: readonly ResourceView[];
  readonly byName: ReadonlyMap<string, readonly ResourceView[]>;
  /** Those that refer to a name that is not known, by the workloads that it may come from. */
  readonly bySource: ReadonlyMap<ResourceView, readonly ResourceView[]>;
  /** Those for which nothing shows where the name comes from. */
  readonly ofUnknown: readonly ResourceView[];
}

const rollouts = oncePerStack((stack) => referrersOf(stack, ROLLOUT, "workloadRef"));
const autoscalers = oncePerStack((stack) => referrersOf(stack, POD_AUTOSCALER, "scaleTargetRef"));

function referrersOf(stack: StackView, types: readonly string[], property: Reference): Referrers {
  const all = stack
    .ofType(types)
    .filter(({ isPatch }) => !isPatch)
    .map((resource) => {
      const target = resource.at(["spec", property, "name"]);
      const name = target.isUnknown() ? undefined : target.string();
      const sources = target.isUnknown() ? workloadsBehind(stack, resource) : [];
      return { resource, isUnknown: target.isUnknown(), name, sources };
    });
  const named = all.flatMap(({ resource, name }) =>
    name?.kind === "known" ? [{ resource, name: name.value }] : [],
  );
  const sourced = all.flatMap(({ resource, sources }) => sources.map((source) => ({ resource, source })));
  const unknown = all.filter(({ isUnknown, sources }) => isUnknown && sources.length === 0);
  return {
    named: named.map(({ resource }) => resource),
    byName: resourcesBy(named, ({ name }) => name),
    bySource: resourcesBy(sourced, ({ source }) => source),
    ofUnknown: unknown.map(({ resource }) => resource),
  };
}

function resourcesBy<K, T extends { readonly resource: ResourceView }>(
  entries: readonly T[],
  keyOf: (entry: T) => K,
): ReadonlyMap<K, readonly ResourceView[]> {
  return new Map([...groupBy(entries, keyOf)].map(([key, of]) => [key, of.map(({ resource }) => resource)]));
}

/** The workloads from whose names the name that a resource refers to may be built. */
function workloadsBehind(stack: StackView, resource: ResourceView): readonly ResourceView[] {
  return stack.dependencies(resource, "spec").filter(({ type }) => REPLICATED.includes(type));
}

/** The number of pods to which an autoscaler may scale down. KEDA goes down to none only while there is nothing to do. */
function minimumOf(autoscaler: ResourceView): ShownReading<number> {
  if (!SCALED_OBJECT.includes(autoscaler.type)) return autoscaler.integer("spec.minReplicas");
  const minimum = autoscaler.integer("spec.minReplicaCount");
  return minimum.kind === "known" && minimum.value === 0 ? { ...minimum, value: 1, shown: text`1` } : minimum;
}

function countOf(reading: ShownReading<number>): Shown<number> | undefined {
  if (reading.kind === "undetermined") return undefined;
  return reading.kind === "known" ? reading : { ...reading, kind: "known", value: 1, shown: text`1` };
}

/** Whether an object names a workload in one of its properties; undefined if that is not known. */
function refersTo(
  stack: StackView,
  referrer: ResourceView,
  property: Reference,
  workload: ResourceView,
): boolean | undefined {
  const target = referrer.at(["spec", property, "name"]);
  if (target.isUnknown()) {
    const sources = workloadsBehind(stack, referrer);
    return sources.length === 0 ? undefined : sources.some(({ urn }) => urn === workload.urn);
  }
  const [wanted, kind] = [target.string(), referrer.string(["spec", property, "kind"])];
  if (wanted.kind !== "known") return false;
  if (kind.kind === "undetermined") return undefined;
  // The default of KEDA; the others have none.
  const wantedKind = kind.kind === "absent" ? "Deployment" : kind.value;
  if (wantedKind !== workload.type.split(":")[2]) return false;
  const isHere = isSameNamespace(stack, referrer, workload);
  if (workload.isUnknown("metadata.name")) return isHere === false ? false : undefined;
  // A program can't refer to a name that Pulumi generates by writing it out.
  const name = workload.string("metadata.name");
  return name.kind === "known" && name.value === wanted.value && isHere;
}
