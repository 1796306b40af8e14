import {
  coverageByBudget,
  coverageByWorkload,
  disruptionBudgets,
  type Coverage,
} from "../../cluster/workloads/disruption-budget.ts";
import { fewestReplicas, replicatedWorkloads } from "../../cluster/workloads/replicas.ts";
import { POD_COUNT, type HarmlessKind, type PodCount } from "../../rule/kinds.ts";
import { sum } from "../../facts/sum.ts";
import { POD_DISRUPTION_BUDGET } from "../../rule/kubernetes-kinds.ts";
import type { Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text } from "../../rule/text.ts";
import { exampleDeployment } from "./example-workload.ts";

export default defineRule({
  id: "pdb-not-blocking",
  title: "PodDisruptionBudgets let nodes be drained",
  severity: "high",
  article: "Alpha features are not enabled",
  why: "A budget that allows no disruptions blocks every drain: node groups can't be updated, broken nodes can't be replaced, and a cluster update waits until somebody finds the budget.",
  fix: "Set maxUnavailable to 1, which works for any number of replicas, run at least two, and keep one budget for each pod. With unhealthyPodEvictionPolicy AlwaysAllow, pods that crash anyway can be evicted.",
  references: [
    "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    "https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-budgets",
    "https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy",
    "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html",
  ],
  findings: {
    never: "The budget allows no disruptions, however many pods there are.",
    workload: "The budget allows no disruptions at the lowest number of pods that its workload may run.",
    several: "Another budget selects the same pods, and Kubernetes evicts no pod with two budgets.",
    both: "maxUnavailable and minAvailable are both set, which the API server rejects.",
    "out-of-range": "A threshold is below zero or above 100%, which the API server rejects.",
    unhealthy:
      "Pods that are not ready can't be evicted while too few others are healthy, which is the default of unhealthyPodEvictionPolicy.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["never", "workload", "several", "unhealthy"] },
    strict: { level: "mandatory", advisory: ["unhealthy"] },
  },
  options: {},
  targets: POD_DISRUPTION_BUDGET,
  check(budget, _options, report) {
    const max = budget.value("spec.maxUnavailable", THRESHOLD);
    if (max.kind === "known" && max.value.count === 0) {
      report("never", max, {
        found: text`maxUnavailable is ${max}, so no node with such a pod can be drained`,
        passes: text`set 1`,
      });
    }
    const min = budget.value("spec.minAvailable", THRESHOLD);
    if (min.kind === "known" && isAll(min.value) && !isOutOfRange(min.value)) {
      report("never", min, {
        found: text`minAvailable is ${min}, so no node with such a pod can be drained`,
        passes: USE_MAX_UNAVAILABLE,
      });
    }
    for (const { threshold, name } of [
      { threshold: max, name: text`maxUnavailable` },
      { threshold: min, name: text`minAvailable` },
    ]) {
      if (threshold.kind !== "known" || !isOutOfRange(threshold.value)) continue;
      report("out-of-range", threshold, {
        found: text`${name} is ${threshold}, which the API server rejects`,
        passes: text`set maxUnavailable to 1`,
      });
    }
    judgeThresholds(budget, max, min, report);
    const policy = budget.oneOf(["AlwaysAllow", "IfHealthyBudget"], "spec.unhealthyPodEvictionPolicy");
    const isDefault = policy.kind === "absent" && !budget.isPatch;
    if (isDefault || (policy.kind === "known" && policy.value === "IfHealthyBudget")) {
      report("unhealthy", policy, {
        found: text`pods that crash can't be evicted while too few others are healthy`,
        passes: text`set unhealthyPodEvictionPolicy to AlwaysAllow`,
      });
    }
  },
  checkStack(stack, _options, report) {
    judgeOverlaps(stack, report);
    const coverage = coverageByBudget(stack);
    for (const budget of disruptionBudgets(stack)) {
      const min = budget.value("spec.minAvailable", THRESHOLD);
      // 0 is no limit, and numbers below it and 100% are judged in `check`.
      if (min.kind !== "known" || min.value.count <= 0 || isAll(min.value)) continue;
      const selected = workloadsOf(budget, coverage.get(budget) ?? []);
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
        title: "No threshold",
        type: "kubernetes:policy/v1:PodDisruptionBudget",
        props: {
          apiVersion: "policy/v1",
          kind: "PodDisruptionBudget",
          metadata: { name: "shop", namespace: "shop" },
          spec: { selector: { matchLabels: { app: "shop" } }, unhealthyPodEvictionPolicy: "AlwaysAllow" },
        },
      },
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
        beside: [{ name: "shop", ...exampleDeployment({ replicas: 2 }) }],
      },
    ],
  },
});

