import { parseQuery, type Expression, type Selector } from "../../facts/promql.ts";
import { HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import { remembered } from "../../rule/remembered.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import type { View } from "../../rule/view.ts";
import { METRIC_ALARM, RULE_GROUP_NAMESPACE } from "../aws-types.ts";
import { unknownIdentity } from "../unknown-identity.ts";
import { isRelease } from "./helm-release.ts";

/** Type tokens of the rules that the operators of Prometheus and VictoriaMetrics read, which have the same fields. */
export const PROMETHEUS_RULE = [
  "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
  "kubernetes:monitoring.coreos.com/v1:PrometheusRulePatch",
  "kubernetes:operator.victoriametrics.com/v1beta1:VMRule",
  "kubernetes:operator.victoriametrics.com/v1beta1:VMRulePatch",
] as const;

/** An alert on a cluster: an alerting rule of Prometheus, or a CloudWatch alarm. */
export interface Alert {
  /** The place of its expression or metric. */
  readonly place: View;
  /** What a rule of Prometheus reads, including what the recording rules of the stack read for it. */
  readonly selectors: readonly Selector[];
  /** The expression of such a rule; undefined if it is not PromQL. */
  readonly expression?: Expression | undefined;
  /** The names of the metrics of an alarm, and its metric math. */
  readonly metricNames: string;
  /** False for an alarm on a metric of the team's own, which may be about anything. */
  readonly isOfCluster: boolean;
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
  const known = rules.filter((rule) => !rule.isUnknown());
  const recordings = known.filter((rule) => rule.isSet("record"));
  const recorded = recordedSelectors(recordings);
  return {
    alerts: [
      ...known.filter((rule) => !rule.isSet("record")).map((rule) => ruleOf(rule, recorded)),
      ...alarms,
    ],
    gaps: [
      ...texts.filter((text) => text.isUnknown()),
      ...rules.filter((rule) => rule.isUnknown()),
      ...recordings
        .flatMap((rule) => [rule.at("record"), rule.at("expr")])
        .filter((view) => view.isUnknown()),
      ...charts.flatMap((chart) => (chart.isSet(["valueYamlFiles", 0]) ? [chart.at("valueYamlFiles")] : [])),
      ...stack.ofType(HELM_RELEASE).flatMap((release) => unknownIdentity(release, []) ?? []),
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

/** Expressions are parsed once in a run. */
const readQuery = remembered(parseQuery);

type Recorded = ReadonlyMap<string, readonly Selector[]>;

/** What the recording rules read, by the name of the metric that they record. */
function recordedSelectors(rules: readonly View[]): Recorded {
  const recorded = new Map<string, readonly Selector[]>();
  for (const rule of rules) {
    const name = rule.isUnknown("record") ? "" : textOf(rule.at("record"));
    const { selectors } = queryOf(rule.at("expr"));
    recorded.set(name, [...(recorded.get(name) ?? []), ...selectors]);
  }
  return recorded;
}

function ruleOf(rule: View, recorded: Recorded): Alert {
  const expression = rule.at("expr");
  const query = queryOf(expression);
  return {
    place: expression,
    selectors: withRecorded(query.selectors, recorded),
    expression: query.expression,
    metricNames: "",
    isOfCluster: true,
    unknown: expression.isUnknown() ? [expression] : [],
  };
}

function queryOf(expression: View) {
  return readQuery(expression.isUnknown() ? "" : textOf(expression));
}

/** Adds what recording rules read for each metric that they record. */
function withRecorded(selectors: readonly Selector[], recorded: Recorded): readonly Selector[] {
  const all = new Set<Selector>(selectors);
  const seen = new Set<string>();
  for (const { metric } of all) {
    if (seen.has(metric)) continue;
    seen.add(metric);
    for (const selector of recorded.get(metric) ?? []) all.add(selector);
  }
  return [...all];
}

/** An alarm on a metric of the cluster or of the team's own; undefined for one of another AWS service. */
function alarmOf(alarm: ResourceView): Alert | undefined {
  const queries = withGaps(alarm.at("metricQueries"));
  const metrics = [alarm, ...queries.map((query) => query.at("metric"))];
  const namespaces = metrics.map((metric) => metric.at("namespace")).filter((one) => one.isSet());
  const isKnown = namespaces.some((namespace) => CLUSTER_NAMESPACES.includes(textOf(namespace)));
  const unknownNamespaces = isKnown ? [] : namespaces.filter((namespace) => namespace.isUnknown());
  const isOfCluster = isKnown || unknownNamespaces.length > 0;
  const isOfAws = namespaces.every((namespace) => textOf(namespace).startsWith("AWS/"));
  if (!isOfCluster && isOfAws) return undefined;
  const names = metrics.map((metric) => metric.at("metricName")).filter((name) => name.isSet());
  const expressions = queries.map((query) => query.at("expression")).filter((one) => one.isSet());
  return {
    place: alarm.isSet("metricName") ? alarm.at("metricName") : alarm.at("metricQueries"),
    selectors: [],
    metricNames: [...names, ...expressions]
      .filter((view) => !view.isUnknown())
      .map(textOf)
      .join("\n"),
    isOfCluster,
    unknown: [...names, ...expressions, ...unknownNamespaces].filter((view) => view.isUnknown()),
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
