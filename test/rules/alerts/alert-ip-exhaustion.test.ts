import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import alertIpExhaustion from "../../../policies/src/rules/alerts/alert-ip-exhaustion.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import {
  alarm,
  alarmOn,
  CLUSTER,
  managedRule,
  managedRules,
  prometheusRule,
  prometheusRules,
  prometheusStack,
} from "./alert-resources.ts";

const missing = (name = "cluster", path = "") => ({
  key: "missing",
  level: "advisory" as const,
  name,
  path,
  message:
    "no alert in this stack detects that addresses run out; add one on awscni_no_available_ip_addresses",
});
const neverFires = (name: string, path: string) => ({
  key: "never-fires",
  level: "advisory" as const,
  name,
  path,
  message:
    "with prefix delegation, the maximum counts sixteen addresses for each slot, whatever maxPods is, and is never reached; alert on awscni_no_available_ip_addresses, or on total minus assigned addresses",
});
const cni = (delegates: string): TestResource => ({
  type: "aws:eks/addon:Addon",
  name: "vpc-cni",
  props: {
    addonName: "vpc-cni",
    configurationValues: JSON.stringify({ env: { ENABLE_PREFIX_DELEGATION: delegates } }),
  },
});
const OTHER = "up == 0";
const RATIO = "awscni_assigned_ip_addresses / awscni_ip_max > 0.9";

ruleTester(alertIpExhaustion, {
  valid: [
    { name: "a cluster with its alerts in another stack", stack: [CLUSTER] },
    { name: "alerts on a cluster in another stack", stack: [prometheusRule(OTHER)] },
    {
      name: "an alert on nodes without addresses",
      stack: [CLUSTER, prometheusRule(OTHER, "increase(awscni_no_available_ip_addresses[5m]) > 0")],
    },
    {
      name: "an alert of Amazon Managed Prometheus on the EC2 API",
      stack: [
        CLUSTER,
        managedRules(managedRule('increase(awscni_aws_api_error_count{error=~"Insufficient.*"}[10m]) > 0')),
      ],
    },
    { name: "an alarm on the CNI", stack: [CLUSTER, alarm("Kubernetes", "ipamdErr")] },
    {
      name: "an alarm on a percentage of the addresses",
      stack: [CLUSTER, alarmOn("Kubernetes", "assignIPAddresses", "maxIPAddresses")],
    },
    { name: "an alarm on the subnets", stack: [CLUSTER, alarm("AWS/IPAM", "SubnetIPUsage")] },
    {
      name: "a recorded metric of an exporter",
      stack: [
        CLUSTER,
        prometheusRules([
          { record: "subnet:left", expr: "min(aws_subnet_available_ip_count)" },
          { alert: "SubnetFull", expr: "subnet:left < 50" },
        ]),
      ],
    },
    {
      name: "an alert that the chart adds",
      stack: [
        CLUSTER,
        prometheusStack({
          additionalPrometheusRulesMap: {
            cni: { groups: [{ rules: [{ alert: "Any", expr: "awscni_ipamd_error_count > 0" }] }] },
          },
        }),
      ],
    },
    {
      name: "an alarm on a metric of the team's own about the addresses of subnets",
      stack: [
        CLUSTER,
        { ...alarm("Shop/Network", "AvailableIpAddressCount"), name: "subnets" },
        alarm("ContainerInsights", "node_cpu_utilization"),
      ],
    },
    {
      name: "an alarm on something else of the team's own, which requires no other",
      stack: [CLUSTER, alarm("Shop/Orders", "FailedOrders")],
    },
    {
      name: "an alarm on something other than the cluster",
      stack: [CLUSTER, alarm("AWS/Billing", "EstimatedCharges")],
    },
    {
      name: "a percentage of the addresses without prefixes",
      stack: [CLUSTER, prometheusRule(RATIO), cni("false")],
    },
    {
      name: "an unknown expression next to one that is sufficient",
      stack: [CLUSTER, prometheusRule(UNKNOWN, "awscni_ipamd_error_count > 0")],
    },
  ],
  invalid: [
    { name: "other alerts only", stack: [CLUSTER, prometheusRule(OTHER)], findings: [missing()] },
    {
      name: "other alerts of Amazon Managed Prometheus only, in a list of PrometheusRules too",
      stack: [
        CLUSTER,
        managedRules(managedRule(OTHER)),
        {
          type: "kubernetes:monitoring.coreos.com/v1:PrometheusRuleList",
          name: "list",
          props: { items: [prometheusRule(OTHER).props] },
        },
      ],
      findings: [missing()],
    },
    {
      name: "a metric in a comment, and one that is only recorded",
      stack: [
        CLUSTER,
        prometheusRules([
          { alert: "Any", expr: "up == 0 # awscni_no_available_ip_addresses" },
          { record: "cni:errors", expr: "increase(awscni_no_available_ip_addresses[5m])" },
        ]),
      ],
      findings: [missing()],
    },
    { name: "the chart's own rules only", stack: [CLUSTER, prometheusStack({})], findings: [missing()] },
    {
      name: "a cluster without alerts, when the team requires them with the cluster",
      stack: [CLUSTER],
      options: { requiredIn: "clusters" },
      findings: [missing()],
    },
    {
      name: "alerts on a cluster in another stack, when the team keeps all alerts together",
      stack: [alarm("ContainerInsights", "node_cpu_utilization")],
      options: { requiredIn: "clusters-or-alerts" },
      findings: [missing("alarm", "metricName")],
    },
    {
      name: "a percentage of the addresses with prefix delegation",
      stack: [prometheusRule(RATIO), cni("true")],
      findings: [neverFires("rules", "spec.groups[0].rules[0].expr")],
    },
    {
      name: "an alarm on such a percentage",
      stack: [alarmOn("Kubernetes", "assignIPAddresses", "maxIPAddresses"), cni("1")],
      findings: [neverFires("alarm", "metricQueries")],
    },
  ],
  unknown: [
    {
      name: "an expression that is not known yet",
      stack: [CLUSTER, prometheusRule(UNKNOWN)],
      undetermined: ["spec.groups[0].rules[0].expr: may hold the alert, and is not known"],
    },
    {
      name: "rules that are not known yet",
      stack: [CLUSTER, prometheusRules(UNKNOWN)],
      undetermined: ["spec.groups[0].rules: may hold the alert, and is not known"],
    },
    {
      name: "rules of Amazon Managed Prometheus that are not known yet",
      stack: [CLUSTER, managedRules(UNKNOWN)],
      undetermined: ["data: may hold the alert, and is not known"],
    },
    {
      name: "rules that are not a YAML object",
      stack: [CLUSTER, managedRules("- a\n- b"), prometheusRule(OTHER)],
      undetermined: ["data: expected a JSON or YAML object"],
      findings: [missing()],
    },
    {
      name: "a metric that is not known yet",
      stack: [CLUSTER, alarm("Kubernetes", UNKNOWN)],
      undetermined: ["metricName: may hold the alert, and is not known"],
    },
    {
      name: "a chart with values in a file",
      stack: [CLUSTER, prometheusStack({}, { valueYamlFiles: [{}] })],
      undetermined: ["valueYamlFiles: may hold the alert, and is not known"],
    },
  ],
});
