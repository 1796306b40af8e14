import { CLUSTER } from "../../cluster/aws-types.ts";
import { stackAlerts, type Alerts } from "../../cluster/workloads/alerts.ts";
import { oneOf } from "../../rule/option.ts";
import type { Place } from "../../rule/reading.ts";
import type { StackView } from "../../rule/stack-view.ts";

/** The stacks that must have an alert; alerts are often in a different stack than the cluster that they watch. */
export const requiredIn = oneOf(["clusters-with-alerts", "clusters", "clusters-or-alerts"], {
  description:
    "Stacks that must have the alert: those that create a cluster and have any alert on it, all that create a cluster, or all that create a cluster or have an alert.",
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
  /** Where a missing alert is reported: the cluster, or else an alert; undefined if none is required. */
  readonly subject: Place | undefined;
}

/** Returns the alerts of a stack, and the place where a missing alert is reported. */
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
 * True if an alert watches what the pattern matches. If none does and some are not known, those are recorded and
 * the result is undefined: one of them may match.
 */
export function isWatched({ alerts, gaps }: Alerts, pattern: RegExp): boolean | undefined {
  if (alerts.some(({ watched }) => pattern.test(watched))) return true;
  const unknown = [...alerts.flatMap((alert) => alert.unknown), ...gaps];
  for (const view of unknown) view.undetermined("may hold the alert, and is not known");
  return unknown.length > 0 ? undefined : false;
}
