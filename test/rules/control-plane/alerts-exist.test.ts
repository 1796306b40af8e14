import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import alertsExist from "../../../policies/src/rules/control-plane/alerts-exist.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import {
  alarm,
  CLUSTER,
  managedRules,
  prometheusRule,
  prometheusRules,
  prometheusStack,
} from "../alerts/alert-resources.ts";

const preset = "strict" as const;
const NONE = {
  key: "none" as const,
  level: "advisory" as const,
  name: "cluster",
  path: "",
  message:
    "nothing in this stack alerts anybody about the cluster; create alerts on it, or disable the rule if another stack does",
};

ruleTester(alertsExist, {
  valid: [
    { name: "an alert of Prometheus", stack: [CLUSTER, prometheusRule("up == 0")], preset },
    { name: "an alarm on the cluster", stack: [CLUSTER, alarm("AWS/EKS", "apiserver")], preset },
    { name: "a chart with alerts of its own", stack: [CLUSTER, prometheusStack({})], preset },
    {
      name: "a monitor of another product",
      stack: [CLUSTER, { type: "datadog:index/monitor:Monitor", name: "nodes", props: {} }],
      preset,
    },
    {
      name: "the agent of another product",
      stack: [
        CLUSTER,
        { type: "kubernetes:helm.sh/v3:Release", name: "agent", props: { chart: "datadog/datadog" } },
      ],
      preset,
    },
    { name: "no cluster", stack: [{ type: "aws:ec2/vpc:Vpc", name: "shop", props: {} }], preset },
    { name: "a cluster without alerts, under baseline", stack: [CLUSTER] },
  ],
  invalid: [
    { name: "a cluster without alerts", stack: [CLUSTER], preset, findings: [NONE] },
    {
      name: "alarms on other things, and a metric that is only recorded",
      stack: [
        CLUSTER,
        alarm("AWS/Billing", "EstimatedCharges"),
        { ...alarm("Shop/Orders", "FailedOrders"), name: "orders" },
        prometheusRules([{ record: "nodes:up", expr: "sum(up)" }]),
      ],
      preset,
      findings: [NONE],
    },
    {
      name: "a chart without its default rules",
      stack: [CLUSTER, prometheusStack({ defaultRules: { create: false } })],
      preset,
      findings: [NONE],
    },
    {
      name: "the first of two clusters",
      stack: [CLUSTER, { ...CLUSTER, name: "second" }],
      preset,
      findings: [NONE],
    },
  ],
  unknown: [
    {
      name: "rules that are not known yet",
      stack: [CLUSTER, managedRules(UNKNOWN)],
      preset,
      undetermined: ["data: may hold alerts, and is not known"],
    },
    {
      name: "a component that may create them",
      stack: [CLUSTER, { type: "shop:index:Monitoring", name: "monitoring", props: {}, hidesChildren: true }],
      preset,
      undetermined: [": may create alerts, which the source of the stack does not show"],
    },
  ],
});
