import { coverageByWorkload } from "../../cluster/workloads/disruption-budget.ts";
import { isInNamespace } from "../../cluster/workloads/namespace.ts";
import { fewestReplicas, replicatedWorkloads } from "../../cluster/workloads/replicas.ts";
import { integer, names } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleDeployment } from "./example-workload.ts";

export default defineRule({
  id: "pdb-required",
  title: "Workloads with several pods have a PodDisruptionBudget",
  severity: "medium",
  article: "Alpha features are not enabled",
  why: "A node update drains several nodes at once. Without a budget, all pods of a workload can be evicted at the same time, however many replicas it has.",
  fix: "Create a PodDisruptionBudget with maxUnavailable 1 in the same namespace, whose selector matches the labels of the workload's pods.",
  references: [
    "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/application.html",
  ],
  findings: {
    missing: "No PodDisruptionBudget in the stack selects the workload's pods.",
    single: "A workload in one of `criticalNamespaces` has only one pod, which goes down with its node.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    minReplicas: integer({
      description: "The number of pods from which a workload must have a budget.",
      default: 2,
      min: 1,
      max: 1000,
    }),
    criticalNamespaces: names({
      description: "The namespaces in which a single pod is not enough.",
      default: ["kube-system"],
    }),
  },
  checkStack(stack, { minReplicas, criticalNamespaces }, report) {
    const coverage = coverageByWorkload(stack);
    for (const workload of replicatedWorkloads(stack)) {
      const covered = coverage.get(workload) ?? [];
      if (covered.some(({ isCertain }) => isCertain)) continue;
      const replicas = fewestReplicas(stack, workload);
      if (replicas?.value === 1 && isInNamespace(workload, criticalNamespaces) === true) {
        report("single", workload.at("spec.replicas"), {
          found: text`1 pod, which goes down with its node`,
          passes: text`set 2, with leader election if only one may work at a time`,
        });
      }
      if (replicas === undefined || replicas.value < minReplicas) continue;
      if (covered.length > 0) {
        workload.at("metadata").undetermined("a PodDisruptionBudget in the stack may select its pods");
      } else {
        report("missing", workload.at("spec.replicas"), {
          found: text`${replicas} or more pods, but no PodDisruptionBudget`,
          passes: text`create one with maxUnavailable 1`,
        });
      }
    }
  },
  examples: {
    good: [{ title: "A workload and its budget", ...exampleDeployment({ replicas: 3 }), beside: [budget()] }],
    bad: [{ title: "A workload without a budget", ...exampleDeployment({ replicas: 3 }), beside: [] }],
  },
});

function budget() {
  return {
    type: "kubernetes:policy/v1:PodDisruptionBudget",
    name: "shop",
    props: {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "shop", namespace: "shop" },
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: "shop" } } },
    },
  };
}
