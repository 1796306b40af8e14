import { HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { METRIC_ALARM, RULE_GROUP_NAMESPACE } from "../aws-types.ts";
import { isRelease } from "./helm-release.ts";

/** Type tokens of the alerting rules that the Prometheus operator reads. */
export const PROMETHEUS_RULE = [
  "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
  "kubernetes:monitoring.coreos.com/v1:PrometheusRulePatch",
] as const;

/** An alert on a cluster: an alerting or recording rule of Prometheus, or a CloudWatch alarm. */
export interface Alert {
  /** The place of its expression or metric. */
  readonly place: View;
  /** The expression, or the names of the metrics, as far as they are known. */
  readonly watched: string;
  /** True for a rule that only records a metric for other rules to use. */
  readonly isRecording: boolean;
  /** The parts of it that are not known. */
  readonly unknown: readonly View[];
}

/** The alerts on the clusters of a stack. */
export interface Alerts {
  readonly alerts: readonly Alert[];
  /** Places with alerts that can't be read before pulumi up. */
  readonly gaps: readonly View[];
  /** Releases of the chart kube-prometheus-stack with its default rules, which policies can't see. */
  readonly defaultRules: readonly ResourceView[];
}

/** Every alert of a stack that may watch a cluster. Does not record values that are merely unknown. */
export function stackAlerts(stack: StackView): Alerts {
  const charts = stack.ofType(HELM_RELEASE).filter((release) => isRelease(release, CHART));
  const texts = stack.ofType([RULE_GROUP_NAMESPACE]).map((namespace) => namespace.at("data"));
  const sources = [
    ...stack.ofType(PROMETHEUS_RULE).map((rule) => rule.at("spec")),
    ...texts.flatMap(documentOf),
    ...charts.flatMap((chart) => [
      ...withGaps(chart.at("values.additionalPrometheusRules")),
      ...properties(chart.at("values.additionalPrometheusRulesMap")),
    ]),
  ];
  const groups = sources.flatMap((source) => withGaps(source.at("groups")));
  const rules = groups.flatMap((group) => (group.isUnknown() ? [group] : withGaps(group.at("rules"))));
  const alarms = stack.ofType([METRIC_ALARM]).flatMap((alarm) => alarmOf(alarm) ?? []);
  return {
    alerts: [...rules.filter((rule) => !rule.isUnknown()).map(ruleOf), ...alarms],
    gaps: [
      ...texts.filter((text) => text.isUnknown()),
      ...rules.filter((rule) => rule.isUnknown()),
      ...charts.flatMap((chart) => (chart.isSet(["valueYamlFiles", 0]) ? [chart.at("valueYamlFiles")] : [])),
    ],
    defaultRules: charts.filter((chart) => !isOff(chart.at("values.defaultRules.create"))),
  };
}

const CHART = "kube-prometheus-stack";

/** CloudWatch namespaces of cluster metrics: Container Insights, the CNI's metrics helper, the control plane, IPAM pools. */
const CLUSTER_NAMESPACES = [
  "ContainerInsights",
  "ContainerInsights/Prometheus",
  "Kubernetes",
  "AWS/EKS",
  "AWS/IPAM",
];

function ruleOf(rule: View): Alert {
  const expression = rule.at("expr");
  return {
    place: expression,
    ...watchedBy([expression]),
    isRecording: rule.isSet("record"),
  };
}

/** An alarm on a metric of the cluster; undefined for one on anything else. */
function alarmOf(alarm: ResourceView): Alert | undefined {
  const queries = withGaps(alarm.at("metricQueries"));
  const metrics = [alarm, ...queries.map((query) => query.at("metric"))];
  const namespaces = metrics.map((metric) => metric.at("namespace")).filter((one) => one.isSet());
  const isOfCluster = namespaces.some(
    (namespace) => namespace.isUnknown() || CLUSTER_NAMESPACES.includes(textOf(namespace)),
  );
  if (!isOfCluster) return undefined;
  const names = metrics.map((metric) => metric.at("metricName")).filter((name) => name.isSet());
  const expressions = queries.map((query) => query.at("expression")).filter((one) => one.isSet());
  return {
    place: alarm.isSet("metricName") ? alarm.at("metricName") : alarm.at("metricQueries"),
    ...watchedBy([...names, ...expressions]),
    isRecording: false,
  };
}

function watchedBy(texts: readonly View[]): Pick<Alert, "watched" | "unknown"> {
  return {
    watched: texts
      .filter((view) => !view.isUnknown())
      .map(textOf)
      .join("\n"),
    unknown: texts.filter((view) => view.isUnknown()),
  };
}

/** The elements of a list; the list itself if they are not known. */
function withGaps(list: View): readonly View[] {
  return list.isUnknown() ? [list] : elements(list);
}

function elements(list: View): readonly View[] {
  const all = list.isUnknown() ? undefined : list.list();
  return all?.kind === "known" ? all.value : [];
}

/** The properties of an object; the object itself if they are not known. */
function properties(object: View): readonly View[] {
  if (object.isUnknown()) return [object];
  const all = object.object();
  return all.kind === "known" ? [...all.value.values()] : [];
}

/** Parses a string as YAML; empty if it is not known, or not YAML. */
function documentOf(text: View): readonly View[] {
  const document = text.isUnknown() ? undefined : text.document();
  return document?.kind === "known" ? [document.value] : [];
}

function textOf(view: View): string {
  const text = view.string();
  return text.kind === "known" ? text.value : "";
}

function isOff(setting: View): boolean {
  const isOn = setting.boolean();
  return isOn.kind === "known" && !isOn.value;
}
