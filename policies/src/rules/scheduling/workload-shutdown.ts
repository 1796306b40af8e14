import { POD_KINDS, podSpecOf } from "../../cluster/workloads/pod-spec.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "workload-shutdown",
  title: "Pods have time to shut down",
  severity: "low",
  article: "Alpha features are not enabled",
  why: "Each drain of a node and each scale-down ends pods. With a grace period of zero, their processes are killed at once: requests and writes break off. For StatefulSets, the documentation of Kubernetes calls it unsafe.",
  fix: "Remove terminationGracePeriodSeconds, which means 30 seconds, or set it to what the slowest request or write takes.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-forced",
    "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees",
    "https://docs.aws.amazon.com/eks/latest/best-practices/application.html",
  ],
  findings: {
    "no-grace": "terminationGracePeriodSeconds is 0.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  targets: POD_KINDS,
  check(resource, _options, report) {
    const grace = podSpecOf(resource).integer("terminationGracePeriodSeconds");
    if (grace.kind !== "known" || grace.value !== 0) return;
    report("no-grace", grace, {
      found: text`${grace}, so processes are killed without a chance to finish`,
      passes: text`remove it, or set 1 or more`,
    });
  },
  examples: {
    good: [{ title: "A minute for the last requests", ...statefulSet(60) }],
    bad: [{ title: "A database that is killed", ...statefulSet(0) }],
  },
});

function statefulSet(terminationGracePeriodSeconds: number) {
  return {
    type: "kubernetes:apps/v1:StatefulSet",
    props: {
      metadata: { name: "orders", namespace: "shop" },
      spec: {
        serviceName: "orders",
        selector: { matchLabels: { app: "orders" } },
        template: {
          metadata: { labels: { app: "orders" } },
          spec: {
            terminationGracePeriodSeconds,
            containers: [{ name: "orders", image: "registry.example.com/orders:1.4" }],
          },
        },
      },
    },
  };
}
