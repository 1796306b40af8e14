import { matchesGlob } from "../../rule/glob.ts";
import { PRIORITY_CLASS } from "../../rule/kubernetes-kinds.ts";
import { integer, names } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "priority-class-sane",
  title: "PriorityClasses stay below the system's, and batch work preempts nothing",
  severity: "medium",
  article: "Alpha features are not enabled",
  why: "Pods of a class as high as the system's classes push out CoreDNS and the CNI. The API server rejects a second global default. A batch class that preempts evicts pods of services whenever a job starts.",
  fix: "Keep values well below one billion, where the range reserved for Kubernetes begins, have at most one globalDefault, and give batch classes preemptionPolicy Never.",
  references: ["https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/"],
  findings: {
    "too-high": "The value is above `max`.",
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
    batchClasses: names({
      description:
        "The names of the classes for batch work; classes below zero always count as batch classes.",
      default: ["*batch*", "*job*"],
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
  checkStack(stack, _options, report) {
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

function isNamedLike(priorityClass: ResourceView, patterns: readonly string[]): boolean {
  const name = priorityClass.string("metadata.name");
  return name.kind === "known" && patterns.some((pattern) => matchesGlob(pattern, name.value));
}
