import { admits, type Expression } from "../../facts/promql.ts";
import { boolean } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { CLUSTER_BESIDE, coverageOf, isWatched, requiredIn, watching, type Watch } from "./coverage.ts";

export default defineRule({
  id: "alert-disk",
  title: "Alerts fire when disks fill up, and when disk statistics are impossible",
  severity: "medium",
  article: "Do not trust disk statistics",
  why: "A node with a full disk evicts its pods, and images and logs that fill one node soon fill the next. Kubelets have reported more free space than a disk has, or negative free space: an alert on the percentage of free space then never fires, or fires for a disk that isn't full.",
  fix: 'Alert on kube_node_status_condition{condition="DiskPressure",status="true"} and on node_filesystem_avail_bytes, and on impossible values: node_filesystem_avail_bytes > node_filesystem_size_bytes or node_filesystem_avail_bytes < 0.',
  references: [
    "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-EKS.html",
  ],
  findings: {
    missing: "The stack has no alert on node disks.",
    "trusts-numbers": "The stack has alerts on free space, but none on impossible values.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    requiredIn,
    requirePlausibility: boolean({
      description: "Whether alerts on free space also require an alert on impossible values.",
      default: true,
    }),
  },
  checkStack(stack, options, report) {
    const coverage = coverageOf(stack, options.requiredIn);
    const { subject } = coverage;
    if (!subject) return;
    // The chart's own rules watch node file systems.
    if (coverage.defaultRules.length === 0) {
      const isDiskWatched = isWatched(coverage, DISK);
      if (isDiskWatched === false) {
        report("missing", subject, {
          found: text`no alert in this stack detects disks that fill up`,
          passes: text`add one on the condition DiskPressure and one on node_filesystem_avail_bytes`,
        });
      }
      if (!isDiskWatched) return;
    }
    if (!options.requirePlausibility || isWatched(coverage, FREE_SPACE) !== true) return;
    if (isWatched(coverage, IMPLAUSIBLE) !== false) return;
    const share = coverage.alerts.find((alert) => FREE_SPACE(alert) === true);
    if (!share) return;
    report("trusts-numbers", share.place, {
      found: text`trusts the free space that a node reports`,
      passes: text`add an alert on node_filesystem_avail_bytes above node_filesystem_size_bytes or below 0`,
    });
  },
  examples: {
    good: [
      {
        title: "Alerts on disks that fill up and on impossible values",
        type: "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
        props: {
          metadata: { name: "disks", namespace: "monitoring" },
          spec: {
            groups: [
              {
                name: "disks",
                rules: [
                  {
                    alert: "DiskPressure",
                    expr: 'kube_node_status_condition{condition="DiskPressure",status="true"} == 1',
                  },
                  {
                    alert: "DiskAlmostFull",
                    expr: "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.15",
                    for: "10m",
                  },
                  {
                    alert: "DiskNumbersWrong",
                    expr: "node_filesystem_avail_bytes > node_filesystem_size_bytes or node_filesystem_avail_bytes < 0",
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
        title: "An alert on free space, and none on impossible values",
        type: "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
        props: {
          metadata: { name: "disks", namespace: "monitoring" },
          spec: {
            groups: [
              {
                name: "disks",
                rules: [
                  {
                    alert: "DiskAlmostFull",
                    expr: "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.15",
                    for: "10m",
                  },
                ],
              },
            ],
          },
        },
        beside: [CLUSTER_BESIDE],
      },
    ],
  },
});

/**
 * File systems of nodes, and the condition that the kubelet sets when one is full; kubelet_volume_stats is about volumes that
 * are claimed.
 */
const DISK = watching(
  (selector) =>
    selector.metric === "kube_node_status_condition"
      ? admits(selector, "condition", "DiskPressure")
      : /^node_filesystem_(?!readonly|device_error|mount_info)|^container_fs_/.test(selector.metric),
  /DiskPressure|disk_pressure|node_filesystem_|container_fs_/,
);

const FREE = /^node_filesystem_(avail|free)_bytes$/;

/** Metrics of free space; Container Insights converts them to a percentage, which hides impossible values. */
const FREE_SPACE = watching(({ metric }) => FREE.test(metric), /node_filesystem_(avail|free)_bytes/);

/** More free space than the disk has, or less than none; a forecast below zero is neither. */
const IMPLAUSIBLE: Watch = ({ expression }) =>
  expression !== undefined && comparisonsIn(expression).some(isImplausible);

type Comparison = Expression & { readonly kind: "binary" };

/** The comparisons at which an alert fires, with the greater side on the left. */
function comparisonsIn(expression: Expression): readonly Comparison[] {
  if (expression.kind === "call") return expression.inputs.flatMap(comparisonsIn);
  if (expression.kind !== "binary") return [];
  const { operator, left, right } = expression;
  if (operator === ">" || operator === ">=") return [expression];
  if (operator === "<" || operator === "<=") return [{ ...expression, left: right, right: left }];
  return [...comparisonsIn(left), ...comparisonsIn(right)];
}

function isImplausible({ left, right }: Comparison): boolean {
  const [greater, less] = [quantityOf(left), quantityOf(right)];
  if (greater?.of === "number" && less) {
    return (less.of === "free" || less.of === "used") && greater.value <= 0;
  }
  if (greater?.of === "share" && less?.of === "number") return less.value >= greater.value;
  return greater?.of === "free" && less?.of === "size" && greater.value === less.value;
}

/** A number, or what it is multiplied with. */
interface Quantity {
  readonly of: "number" | "free" | "size" | "share" | "used";
  readonly value: number;
}

/** What a side of a comparison is about; the most or the least of several values is about the same. */
function quantityOf(side: Expression): Quantity | undefined {
  switch (side.kind) {
    case "number":
      return { of: "number", value: side.value };
    case "selector":
      if (side.selector.metric === "node_filesystem_size_bytes") return { of: "size", value: 1 };
      return FREE.test(side.selector.metric) ? { of: "free", value: 1 } : undefined;
    case "call": {
      const [input, ...others] = side.inputs;
      const isSame = ["max", "min", "avg"].includes(side.name) && others.length === 0;
      return isSame && input ? quantityOf(input) : undefined;
    }
    case "binary":
      return combined(side.operator, quantityOf(side.left), quantityOf(side.right));
  }
}

function combined(
  operator: string,
  left: Quantity | undefined,
  right: Quantity | undefined,
): Quantity | undefined {
  if (!left || !right) return undefined;
  const value = operator === "*" ? left.value * right.value : left.value / right.value;
  if (operator === "*" && left.of === "number") return { of: right.of, value };
  if ((operator === "*" || operator === "/") && right.of === "number") return { of: left.of, value };
  if (operator === "/" && left.of === "free" && right.of === "size") return { of: "share", value };
  const isUsed = operator === "-" && left.of === "size" && right.of === "free";
  return isUsed && left.value === right.value ? { of: "used", value: left.value } : undefined;
}
