// The fewest replicas that the parameters of the cluster-proportional-autoscaler allow. For their meaning, see
// https://github.com/kubernetes-sigs/cluster-proportional-autoscaler#control-patterns-and-configmap-formats and parseParams and
// getExpectedReplicasFromParams in pkg/autoscaler/controller/linearcontroller/linear_controller.go, read 2026-11-28: a maximum
// below the minimum is refused, and one of 1 doesn't keep preventSinglePointFailure from running 2.

import type { Reading, ShownReading } from "../../rule/reading.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";
import { replicasFrom, type Replicas } from "./replicas.ts";

/** The fewest replicas that parameters allow in the mode they choose; undefined if that isn't known. */
export function parameterReplicas(
  parameters: View,
  linear: Reading<View>,
  ladder: Reading<View>,
): Replicas | undefined {
  if (linear.kind === "absent" && ladder.kind === "absent") {
    parameters.undetermined("has neither linear nor ladder");
    return undefined;
  }
  if (linear.kind === "known") {
    const { value } = linear;
    const prevents = () => value.boolean("preventSinglePointFailure");
    return linearReplicas(value.integer("min"), "min", prevents, {
      preventsByDefault: false,
      maximum: value.integer("max"),
    });
  }
  return ladder.kind === "known" ? ladderReplicas(ladder.value) : undefined;
}

/** The fewest replicas that `min` and `preventSinglePointFailure` of linear parameters allow. */
export function linearReplicas(
  min: ShownReading<number>,
  property: "min" | "autoscaler.min",
  preventSinglePointFailure: () => Reading<boolean>,
  {
    preventsByDefault,
    maximum,
  }: { readonly preventsByDefault: boolean; readonly maximum: ShownReading<number> },
): Replicas | undefined {
  // A maximum of 0 is none.
  const hasMaximum = maximum.kind === "known" && maximum.value !== 0;
  const replicas = replicasFrom(min, property, 1, { isMinimum: true, ...(hasMaximum && { maximum }) });
  if (!replicas || replicas.count >= 2) return replicas;
  const prevents = preventSinglePointFailure();
  if (prevents.kind === "undetermined") return undefined;
  // It keeps two as soon as the cluster has two nodes; on a single node, a second pod wouldn't help.
  return (prevents.kind === "known" ? prevents.value : preventsByDefault)
    ? { ...replicas, count: 2, found: text`preventSinglePointFailure keeps 2`, setting: text`${property}` }
    : replicas;
}

/** The fewest replicas that a ladder gives a cluster of at least two nodes. */
function ladderReplicas(ladder: View): Replicas | undefined {
  const nodes = steps(ladder, "nodesToReplicas");
  const cores = steps(ladder, "coresToReplicas");
  if (!nodes || !cores) return undefined;
  const count = Math.max(lowestFrom(nodes, 2), lowestFrom(cores, 1));
  return {
    place: ladder,
    count,
    found: text`the ladder goes down to ${count}`,
    setting: text`its lowest step`,
    isDefault: false,
    isMinimum: true,
  };
}

type Step = readonly [threshold: number, replicas: number];

function steps(ladder: View, path: string): readonly Step[] | undefined {
  const list = ladder.list(path);
  if (list.kind !== "known") return list.kind === "absent" ? [] : undefined;
  const all = list.value.map((step) => [step.integer([0]), step.integer([1])] as const);
  const known = all.flatMap(([threshold, replicas]): Step[] =>
    threshold.kind === "known" && replicas.kind === "known" ? [[threshold.value, replicas.value]] : [],
  );
  return known.length === all.length ? known : undefined;
}

/** The fewest replicas at or above a size: a step applies from its threshold to the next, the first step from zero. */
function lowestFrom(ladder: readonly Step[], size: number): number {
  const sorted = ladder.toSorted(([a], [b]) => a - b);
  const current = Math.max(
    sorted.findLastIndex(([threshold]) => threshold <= size),
    0,
  );
  const counts = sorted.slice(current).map(([, replicas]) => replicas);
  return counts.length === 0 ? 0 : Math.min(...counts);
}
