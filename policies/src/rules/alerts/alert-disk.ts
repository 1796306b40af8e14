import { boolean } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { CLUSTER_BESIDE, coverageOf, isWatched, requiredIn } from "./coverage.ts";

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
    const share = coverage.alerts.find(({ watched }) => FREE_SPACE.test(watched));
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

const DISK = /DiskPressure|disk_pressure|node_filesystem_|container_fs_|kubelet_volume_stats/;

/** Metrics of free space; Container Insights converts them to a percentage, which hides impossible values. */
const FREE_SPACE = /node_filesystem_(avail|free)_bytes/;

/** Expressions for more free space than the disk has, or less than none. */
const IMPLAUSIBLE =
  /node_filesystem_(avail|free)_bytes[^<>]*(>=?[^<>]*node_filesystem_size_bytes|<\s*0(?![.\d]))/;
