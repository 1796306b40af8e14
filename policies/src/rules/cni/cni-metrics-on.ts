import { settingFor, type CniSettings } from "../../cluster/cni/cni-settings.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { cniConfigurationChecks } from "./cni-configuration-checks.ts";

const VARIABLE = "DISABLE_METRICS";

export default defineRule({
  id: "cni-metrics-on",
  title: "The VPC CNI exposes its metrics",
  severity: "high",
  article: "The scheduler does not know about free IPs",
  why: "Neither the scheduler nor an autoscaler sees that a node has no address left: pods wait in ContainerCreating on a node that looks free. The CNI's metrics on port 61678 are where it shows first.",
  fix: 'Set DISABLE_METRICS to "false", its default, or remove it.',
  references: [
    "https://github.com/aws/amazon-vpc-cni-k8s#disable_metrics",
    "https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html",
  ],
  findings: { off: "DISABLE_METRICS is true." },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {},
  remediates: `Sets ${VARIABLE} to "false".`,
  ...cniConfigurationChecks(judge),
  examples: {
    good: [
      {
        title: "Metrics by default",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: '{ "env": { "ENABLE_PREFIX_DELEGATION": "true" } }',
        },
      },
    ],
    bad: [
      {
        title: "No metrics",
        type: "aws:eks/addon:Addon",
        props: { addonName: "vpc-cni", configurationValues: '{ "env": { "DISABLE_METRICS": "true" } }' },
      },
    ],
  },
});

function judge(settings: CniSettings, _options: unknown, report: Report<"off">): void {
  const disabled = settings.flag(VARIABLE);
  if (disabled.kind === "undetermined" || !disabled.value) return;
  report("off", disabled, {
    found: text`the VPC CNI exposes no metrics, so nothing can warn when addresses run out`,
    passes: text`set ${VARIABLE} to "false"`,
    set: settingFor(disabled, VARIABLE, { [VARIABLE]: "false" }),
  });
}
