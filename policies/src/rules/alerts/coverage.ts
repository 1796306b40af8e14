import { CLUSTER } from "../../cluster/aws-types.ts";
import { stackAlerts, type Alerts } from "../../cluster/workloads/alerts.ts";
import { oneOf } from "../../rule/option.ts";
import type { Place } from "../../rule/reading.ts";
import type { StackView } from "../../rule/stack-view.ts";

/** In which stacks an alert must be; alerts are often in another stack than the cluster that they watch. */
export const requiredIn = oneOf(["clusters-with-alerts", "clusters", "clusters-or-alerts"], {
  description:
    "Stacks in which the alert must be: those that make a cluster and have any alert on it, all that make a cluster, or all that make a cluster or have an alert.",
  default: "clusters-with-alerts",
});

/** The cluster that the alerts of an example watch. */
export const CLUSTER_BESIDE = {
  type: CLUSTER,
  name: "shop",
  props: {
    roleArn: "arn:aws:iam::123456789012:role/shop",
    vpcConfig: { subnetIds: ["subnet-1", "subnet-2"] },
  },
} as const;

/** The alerts of a stack as a rule judges them. */
export interface Coverage extends Alerts {
  /** Where a missing alert is reported: the cluster, or else an alert; undefined where none is required. */
  readonly subject: Place | undefined;
}

/** Reads the alerts of a stack, and where one that is missing would be reported. */
export function coverageOf(stack: StackView, required: typeof requiredIn.default): Coverage {
  const alerts = stackAlerts(stack);
  const [cluster] = stack.ofType([CLUSTER]);
  const [first] = [...alerts.alerts.map(({ place }) => place), ...alerts.gaps, ...alerts.defaultRules];
  const isRequired = {
    "clusters-with-alerts": cluster !== undefined && first !== undefined,
    clusters: cluster !== undefined,
    "clusters-or-alerts": cluster !== undefined || first !== undefined,
  }[required];
  return { ...alerts, subject: isRequired ? (cluster ?? first) : undefined };
}

/**
 * True where an alert watches what a pattern names. Where none does and some are not known, those go on record and
 * the answer is undefined: one of them may.
 */
export function isWatched({ alerts, gaps }: Alerts, pattern: RegExp): boolean | undefined {
  if (alerts.some(({ watched }) => pattern.test(watched))) return true;
  const unknown = [...alerts.flatMap((alert) => alert.unknown), ...gaps];
  for (const view of unknown) view.undetermined("may hold the alert, and is not known");
  return unknown.length > 0 ? undefined : false;
}
