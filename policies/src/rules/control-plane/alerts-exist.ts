import { CLUSTER } from "../../cluster/aws-types.ts";
import { stackAlerts } from "../../cluster/workloads/alerts.ts";
import { isRelease } from "../../cluster/workloads/helm-release.ts";
import { HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { clusterIn } from "./example-cluster.ts";

export default defineRule({
  id: "alerts-exist",
  title: "Somebody is told when a cluster fails",
  severity: "medium",
  article: "Kubernetes scheduler does not know about free IPs",
  why: "What the article reports was found by accident, or by customers: addresses ran out, disks filled up and pods stayed in ContainerCreating without an alert. Rules on individual alerts say nothing about a cluster that has none.",
  fix: "Create alerts together with the cluster: a PrometheusRule, rules of Amazon Managed Service for Prometheus, CloudWatch alarms on Container Insights, or the chart kube-prometheus-stack with its default rules. If another stack or another product watches the cluster, disable the rule, or exempt the cluster.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/eks-observe.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/control-plane.html",
  ],
  findings: { none: "The stack creates a cluster and no alert on it." },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  checkStack(stack, _options, report) {
    const [cluster] = stack.ofType([CLUSTER]);
    if (!cluster || isWatchedElsewhere(stack)) return;
    const { alerts, gaps, defaultRules } = stackAlerts(stack);
    if (alerts.some(({ isOfCluster }) => isOfCluster) || defaultRules.length > 0) return;
    for (const gap of gaps) gap.undetermined("may hold alerts, and is not known");
    const [hidden] = stack.componentsThatHide();
    hidden?.undetermined("may create alerts, which the source of the stack does not show");
    if (gaps.length > 0 || hidden) return;
    report("none", cluster, {
      found: text`nothing in this stack alerts anybody about the cluster`,
      passes: text`create alerts on it, or disable the rule if another stack does`,
    });
  },
  examples: {
    good: [
      {
        title: "A cluster and an alarm on its nodes",
        type: "aws:cloudwatch/metricAlarm:MetricAlarm",
        props: {
          namespace: "ContainerInsights",
          metricName: "cluster_failed_node_count",
          comparisonOperator: "GreaterThanThreshold",
          evaluationPeriods: 3,
          threshold: 0,
        },
        beside: [clusterIn("subnet-0a1")],
      },
    ],
    bad: [
      {
        title: "A cluster that nobody watches",
        type: CLUSTER,
        props: clusterIn("subnet-0a1").props,
        beside: [],
      },
    ],
  },
});

/** Packages of products that alert on what they collect, as they are named in type tokens. */
const PRODUCTS = [
  "datadog",
  "dynatrace",
  "grafana",
  "newrelic",
  "opsgenie",
  "pagerduty",
  "signalfx",
  "splunk",
];

/** Charts of agents, whose alerts are in the product that they report to. */
const AGENTS = ["datadog", "dynatrace-operator", "k8s-monitoring", "nri-bundle", "splunk-otel-collector"];

/** True for a stack with a product that has alerts of its own, which are not resources of the stack or not of Kubernetes. */
function isWatchedElsewhere(stack: StackView): boolean {
  const releases = stack.ofType(HELM_RELEASE);
  return (
    stack.packages().some((name) => PRODUCTS.includes(name)) ||
    releases.some((release) => AGENTS.some((chart) => isRelease(release, chart)))
  );
}
