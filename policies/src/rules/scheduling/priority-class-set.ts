import { isInNamespace } from "../../cluster/workloads/namespace.ts";
import { POD_KINDS, podSpecOf } from "../../cluster/workloads/pod-spec.ts";
import { CRON_JOB, JOB } from "../../rule/kubernetes-kinds.ts";
import { boolean, names } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "priority-class-set",
  title: "The cluster's own components come before services, and batch work after them",
  severity: "medium",
  article: "Alpha features are not enabled",
  why: "Pods without a priority class are all equal. When nodes are full, a nightly Job keeps the pods of a service waiting, and the cluster's own components wait behind both; when a node is short of memory or disk, they may be evicted first.",
  fix: "Set priorityClassName: system-cluster-critical or system-node-critical for the cluster's own components, and for Jobs a class of your own from -10 to -1, with preemptionPolicy Never: Cluster Autoscaler adds no nodes for pods below -10.",
  references: [
    "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
    "https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/",
  ],
  findings: {
    critical: "Pods in one of `criticalNamespaces` have no priority class.",
    job: "A Job's pods have no priority class, and so the same priority as services.",
    "job-critical":
      "A Job's pods outside `criticalNamespaces` have a class of Kubernetes' own components, and preempt those of everything else.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    criticalNamespaces: names({
      description: "The namespaces of the cluster's own components.",
      default: ["kube-system"],
    }),
    jobs: boolean({
      description: "Whether Jobs and CronJobs must have a priority class, in any namespace.",
      default: true,
    }),
  },
  targets: POD_KINDS,
  check(workload, { criticalNamespaces, jobs }, report) {
    // A Patch does not change what it does not set.
    if (workload.isPatch) return;
    const className = podSpecOf(workload).string("priorityClassName");
    if (className.kind === "undetermined") return;
    const isJob = [...JOB, ...CRON_JOB].includes(workload.type);
    if (className.kind === "known") {
      if (!isJob || !SYSTEM_CLASSES.includes(className.value)) return;
      if (isInNamespace(workload, criticalNamespaces) === false) {
        report("job-critical", className, {
          found: text`a class of the system, so the Job's pods preempt those of services and DNS`,
          passes: text`set priorityClassName to a class for batch work`,
        });
      }
      return;
    }
    const isCritical = isInNamespace(workload, criticalNamespaces);
    if (isCritical === true) {
      report("critical", className, {
        found: text`no priority class for a component of the cluster itself`,
        passes: text`set priorityClassName to system-cluster-critical, or system-node-critical in a DaemonSet`,
      });
    } else if (isCritical === false && jobs && isJob) {
      report("job", className, {
        found: text`no priority class, so the Job's pods compete with those of services`,
        passes: text`set priorityClassName to a class for batch work`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Batch work that waits",
        type: "kubernetes:batch/v1:Job",
        props: job({ priorityClassName: "batch" }),
      },
    ],
    bad: [
      { title: "Batch work that competes with services", type: "kubernetes:batch/v1:Job", props: job({}) },
    ],
  },
});

/** The classes that Kubernetes creates, which the API server accepts in every namespace. */
const SYSTEM_CLASSES = ["system-cluster-critical", "system-node-critical"];

function job(podSpec: { readonly priorityClassName?: string }) {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "migrate", namespace: "shop" },
    spec: {
      backoffLimit: 2,
      activeDeadlineSeconds: 600,
      template: {
        spec: {
          ...podSpec,
          restartPolicy: "Never",
          containers: [{ name: "migrate", image: "registry.example.com/shop:1.4" }],
        },
      },
    },
  };
}
