import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import alertStuckCreating from "../../../policies/src/rules/alerts/alert-stuck-creating.ts";
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

const FIX = "add an alert on pods that are scheduled and still Pending, or in ContainerCreating";
const missing = (name = "cluster", path = "") => ({
  key: "missing",
  level: "advisory" as const,
  name,
  path,
  message: `no alert in this stack detects scheduled pods that do not start; ${FIX}`,
});
const pendingOnly = (name: string, path: string) => ({
  key: "pending-only",
  level: "advisory" as const,
  name,
  path,
  message: `can't tell a scheduled pod without an address from a pod that waits for a node; ${FIX}`,
});
const PENDING = 'sum by (pod) (kube_pod_status_phase{phase="Pending"}) > 0';
const SCHEDULED =
  'kube_pod_status_scheduled{condition="true"} == 1 and on(pod) kube_pod_status_phase{phase="Pending"} == 1';

ruleTester(alertStuckCreating, {
  valid: [
    {
      name: "an expression with very many metrics",
      stack: [CLUSTER, prometheusRule("kube_pod_container_status_waiting{".repeat(50_000))],
    },
    { name: "a cluster with its alerts in another stack", stack: [CLUSTER] },
    { name: "other alerts on a cluster in another stack", stack: [prometheusRule("up == 0")] },
    { name: "pods that are scheduled and Pending", stack: [CLUSTER, prometheusRule(SCHEDULED)] },
    { name: "Pending next to an alert that tells them apart", stack: [prometheusRule(PENDING, SCHEDULED)] },
    {
      name: "containers that are being created",
      stack: [
        CLUSTER,
        managedRules(managedRule('kube_pod_container_status_waiting_reason{reason="ContainerCreating"} > 0')),
      ],
    },
    {
      name: "containers that wait for one of several reasons, through a recorded metric",
      stack: [
        CLUSTER,
        prometheusRules([
          {
            record: "containers:waiting",
            expr: 'sum(kube_pod_container_status_waiting_reason{reason=~"(?i)imagepull.*|containercreating"})',
          },
          { alert: "Waiting", expr: "containers:waiting > 3" },
        ]),
      ],
    },
    {
      name: "containers that wait for any reason but one",
      stack: [
        CLUSTER,
        prometheusRule('kube_pod_container_status_waiting_reason{reason!="CrashLoopBackOff"} > 0'),
      ],
    },
    {
      name: "containers that wait, as a metric of Container Insights",
      stack: [CLUSTER, alarm("ContainerInsights", "pod_container_status_waiting")],
    },
    { name: "the chart's own rules", stack: [CLUSTER, prometheusStack({}), prometheusRule(PENDING)] },
    {
      name: "a recorded count of pending pods",
      stack: [prometheusRules([{ record: "pods:pending", expr: PENDING }])],
    },
  ],
  invalid: [
    { name: "other alerts only", stack: [CLUSTER, prometheusRule("up == 0")], findings: [missing()] },
    {
      name: "the phase Pending only, wherever the cluster is",
      stack: [prometheusRule("up == 0", PENDING)],
      findings: [pendingOnly("rules", "spec.groups[0].rules[1].expr")],
    },
    {
      name: "several phases, in Amazon Managed Prometheus",
      stack: [CLUSTER, managedRules(managedRule('kube_pod_status_phase{phase=~"Pending|Unknown"} > 0'))],
      findings: [pendingOnly("rules", "data.groups[0].rules[0].expr")],
    },
    {
      name: "unschedulable pods only",
      stack: [CLUSTER, prometheusRule("kube_pod_status_unschedulable == 1")],
      findings: [pendingOnly("rules", "spec.groups[0].rules[0].expr")],
    },
    {
      name: "pending pods, as a metric of Container Insights",
      stack: [alarm("ContainerInsights", "pod_status_pending")],
      findings: [pendingOnly("alarm", "metricName")],
    },
    {
      name: "the phase Pending after other phases, but not outside of the selector",
      stack: [
        CLUSTER,
        prometheusRule(
          'sum(kube_pod_status_phase) > kube_pod_status_phase{phase="Pending"}',
          'kube_pod_status_phase{phase="Failed"} > 0 # not Pending',
        ),
      ],
      findings: [pendingOnly("rules", "spec.groups[0].rules[0].expr")],
    },
    {
      name: "expressions with very many metrics",
      stack: [CLUSTER, prometheusRule("kube_pod_status_phase ".repeat(50_000))],
      findings: [missing()],
    },
    {
      name: "pods that are not scheduled, which wait for a node",
      stack: [CLUSTER, prometheusRule('kube_pod_status_scheduled{condition="false"} == 1')],
      findings: [pendingOnly("rules", "spec.groups[0].rules[0].expr")],
    },
    {
      name: "containers that wait for one of several other reasons",
      stack: [
        CLUSTER,
        prometheusRule(
          'kube_pod_container_status_waiting_reason{reason=~"ImagePullBackOff|CrashLoopBackOff"} > 0',
        ),
      ],
      findings: [missing()],
    },
    {
      name: "a rule of VictoriaMetrics, and a comment on what it does not watch",
      stack: [
        CLUSTER,
        {
          ...prometheusRule(`${PENDING} # not kube_pod_status_ready`),
          type: "kubernetes:operator.victoriametrics.com/v1beta1:VMRule",
        },
      ],
      findings: [pendingOnly("rules", "spec.groups[0].rules[0].expr")],
    },
    {
      name: "containers that wait for one other reason",
      stack: [
        CLUSTER,
        prometheusRule('kube_pod_container_status_waiting_reason{reason="ImagePullBackOff"} > 0'),
      ],
      findings: [missing()],
    },
    {
      name: "the chart without its own rules",
      stack: [CLUSTER, prometheusStack({ defaultRules: { create: false } }), prometheusRule("up == 0")],
      findings: [missing()],
    },
    {
      name: "a cluster without alerts, when the team requires them with the cluster",
      stack: [CLUSTER],
      options: { requiredIn: "clusters" },
      findings: [missing()],
    },
  ],
  unknown: [
    {
      name: "a pattern that can't be read",
      stack: [CLUSTER, prometheusRule('kube_pod_container_status_waiting_reason{reason=~"(?P<x>.+"} > 0')],
      undetermined: ["spec.groups[0].rules[0].expr: may hold the alert: its pattern can't be read"],
    },
    {
      name: "an expression that is not known yet",
      stack: [prometheusRule(PENDING, UNKNOWN)],
      undetermined: ["spec.groups[0].rules[1].expr: may hold the alert, and is not known"],
    },
    {
      name: "an expression that is not a string",
      stack: [CLUSTER, prometheusRule(1)],
      undetermined: ["spec.groups[0].rules[0].expr: expected a string"],
      findings: [missing()],
    },
  ],
});
