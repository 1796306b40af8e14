import { settingFor, type CniSettings } from "../../cluster/cni/cni-settings.ts";
import { integer, emptyRangeProblems } from "../../rule/option.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { givesIpv4, cniConfigurationChecks } from "./cni-configuration-checks.ts";

const VARIABLE = "IP_COOLDOWN_PERIOD";

/** The CNI's default. */
const DEFAULT_SECONDS = 30;

export default defineRule({
  id: "cooldown-range",
  title: "An address cools down before the VPC CNI gives it to another pod",
  severity: "medium",
  article: "CronJobs and the VPC CNI",
  why: "Until kube-proxy has caught up, traffic for a terminated pod goes to the pod that has its address now, including requests from other tenants. A long cooldown costs addresses: each terminated pod keeps one from the next pod for that time.",
  fix: "Leave IP_COOLDOWN_PERIOD at its default of 30 seconds. If short jobs use up the addresses of a node, lower maxPods or set MINIMUM_IP_TARGET before you lower the period.",
  references: [
    "https://github.com/aws/amazon-vpc-cni-k8s#ip_cooldown_period-v1150",
    "https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html",
  ],
  findings: {
    none: "IP_COOLDOWN_PERIOD is 0: an address goes to the next pod immediately.",
    outside: "IP_COOLDOWN_PERIOD is outside the range from `min` to `max`.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    min: integer({ description: "Shortest period, in seconds.", default: 10, min: 0, max: 3600 }),
    max: integer({ description: "Longest period, in seconds.", default: 60, min: 0, max: 3600 }),
  },
  refuses: ({ min, max }) => emptyRangeProblems(min, max),
  remediates: `Sets ${VARIABLE} to "30", the CNI's default, or to the closest value between \`min\` and \`max\`.`,
  ...cniConfigurationChecks(judge),
  examples: {
    good: [
      {
        title: "A shorter cooldown for short jobs",
        type: "aws:eks/addon:Addon",
        props: { addonName: "vpc-cni", configurationValues: '{ "env": { "IP_COOLDOWN_PERIOD": "15" } }' },
      },
    ],
    bad: [
      {
        title: "No cooldown",
        type: "aws:eks/addon:Addon",
        props: { addonName: "vpc-cni", configurationValues: '{ "env": { "IP_COOLDOWN_PERIOD": "0" } }' },
      },
      {
        title: "Ten minutes for every terminated pod",
        type: "kubernetes:helm.sh/v3:Release",
        props: { chart: "aws-vpc-cni", values: { env: { IP_COOLDOWN_PERIOD: "600" } } },
      },
    ],
  },
});

function judge(
  settings: CniSettings,
  { min, max }: { readonly min: number; readonly max: number },
  report: Report<"none" | "outside">,
): void {
  const seconds = settings.integer(VARIABLE);
  const value = seconds.kind === "known" ? seconds.value : DEFAULT_SECONDS;
  if (seconds.kind === "undetermined" || (value >= min && value <= max) || !givesIpv4(settings)) return;
  const byDefault = Math.min(max, Math.max(min, DEFAULT_SECONDS));
  const remedy = {
    passes: text`set ${VARIABLE} to ${min} to ${max} seconds`,
    set: settingFor(seconds, VARIABLE, { [VARIABLE]: String(byDefault) }),
  };
  if (value === 0) {
    report("none", seconds, { found: text`an address goes to the next pod immediately`, ...remedy });
    return;
  }
  const shown = seconds.kind === "known" ? seconds : value;
  report("outside", seconds, { found: text`an address cools down for ${shown} seconds`, ...remedy });
}
