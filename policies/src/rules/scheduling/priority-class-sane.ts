import { CLUSTER } from "../../cluster/aws-types.ts";
import { isAutoMode } from "../../cluster/nodes/auto-mode.ts";
import { NODE_POOL } from "../../cluster/nodes/karpenter.ts";
import { matchesGlob } from "../../rule/glob.ts";
import { PRIORITY_CLASS } from "../../rule/kubernetes-kinds.ts";
import { integer, names } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";

// The default of --expendable-pods-priority-cutoff of Cluster Autoscaler, below which pods "can be killed without any consideration
// during scale down and they don't cause scale up". Source: its flags in github.com/kubernetes/autoscaler, read 2026-11-28.
const CUTOFF = -10;

export default defineRule({
  id: "priority-class-sane",
  title: "PriorityClasses stay below the system's, and batch work preempts nothing",
  severity: "medium",
  article: "Alpha features are not enabled",
  why: "Pods of a class as high as the system's classes push out CoreDNS and the CNI. The API server rejects a second global default. A batch class that preempts evicts pods of services whenever a job starts. Cluster Autoscaler adds no nodes for pods below -10, its default for --expendable-pods-priority-cutoff, and removes nodes under them without eviction.",
  fix: "Keep values well below one billion, where the range reserved for Kubernetes begins, have at most one globalDefault, and give batch classes a value from -10 to -1 and preemptionPolicy Never.",
  references: [
    "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
    "https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md#how-does-cluster-autoscaler-work-with-pod-priority-and-preemption",
  ],
  findings: {
    "too-high": "The value is above `max`.",
    expendable: "The value is below `min`, in a cluster that Karpenter doesn't scale.",
    "several-defaults": "Several classes in the stack set globalDefault.",
    preempts: "A class for batch work, or a class below zero, may preempt other pods.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    max: integer({
      description: "The highest value allowed. Kubernetes' own classes start at 2000000000.",
      default: 999_999_999,
      min: 0,
      max: 1_000_000_000,
    }),
    min: integer({
      description: "The lowest value allowed: the cutoff of Cluster Autoscaler.",
      default: CUTOFF,
      min: -2_147_483_648,
      max: 0,
    }),
    batchClasses: names({
      description:
        "The names of the classes for batch work; classes below zero always count as batch classes.",
      default: [
        "batch",
        "batch-*",
        "*-batch",
        "*-batch-*",
        "job-*",
        "jobs-*",
        "*job",
        "*jobs",
        "*-job-*",
        "*-jobs-*",
      ],
    }),
  },
  targets: PRIORITY_CLASS,
  check(priorityClass, { max, batchClasses }, report) {
    const value = priorityClass.integer("value");
    if (value.kind === "known" && value.value > max) {
      report("too-high", value, { found: text`value is ${value}`, passes: text`set ${max} or less` });
    }
    const isBatch = (value.kind === "known" && value.value < 0) || isNamedLike(priorityClass, batchClasses);
    if (!isBatch) return;
    const policy = priorityClass.oneOf(["Never", "PreemptLowerPriority"], "preemptionPolicy");
    const isDefault = policy.kind === "absent" && !priorityClass.isPatch;
    if (isDefault || (policy.kind === "known" && policy.value === "PreemptLowerPriority")) {
      report("preempts", policy, {
        found: text`batch pods may preempt other pods`,
        passes: text`set preemptionPolicy to Never`,
      });
    }
  },
  checkStack(stack, { min }, report) {
    for (const value of stack.ofType(PRIORITY_CLASS).map((one) => one.integer("value"))) {
      if (value.kind !== "known" || value.value >= min || isScaledByKarpenter(stack)) continue;
      report("expendable", value, {
        found: text`value is ${value}, and Cluster Autoscaler adds no nodes for such pods, which then wait for ever`,
        passes: text`set ${min} or more`,
      });
    }
    const defaults = stack
      .ofType(PRIORITY_CLASS)
      .map((priorityClass) => ({ priorityClass, isDefault: priorityClass.boolean("globalDefault") }))
      .filter(({ isDefault }) => isDefault.kind === "known" && isDefault.value);
    const [first, ...others] = defaults;
    if (!first) return;
    for (const { isDefault } of others) {
      report("several-defaults", isDefault, {
        found: text`a second globalDefault in addition to ${first.priorityClass}`,
        passes: text`set it for only one class`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Batch work that waits",
        type: "kubernetes:scheduling.k8s.io/v1:PriorityClass",
        props: {
          apiVersion: "scheduling.k8s.io/v1",
          kind: "PriorityClass",
          metadata: { name: "batch-low" },
          value: -10,
          preemptionPolicy: "Never",
        },
      },
    ],
    bad: [
      {
        title: "Batch work that preempts services",
        type: "kubernetes:scheduling.k8s.io/v1:PriorityClass",
        props: {
          apiVersion: "scheduling.k8s.io/v1",
          kind: "PriorityClass",
          metadata: { name: "nightly-batch" },
          value: 1_000_000_000,
        },
      },
    ],
  },
});

/** True if the stack has Karpenter, or may have Auto Mode, a part of which it is: it has no cutoff. */
function isScaledByKarpenter(stack: StackView): boolean {
  return (
    stack.ofType(NODE_POOL).length > 0 || stack.ofType([CLUSTER]).some((one) => isAutoMode(one) !== false)
  );
}

function isNamedLike(priorityClass: ResourceView, patterns: readonly string[]): boolean {
  const name = priorityClass.string("metadata.name");
  return name.kind === "known" && patterns.some((pattern) => matchesGlob(pattern, name.value));
}