/**
 * With neither threshold, the disruption controller expects no pods, and so allows no disruptions: getExpectedPodCount and
 * updatePdbStatus in pkg/controller/disruption/disruption.go of Kubernetes 1.37. With both, ValidatePodDisruptionBudgetSpec in
 * pkg/apis/policy/validation refuses the budget. Both read 2026-11.
 */
function judgeThresholds(
  budget: ResourceView,
  max: Reading<PodCount>,
  min: Reading<PodCount>,
  report: Report<"never" | "both">,
): void {
  if (max.kind === "known" && min.kind === "known") {
    report("both", min, {
      found: text`maxUnavailable and minAvailable are both set, which the API server rejects`,
      passes: text`keep maxUnavailable`,
    });
  }
  // A budget without a selector is for no pods.
  if (max.kind === "absent" && min.kind === "absent" && !budget.isPatch && budget.isSet("spec.selector")) {
    report("never", max, {
      found: text`neither maxUnavailable nor minAvailable is set, which allows no disruptions, so no node with such a pod can be drained`,
      passes: text`set maxUnavailable to 1`,
    });
  }
}

/**
 * Reports budgets for pods that an earlier budget is for: the eviction API answers 500 for such a pod, "This pod has more than
 * one PodDisruptionBudget, which the eviction subresource does not support." (pkg/registry/core/pod/storage/eviction.go of
 * Kubernetes 1.37, read 2026-11).
 */
function judgeOverlaps(stack: StackView, report: Report<"several">): void {
  const shared = new Map<ResourceView, { workloads: ResourceView[]; others: Set<ResourceView> }>();
  const coverage = coverageByWorkload(stack);
  for (const workload of replicatedWorkloads(stack)) {
    const matches = coverage.get(workload) ?? [];
    if (matches.length < 2) continue;
    const [first, ...others] = matches.filter(({ isCertain }) => isCertain).map(({ budget }) => budget);
    for (const budget of others) {
      const entry = shared.get(budget) ?? { workloads: [], others: new Set() };
      shared.set(budget, entry);
      entry.workloads.push(workload);
      if (first) entry.others.add(first);
    }
    for (const { budget } of matches.filter(({ isCertain }) => !isCertain)) {
      budget.at("spec.selector").undetermined(text`may select the pods of ${workload}`);
    }
  }
  for (const [budget, { workloads: taken, others }] of shared) {
    report("several", budget.at("spec.selector"), {
      found: text`selects the pods of ${joined(taken, " and ")}, as ${joined([...others], " and ")} does, and no pod with two budgets can be evicted`,
      passes: text`keep one of the budgets, or narrow a selector`,
    });
  }
}

/** The fix for any `minAvailable` that blocks. */
const USE_MAX_UNAVAILABLE = text`set maxUnavailable to 1 instead`;

/** A threshold, which can be one that the API server rejects. */
const THRESHOLD: HarmlessKind<PodCount> = {
  ...POD_COUNT,
  parse: (value) =>
    Number.isInteger(value) ? { count: Number(value), unit: "pods" } : POD_COUNT.parse(value),
};

/** True if ValidatePodDisruptionBudgetSpec in pkg/apis/policy/validation of Kubernetes 1.37 rejects the threshold (read 2026-11). */
function isOutOfRange({ count, unit }: PodCount): boolean {
  return count < 0 || (unit === "%" && count > 100);
}

function isAll({ count, unit }: PodCount): boolean {
  return unit === "%" && count >= 100;
}

/** Returns the workloads whose pods a budget selects; undefined if that isn't known, which is recorded. */
function workloadsOf(
  budget: ResourceView,
  coverage: readonly Coverage[],
): readonly ResourceView[] | undefined {
  const doubtful = coverage.find(({ isCertain }) => !isCertain);
  const found = coverage.map(({ workload }) => workload);
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
