import { DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER, STATEFUL_SET } from "../../rule/kubernetes-kinds.ts";
import type { Shown, ShownReading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { isSameNamespace } from "./namespace.ts";

/** The Deployments and StatefulSets of a stack, without Patches, which create no pods. */
export function replicatedWorkloads(stack: StackView): readonly ResourceView[] {
  return stack.ofType(REPLICATED).filter(({ isPatch }) => !isPatch);
}

const REPLICATED = [...DEPLOYMENT, ...STATEFUL_SET];

/**
 * The minimum number of pods that a workload may run: the minimum of the autoscaler that scales it, or else its replicas, and 1
 * if neither is set; undefined if it is not known, which is then recorded.
 */
export function fewestReplicas(stack: StackView, workload: ResourceView): Shown<number> | undefined {
  const autoscalers = stack
    .ofType(HORIZONTAL_POD_AUTOSCALER)
    .filter(({ isPatch }) => !isPatch)
    .map((autoscaler) => ({ autoscaler, scales: scales(stack, autoscaler, workload) }));
  const own = autoscalers.find((each) => each.scales === true)?.autoscaler;
  if (!own && autoscalers.some((each) => each.scales === undefined)) {
    workload.at("metadata").undetermined("an autoscaler in the stack may scale it");
    return undefined;
  }
  return countOf(own ? own.integer("spec.minReplicas") : workload.integer("spec.replicas"));
}

function countOf(reading: ShownReading<number>): Shown<number> | undefined {
  if (reading.kind === "undetermined") return undefined;
  return reading.kind === "known" ? reading : { ...reading, kind: "known", value: 1, shown: text`1` };
}

/** Whether an autoscaler scales a workload; undefined if that is not known. */
function scales(stack: StackView, autoscaler: ResourceView, workload: ResourceView): boolean | undefined {
  const target = autoscaler.at("spec.scaleTargetRef.name");
  if (target.isUnknown()) {
    const sources = stack.dependencies(autoscaler, "spec").filter(({ type }) => REPLICATED.includes(type));
    return sources.length === 0 ? undefined : sources.some(({ urn }) => urn === workload.urn);
  }
  const [wanted, kind] = [target.string(), autoscaler.string("spec.scaleTargetRef.kind")];
  if (wanted.kind !== "known") return false;
  if (kind.kind !== "known") return kind.kind === "undetermined" ? undefined : false;
  if (kind.value !== workload.type.split(":")[2]) return false;
  const isHere = isSameNamespace(stack, autoscaler, workload);
  if (workload.isUnknown("metadata.name")) return isHere === false ? false : undefined;
  // A program can't refer to a name that Pulumi generates by writing it out.
  const name = workload.string("metadata.name");
  return name.kind === "known" && name.value === wanted.value && isHere;
}
