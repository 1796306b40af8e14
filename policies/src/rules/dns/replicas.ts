import type { Place, ShownReading } from "../../rule/reading.ts";
import { text, type Text } from "../../rule/text.ts";

/** How few pods DNS may run with, as one place in a program has it. */
export interface Replicas {
  readonly place: Place;
  readonly count: number;
  /** What the place says. */
  readonly found: Text;
  /** What to set to have more. */
  readonly setting: Text;
  /** True where nothing sets the count: it is what the platform does then. */
  readonly isDefault: boolean;
  /** True for an autoscaler's minimum, false for a number that an autoscaler elsewhere may change. */
  readonly isMinimum: boolean;
}

/** The name that DNS goes by: CoreDNS keeps that of its forerunner in many clusters. */
export const DNS_NAMES = ["coredns", "kube-dns"];

/** A property that sets a number of replicas, as its chart, add-on or kind calls it. */
type Property =
  | "autoScaling.minReplicas"
  | "autoscaler.min"
  | "hpa.minReplicas"
  | "min"
  | "minReplicas"
  | "replicaCount"
  | "replicas";

/** A number that a property sets, or that the platform takes where it is absent; undefined where it is not known. */
export function replicasFrom(
  reading: ShownReading<number>,
  property: Property,
  whenAbsent: number,
  { isMinimum }: { readonly isMinimum: boolean },
): Replicas | undefined {
  if (reading.kind === "undetermined") return undefined;
  const common = { place: reading, setting: text`it`, isMinimum };
  return reading.kind === "known"
    ? { ...common, count: reading.value, found: text`${property} is ${reading}`, isDefault: false }
    : {
        ...common,
        count: whenAbsent,
        found: text`${property} is not set, which means ${whenAbsent}`,
        isDefault: true,
      };
}
