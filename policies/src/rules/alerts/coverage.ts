import { CLUSTER } from "../../cluster/aws-types.ts";
import { stackAlerts, type Alert, type Alerts } from "../../cluster/workloads/alerts.ts";
import type { Selector } from "../../facts/promql.ts";
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
  const ofCluster = alerts.alerts.filter(({ isOfCluster }) => isOfCluster);
  const [first] = [...ofCluster.map(({ place }) => place), ...alerts.gaps, ...alerts.defaultRules];
  const isRequired = {
    "clusters-with-alerts": cluster !== undefined && first !== undefined,
    clusters: cluster !== undefined,
    "clusters-or-alerts": cluster !== undefined || first !== undefined,
  }[required];
  return { ...alerts, subject: isRequired ? (cluster ?? first) : undefined };
}

/** Whether an alert watches something; undefined if it has a pattern that can't be read. */
export type Watch = (alert: Alert) => boolean | undefined;

/** Returns whether an alert reads a series of Prometheus, or has a metric of CloudWatch with such a name. */
export function watching(series: (selector: Selector) => boolean | undefined, metricNames: RegExp): Watch {
  return (alert) => {
    const verdicts = [metricNames.test(alert.metricNames), ...alert.selectors.map(series)];
    if (verdicts.includes(true)) return true;
    return verdicts.includes(undefined) ? undefined : false;
  };
}

/**
 * True if an alert watches something. If none does and some are not known, those are recorded and the result is undefined: one
 * of them may do.
 */
export function isWatched({ alerts, gaps }: Alerts, watch: Watch): boolean | undefined {
  const verdicts = alerts.map(watch);
  if (verdicts.includes(true)) return true;
  const unclear = alerts.filter((_, index) => verdicts[index] === undefined);
  for (const { place } of unclear) place.undetermined("may hold the alert: its pattern can't be read");
  const unknown = [...alerts.flatMap((alert) => alert.unknown), ...gaps];
  for (const view of unknown) view.undetermined("may hold the alert, and is not known");
  return unknown.length + unclear.length > 0 ? undefined : false;
}
