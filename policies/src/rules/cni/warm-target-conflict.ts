import type { CniSettings } from "../../cluster/cni/cni-settings.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { givesIpv4, cniConfigurationChecks } from "./cni-configuration-checks.ts";

export default defineRule({
  id: "warm-target-conflict",
  title: "No warm target of the VPC CNI overrides another",
  severity: "low",
  article: "CronJobs and the VPC CNI",
  why: "If WARM_IP_TARGET or MINIMUM_IP_TARGET is set, the CNI ignores WARM_ENI_TARGET and WARM_PREFIX_TARGET. Whoever raises one of those sees no change, and nothing says why.",
  fix: "Remove WARM_ENI_TARGET and WARM_PREFIX_TARGET, or remove WARM_IP_TARGET and MINIMUM_IP_TARGET.",
  references: [
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md",
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/prefix-and-ip-target.md",
  ],
  findings: {
    ignored:
      "WARM_ENI_TARGET or WARM_PREFIX_TARGET is set to a value other than 0 or 1, but another target makes the CNI ignore it.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  ...cniConfigurationChecks(judge),
  examples: {
    good: [
      {
        title: "Targets in addresses",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: '{ "env": { "MINIMUM_IP_TARGET": "30", "WARM_IP_TARGET": "5" } }',
        },
      },
    ],
    bad: [
      {
        title: "Three interfaces ready, which the CNI ignores",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues:
            '{ "env": { "WARM_ENI_TARGET": "3", "MINIMUM_IP_TARGET": "30", "WARM_IP_TARGET": "5" } }',
        },
      },
    ],
  },
});

function judge(settings: CniSettings, _options: unknown, report: Report<"ignored">): void {
  for (const name of ["WARM_ENI_TARGET", "WARM_PREFIX_TARGET"] as const) {
    const target = settings.integer(name);
    // People write the default, or 0, to show that they don't use it.
    if (target.kind !== "known" || target.value === 0 || target.value === 1) continue;
    for (const stronger of ["WARM_IP_TARGET", "MINIMUM_IP_TARGET"] as const) {
      const other = settings.integer(stronger);
      if (other.kind !== "known" || other.value <= 0 || !givesIpv4(settings)) continue;
      report("ignored", target, {
        found: text`${name} is ${target}, which the CNI ignores because of ${stronger}`,
        passes: text`remove it, or remove WARM_IP_TARGET and MINIMUM_IP_TARGET`,
      });
      break;
    }
  }
}
