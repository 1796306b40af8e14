import { selectsPodsOf } from "../../cluster/workloads/disruption-budget.ts";
import { fewestReplicas, replicatedWorkloads } from "../../cluster/workloads/replicas.ts";
import { POD_COUNT, type PodCount } from "../../rule/kinds.ts";
import { sum } from "../../facts/sum.ts";
import { POD_DISRUPTION_BUDGET } from "../../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text } from "../../rule/text.ts";

export default defineRule({
  id: "pdb-not-blocking",
  title: "PodDisruptionBudgets let nodes be drained",
  severity: "high",
  article: "Alpha features are not enabled",
  why: "A budget that allows no disruptions blocks every drain: node groups can't be updated, broken nodes can't be replaced, and a cluster update waits until somebody finds the budget.",
  fix: "Set maxUnavailable to 1, which works for any number of replicas, and run at least two. With unhealthyPodEvictionPolicy AlwaysAllow, pods that crash anyway can be evicted.",
  references: [
    "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    "https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy",
    "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html",
  ],
  findings: {
    never: "The budget allows no disruptions, however many pods there are.",
    workload: "The budget allows no disruptions at the lowest number of pods that its workload may run.",
    unhealthy:
      "Pods that are not ready can't be evicted, which is the default of unhealthyPodEvictionPolicy.",
  },
  presets: {
    baseline: { level: "advisory" },
    strict: { level: "mandatory", advisory: ["unhealthy"] },
  },
  options: {},
  targets: POD_DISRUPTION_BUDGET,
  check(budget, _options, report) {
    const max = budget.value("spec.maxUnavailable", POD_COUNT);
    if (max.kind === "known" && max.value.count === 0) {
      report("never", max, {
        found: text`maxUnavailable is ${max}, so no node with such a pod can be drained`,
        passes: text`set 1`,
      });
    }
    const min = budget.value("spec.minAvailable", POD_COUNT);
    if (min.kind === "known" && isAll(min.value)) {
      report("never", min, {
        found: text`minAvailable is ${min}, so no node with such a pod can be drained`,
        passes: USE_MAX_UNAVAILABLE,
      });
    }
    const policy = budget.oneOf(["AlwaysAllow", "IfHealthyBudget"], "spec.unhealthyPodEvictionPolicy");
    const isDefault = policy.kind === "absent" && !budget.isPatch;
    if (isDefault || (policy.kind === "known" && policy.value === "IfHealthyBudget")) {
      report("unhealthy", policy, {
        found: text`pods that crash can't be evicted`,
        passes: text`set unhealthyPodEvictionPolicy to AlwaysAllow`,
      });
    }
  },
  checkStack(stack, _options, report) {
    const workloads = replicatedWorkloads(stack);
    for (const budget of stack.ofType(POD_DISRUPTION_BUDGET).filter(({ isPatch }) => !isPatch)) {
      const min = budget.value("spec.minAvailable", POD_COUNT);
      // 0 is no limit, and 100% is judged in `check`.
      if (min.kind !== "known" || min.value.count === 0 || isAll(min.value)) continue;
      const selected = workloadsOf(stack, budget, workloads);
      const counts = selected?.map((workload) => fewestReplicas(stack, workload)) ?? [undefined];
      const known = counts.filter((count) => count !== undefined);
      if (known.length < counts.length) continue;
      const total = sum(known.map(({ value }) => value));
      const isSecret = known.some((count) => count.isSecret);
      // A percentage is rounded up to whole pods.
      const needed = min.value.unit === "pods" ? min.value.count : Math.ceil((min.value.count * total) / 100);
      if (total === 0 || needed < total) continue;
      report("workload", min, {
        found: text`minAvailable is ${min}, but ${joined(selected ?? [], " and ")} may run only ${isSecret ? "a secret number" : total}, so no node with one of them can be drained`,
        passes:
          total === 1 && !isSecret ? text`run 2 or more and ${USE_MAX_UNAVAILABLE}` : USE_MAX_UNAVAILABLE,
      });
    }
  },
  examples: {
    good: [
      {
        title: "One pod at a time",
        type: "kubernetes:policy/v1:PodDisruptionBudget",
        props: {
          apiVersion: "policy/v1",
          kind: "PodDisruptionBudget",
          metadata: { name: "shop", namespace: "shop" },
          spec: {
            maxUnavailable: 1,
            selector: { matchLabels: { app: "shop" } },
            unhealthyPodEvictionPolicy: "AlwaysAllow",
          },
        },
      },
    ],
    bad: [
      {
        title: "No disruptions at all",
        type: "kubernetes:policy/v1:PodDisruptionBudget",
        props: {
          apiVersion: "policy/v1",
          kind: "PodDisruptionBudget",
          metadata: { name: "shop", namespace: "shop" },
          spec: { maxUnavailable: 0, selector: { matchLabels: { app: "shop" } } },
        },
      },
      {
        title: "As many available pods as the workload runs",
        type: "kubernetes:policy/v1:PodDisruptionBudget",
        props: {
          apiVersion: "policy/v1",
          kind: "PodDisruptionBudget",
          metadata: { name: "shop", namespace: "shop" },
          spec: {
            minAvailable: 2,
            selector: { matchLabels: { app: "shop" } },
            unhealthyPodEvictionPolicy: "AlwaysAllow",
          },
        },
        beside: [
          {
            type: "kubernetes:apps/v1:Deployment",
            name: "shop",
            props: {
              apiVersion: "apps/v1",
              kind: "Deployment",
              metadata: { name: "shop", namespace: "shop" },
              spec: {
                replicas: 2,
                selector: { matchLabels: { app: "shop" } },
                template: {
                  metadata: { labels: { app: "shop" } },
                  spec: { containers: [{ name: "shop", image: "registry.example.com/shop:1.4" }] },
                },
              },
            },
          },
        ],
      },
    ],
  },
});

/** The fix for any `minAvailable` that blocks. */
const USE_MAX_UNAVAILABLE = text`set maxUnavailable to 1 instead`;

function isAll({ count, unit }: PodCount): boolean {
  return unit === "%" && count >= 100;
}

/** Returns the workloads whose pods a budget selects; undefined if that isn't known, which is recorded. */
function workloadsOf(
  stack: StackView,
  budget: ResourceView,
  workloads: readonly ResourceView[],
): readonly ResourceView[] | undefined {
  const matches = workloads.map((workload) => ({
    workload,
    matches: selectsPodsOf(stack, budget, workload),
  }));
  const doubtful = matches.find((each) => each.matches === undefined);
  const found = matches.filter((each) => each.matches === true).map(({ workload }) => workload);
  if (doubtful) {
    budget.at("spec.selector").undetermined(text`may select the pods of ${doubtful.workload}`);
    return undefined;
  }
  if (found.length === 0) {
    budget.at("spec.selector").undetermined("selects nothing in the stack");
    return undefined;
  }
  return found;
}
