import type { Place, Shown, ShownReading } from "../../rule/reading.ts";
import { text, type Text } from "../../rule/text.ts";

/** The fewest pods that DNS may run with, as set in one place in a program. */
export interface Replicas {
  readonly place: Place;
  readonly count: number;
  /** The number at that place, as a finding shows it. */
  readonly found: Text;
  /** The setting to raise. */
  readonly setting: Text;
  /** True if nothing sets the count, so that it is the platform's default. */
  readonly isDefault: boolean;
  /** True for an autoscaler's minimum, false for a number that an autoscaler elsewhere may change. */
  readonly isMinimum: boolean;
  /** The maximum of an autoscaler, if it is below its minimum. */
  readonly lowMaximum?: Shown<number>;
}

/** The names under which DNS runs: in many clusters, CoreDNS keeps the name of its predecessor. */
export const DNS_NAMES = ["coredns", "kube-dns"];

/** A property that sets a number of replicas, as named by its chart, add-on or kind. */
type Property =
  | "autoScaling.minReplicas"
  | "autoscaler.min"
  | "hpa.minReplicas"
  | "min"
  | "minReplicaCount"
  | "minReplicas"
  | "replicaCount"
  | "replicas";

/** The number that a property sets, or the platform's default if it is absent; undefined if it isn't known. */
export function replicasFrom(
  reading: ShownReading<number>,
  property: Property,
  whenAbsent: number,
  { isMinimum, maximum }: { readonly isMinimum: boolean; readonly maximum?: ShownReading<number> },
): Replicas | undefined {
  if (reading.kind === "undetermined") return undefined;
  const count = reading.kind === "known" ? reading.value : whenAbsent;
  const isLow = maximum?.kind === "known" && maximum.value < count;
  const common = {
    place: reading,
    count,
    setting: text`it`,
    isMinimum,
    ...(isLow && { lowMaximum: maximum }),
  };
  return reading.kind === "known"
    ? { ...common, found: text`${property} is ${reading}`, isDefault: false }
    : {
        ...common,
        found: text`${property} is not set, which means ${whenAbsent}`,
        isDefault: true,
      };
}
