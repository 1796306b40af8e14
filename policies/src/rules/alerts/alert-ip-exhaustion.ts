import { stackCniSettings, decidingSettings } from "../../cluster/cni/cni-settings.ts";
import { parseGoBoolean } from "../../cluster/cni/cni-variables.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { CLUSTER_BESIDE, coverageOf, isWatched, requiredIn, watching } from "./coverage.ts";

export default defineRule({
  id: "alert-ip-exhaustion",
  title: "Alerts fire when pods get no IP addresses",
  severity: "medium",
  article: "Kubernetes scheduler does not know about free IPs",
  why: "The scheduler does not know how many addresses a node has left, so it places pods on nodes that have none, where they stay in ContainerCreating. No scheduler event and no autoscaler shows it: only the CNI's metrics do.",
  fix: "Alert on increase(awscni_no_available_ip_addresses[5m]) > 0, and on EC2 API errors such as InsufficientFreeAddressesInSubnet in awscni_aws_api_error_count; in CloudWatch, on ipamdErr and awsAPIErr of cni-metrics-helper, or on SubnetIPUsage of IPAM.",
  references: [
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/cmd/cni-metrics-helper/README.md",
    "https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html",
  ],
  findings: {
    missing: "The stack has no alert on the addresses of the CNI or of the subnets.",
    "never-fires":
      "The alert compares with the maximum number of addresses of a node, which is never reached with prefix delegation.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: { requiredIn },
  checkStack(stack, options, report) {
    const coverage = coverageOf(stack, options.requiredIn);
    // Without alerts, it does not matter how addresses are assigned.
    const isOutOfReach =
      coverage.alerts.length > 0 && delegatesPrefixes(stack) && isWatched(coverage, MAXIMUM) === true;
    const ratios = coverage.alerts.filter((alert) => MAXIMUM(alert) === true);
    for (const { place } of isOutOfReach ? ratios : []) {
      report("never-fires", place, {
        found: text`with prefix delegation, the maximum counts sixteen addresses for each slot, whatever maxPods is, and is never reached`,
        passes: text`alert on awscni_no_available_ip_addresses, or on total minus assigned addresses`,
      });
    }
    const { subject } = coverage;
    if (isWatched(coverage, ADDRESSES) === false && subject) {
      report("missing", subject, {
        found: text`no alert in this stack detects that addresses run out`,
        passes: text`add one on awscni_no_available_ip_addresses`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "An alert that fires as soon as a pod gets no address",
        type: "kubernetes:monitoring.coreos.com/v1:PrometheusRule",
        props: {
          metadata: { name: "addresses", namespace: "monitoring" },
          spec: {
            groups: [
              {
                name: "addresses",
                rules: [
                  {
                    alert: "NoFreeAddress",
                    expr: "increase(awscni_no_available_ip_addresses[5m]) > 0",
                    labels: { severity: "page" },
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
        title: "Alerts on everything but addresses",
        type: "aws:cloudwatch/metricAlarm:MetricAlarm",
        props: {
          namespace: "ContainerInsights",
          metricName: "node_cpu_utilization",
          comparisonOperator: "GreaterThanThreshold",
          evaluationPeriods: 3,
          threshold: 90,
        },
        beside: [CLUSTER_BESIDE],
      },
    ],
  },
});

/** Metrics of ipamd, cni-metrics-helper, IPAM, and exporters that read how many addresses a subnet has left. */
const ADDRESS_METRIC =
  /awscni_(no_available_ip|assigned_ip|total_ip|ip_max|ipamd_error|aws_api_err)|\b(assignIPAddresses|totalIPAddresses|maxIPAddresses|ipamdErr|awsAPIErr|SubnetIPUsage)\b|InsufficientFreeAddresses|(available|free)_?ip/i;

/** Errors of the EC2 API are a label of the CNI's counter of errors. */
const ADDRESSES = watching(({ metric }) => ADDRESS_METRIC.test(metric), ADDRESS_METRIC);

/** Metrics of the maximum number of addresses that a node's interfaces can have. */
const MAXIMUM = watching(({ metric }) => metric.includes("awscni_ip_max"), /\bmaxIPAddresses\b/);

function delegatesPrefixes(stack: StackView): boolean {
  return decidingSettings(stackCniSettings(stack), "ENABLE_PREFIX_DELEGATION").some(
    ({ value }) => value.kind === "known" && parseGoBoolean(value.value) === true,
  );
}
