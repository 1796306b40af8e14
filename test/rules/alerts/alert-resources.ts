import type { TestResource } from "../../../policies/src/rule/example.ts";
import type { PropertyObject, PropertyValue } from "../../../policies/src/rule/property-value.ts";

/** A cluster, for stacks that must have an alert. */
export const CLUSTER: TestResource = {
  type: "aws:eks/cluster:Cluster",
  name: "cluster",
  props: { name: "shop" },
};

/** A PrometheusRule with alerts on these expressions. */
export function prometheusRule(...expressions: readonly PropertyValue[]): TestResource {
  return prometheusRules(expressions.map((expr) => ({ alert: "Any", expr })));
}

/** A PrometheusRule with these rules. */
export function prometheusRules(rules: PropertyValue): TestResource {
  return {
    type: "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
    name: "rules",
    props: { spec: { groups: [{ name: "any", rules }] } },
  };
}

/** Rules of Amazon Managed Prometheus, as YAML. */
export function managedRules(data: PropertyValue): TestResource {
  return { type: "aws:amp/ruleGroupNamespace:RuleGroupNamespace", name: "rules", props: { data } };
}

/** YAML with one alert on an expression. */
export function managedRule(expression: string): string {
  return `groups:\n  - name: any\n    rules:\n      - alert: Any\n        expr: ${JSON.stringify(expression)}\n`;
}

/** A CloudWatch alarm on a metric. */
export function alarm(namespace: PropertyValue, metricName: PropertyValue): TestResource {
  return { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: "alarm", props: { namespace, metricName } };
}

/** A CloudWatch alarm on a metric math expression. */
export function alarmOn(namespace: PropertyValue, ...metricNames: readonly PropertyValue[]): TestResource {
  const metricQueries = [
    ...metricNames.map((metricName, index) => ({ id: `m${index}`, metric: { namespace, metricName } })),
    { id: "e", expression: "m0 / m1", returnData: true },
  ];
  return { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: "alarm", props: { metricQueries } };
}

/** A release of kube-prometheus-stack. */
export function prometheusStack(values: PropertyValue, more: PropertyObject = {}): TestResource {
  return {
    type: "kubernetes:helm.sh/v3:Release",
    name: "chart",
    props: { chart: "kube-prometheus-stack", values, ...more },
  };
}
