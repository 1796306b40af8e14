import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import alertDisk from "../../../policies/src/rules/alerts/alert-disk.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import {
  alarm,
  CLUSTER,
  managedRule,
  managedRules,
  prometheusRule,
  prometheusRules,
  prometheusStack,
} from "./alert-resources.ts";

const MISSING = {
  key: "missing",
  level: "advisory" as const,
  name: "cluster",
  path: "",
  message:
    "no alert in this stack detects disks that fill up; add one on the condition DiskPressure and one on node_filesystem_avail_bytes",
};
const trustsNumbers = (path: string) => ({
  key: "trusts-numbers",
  level: "advisory" as const,
  name: "rules",
  path,
  message:
    "trusts the free space that a node reports; add an alert on node_filesystem_avail_bytes above node_filesystem_size_bytes or below 0",
});
const PRESSURE = 'kube_node_status_condition{condition="DiskPressure",status="true"} == 1';
const SHARE = "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.15";

ruleTester(alertDisk, {
  valid: [
    { name: "a cluster with its alerts in another stack", stack: [CLUSTER] },
    { name: "alerts on a cluster in another stack", stack: [prometheusRule(SHARE)] },
    { name: "the node condition", stack: [CLUSTER, prometheusRule(PRESSURE)] },
    {
      name: "a percentage of free space, and more than the disk has",
      stack: [CLUSTER, prometheusRule(SHARE, "node_filesystem_avail_bytes > node_filesystem_size_bytes")],
    },
    {
      name: "a percentage of free space, and less than none",
      stack: [CLUSTER, managedRules(managedRule(`${SHARE} or node_filesystem_free_bytes < 0`))],
    },
    ...[
      "node_filesystem_size_bytes < node_filesystem_avail_bytes",
      "node_filesystem_avail_bytes / node_filesystem_size_bytes > 1",
      "100 * node_filesystem_free_bytes / node_filesystem_size_bytes >= 100",
      'max by (device) (node_filesystem_avail_bytes{job="node"}) > max by (device) (node_filesystem_size_bytes)',
      "0 > node_filesystem_avail_bytes offset 5m",
      "node_filesystem_size_bytes - node_filesystem_free_bytes < 0",
    ].map((expression) => ({
      name: `a percentage of free space, and ${expression}`,
      stack: [CLUSTER, prometheusRule(SHARE, expression)],
    })),
    {
      name: "a percentage of free space, when the team trusts it",
      stack: [CLUSTER, prometheusRule(SHARE)],
      options: { requirePlausibility: false },
    },
    {
      name: "the file system metric of Container Insights",
      stack: [CLUSTER, alarm("ContainerInsights", "node_filesystem_utilization")],
    },
    { name: "the chart's own rules", stack: [CLUSTER, prometheusStack({})] },
  ],
  invalid: [
    { name: "other alerts only", stack: [CLUSTER, prometheusRule("up == 0")], findings: [MISSING] },
    {
      name: "the chart without its own rules",
      stack: [CLUSTER, prometheusStack({ defaultRules: { create: false } }), alarm("AWS/EKS", "apiserver")],
      findings: [MISSING],
    },
    {
      name: "a percentage of free space only",
      stack: [CLUSTER, prometheusRule(PRESSURE, SHARE)],
      findings: [trustsNumbers("spec.groups[0].rules[1].expr")],
    },
    ...[
      "predict_linear(node_filesystem_avail_bytes[6h], 24 * 3600) < 0",
      "100 * node_filesystem_avail_bytes / node_filesystem_size_bytes > 1",
      "node_filesystem_avail_bytes < 1e9 # node_filesystem_avail_bytes < 0",
      'node_filesystem_avail_bytes < 1e9 and on() vector(1) == bool 1 or label_replace(up, "a", "node_filesystem_avail_bytes < 0", "", "") == 0',
    ].map((expression) => ({
      name: `no impossible value in ${expression}`,
      stack: [CLUSTER, prometheusRule(expression)],
      findings: [trustsNumbers("spec.groups[0].rules[0].expr")],
    })),
    {
      name: "volumes that are claimed, and node conditions other than full disks",
      stack: [
        CLUSTER,
        prometheusRule(
          "kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.1",
          'kube_node_status_condition{condition=~"Ready|MemoryPressure",status="true"} == 0',
          "node_filesystem_readonly == 1",
        ),
      ],
      findings: [MISSING],
    },
    {
      name: "a metric in a comment, and one that is only recorded",
      stack: [
        CLUSTER,
        prometheusRules([
          { alert: "Any", expr: "up == 0 # instead of node_filesystem_avail_bytes" },
          { record: "disk:free", expr: "min(node_filesystem_avail_bytes)" },
        ]),
      ],
      findings: [MISSING],
    },
    {
      name: "a percentage of free space in addition to the chart's own rules",
      stack: [CLUSTER, prometheusStack({}), prometheusRule("node_filesystem_free_bytes < 0.5e9")],
      findings: [trustsNumbers("spec.groups[0].rules[0].expr")],
    },
  ],
  unknown: [
    {
      name: "an expression that is not known yet",
      stack: [CLUSTER, prometheusRule(UNKNOWN)],
      undetermined: ["spec.groups[0].rules[0].expr: may hold the alert, and is not known"],
    },
  ],
});
