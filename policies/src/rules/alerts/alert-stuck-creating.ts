import { admits, type Selector } from "../../facts/promql.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { CLUSTER_BESIDE, coverageOf, isWatched, requiredIn, watching } from "./coverage.ts";

export default defineRule({
  id: "alert-stuck-creating",
  title: "Alerts fire when scheduled pods do not start",
  severity: "medium",
  article: "Kubernetes scheduler does not know about free IPs",
  why: "A pod without an IP address is scheduled to a node and stays in ContainerCreating. An alert on unschedulable pods does not detect it, and one on the phase Pending can't tell it from a pod that waits for a node: the first needs addresses, and more nodes, which is what autoscalers and people add, don't give it any.",
  fix: 'Alert on pods that are scheduled and still Pending: kube_pod_status_scheduled{condition="true"} == 1 and on(namespace, pod, uid) kube_pod_status_phase{phase="Pending"} == 1, for five minutes; or on kube_pod_container_status_waiting_reason{reason="ContainerCreating"}.',
  references: [
    "https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/pod-metrics.md",
    "https://github.com/aws/amazon-vpc-cni-k8s/issues/18",
  ],
  findings: {
    missing: "The stack has no alert on scheduled pods that do not start.",
    "pending-only":
      "The alert watches the phase Pending or unschedulable pods, and no other alert watches scheduled pods that do not start.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: { requiredIn },
  checkStack(stack, options, report) {
    const coverage = coverageOf(stack, options.requiredIn);
    // The chart's own KubeContainerWaiting watches every reason for which a container waits.
    if (coverage.defaultRules.length > 0) return;
    const pending = coverage.alerts.filter((alert) => PENDING(alert) === true);
    if (isWatched(coverage, NOT_STARTING) !== false) return;
    const passes = text`add an alert on pods that are scheduled and still Pending, or in ContainerCreating`;
    for (const { place } of pending) {
      report("pending-only", place, {
        found: text`can't tell a scheduled pod without an address from a pod that waits for a node`,
        passes,
      });
    }
    if (pending.length === 0 && coverage.subject) {
      report("missing", coverage.subject, {
        found: text`no alert in this stack detects scheduled pods that do not start`,
        passes,
      });
    }
  },
  examples: {
    good: [
      {
        title: "An alert on pods that are scheduled and still Pending",
        type: "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
        props: {
          metadata: { name: "pods", namespace: "monitoring" },
          spec: {
            groups: [
              {
                name: "pods",
                rules: [
                  {
                    alert: "PodDoesNotStart",
                    expr: 'kube_pod_status_scheduled{condition="true"} == 1 and on(namespace, pod, uid) kube_pod_status_phase{phase="Pending"} == 1',
                    for: "5m",
                  },
                ],
              },
            ],
          },
        },
        beside: [CLUSTER_BESIDE],
      },
    ],
    bad: [
      {
        title: "An alert on the phase Pending only",
        type: "aws:amp/ruleGroupNamespace:RuleGroupNamespace",
        props: {
          name: "pods",
          workspaceId: "ws-12345678",
          data: 'groups:\n  - name: pods\n    rules:\n      - alert: PodPending\n        expr: kube_pod_status_phase{phase="Pending"} == 1\n        for: 15m\n',
        },
        beside: [CLUSTER_BESIDE],
      },
    ],
  },
});

/** Pods that wait, for a node or for anything else. */
const PENDING = watching((selector) => {
  const { metric } = selector;
  if (metric === "kube_pod_status_phase") return isFor(selector, "phase", "Pending");
  if (metric === "kube_pod_status_scheduled") return isFor(selector, "condition", "false");
  return metric === "kube_pod_status_unschedulable";
}, /\bpod_status_pending\b/);

/** Pods that have a node, containers that wait, and pods that are not ready. */
const NOT_STARTING = watching((selector) => {
  const { metric } = selector;
  if (metric === "kube_pod_status_scheduled") return admits(selector, "condition", "true");
  if (metric === "kube_pod_container_status_waiting_reason") {
    return admits(selector, "reason", "ContainerCreating");
  }
  return /^(kube_pod_container_status_waiting$|kube_pod_status_(container_)?ready$|kubelet_pod_start)/.test(
    metric,
  );
}, /\bpod_container_status_waiting\b|ContainerCreating/);

/** Whether a selector restricts a label to values that include this one. */
function isFor(selector: Selector, label: string, value: string): boolean | undefined {
  return selector.matchers.some((matcher) => matcher.label === label)
    ? admits(selector, label, value)
    : false;
}
