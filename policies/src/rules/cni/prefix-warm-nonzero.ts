import { CLUSTER } from "../../cluster/aws-types.ts";
import { effectiveSettingsOf, isIpv6Cluster } from "../../cluster/cni/cni-mode.ts";
import { settingFor, type CniSettings } from "../../cluster/cni/cni-settings.ts";
import { DAEMON_SET } from "../../rule/kubernetes-kinds.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { cniConfigurationChecks } from "./cni-configuration-checks.ts";

const VARIABLE = "WARM_PREFIX_TARGET";

const checks = cniConfigurationChecks(judge);

export default defineRule({
  id: "prefix-warm-nonzero",
  title: "With prefix delegation, the VPC CNI keeps a prefix or addresses ready",
  severity: "high",
  article: "The scheduler does not know about free IPs",
  why: "Without any target, the CNI does not start, in any version that has prefix delegation: aws-node exits with an error on every node, so that new nodes never become ready, and on existing nodes, no more pods get an address. That includes IPv6 clusters, although their nodes need no target.",
  fix: "Set WARM_PREFIX_TARGET to 1 or more, or both WARM_IP_TARGET and MINIMUM_IP_TARGET.",
  references: [
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/prefix-and-ip-target.md",
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/v1.23.2/cmd/aws-vpc-cni/main.go",
  ],
  findings: {
    "no-target": "ENABLE_PREFIX_DELEGATION is true, as in every IPv6 cluster, and no target is above 0.",
  },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: {},
  remediates: `Sets ${VARIABLE} to "1", the default of the add-on and the chart; not in the env of a container that lacks it.`,
  ...checks,
  checkStack(stack, options, report) {
    checks.checkStack(stack, options, report);
    // EKS turns prefix delegation on in an IPv6 cluster, so the variables alone don't show it.
    for (const cluster of stack.ofType([CLUSTER]).filter(isIpv6Cluster)) {
      for (const settings of effectiveSettingsOf(stack, cluster)) {
        if (settings.variable("ENABLE_PREFIX_DELEGATION").kind === "absent") judgeTargets(settings, report);
      }
    }
  },
  examples: {
    good: [
      {
        title: "One prefix ready",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: '{ "env": { "ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1" } }',
        },
      },
    ],
    bad: [
      {
        title: "No prefix ready, and no address",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: '{ "env": { "ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "0" } }',
        },
      },
    ],
  },
});

function judge(settings: CniSettings, _options: unknown, report: Report<"no-target">): void {
  const prefixDelegation = settings.flag("ENABLE_PREFIX_DELEGATION");
  if (prefixDelegation.kind === "known" && prefixDelegation.value) judgeTargets(settings, report);
}

const VARIABLES = [VARIABLE, "WARM_IP_TARGET", "MINIMUM_IP_TARGET"];

function judgeTargets(settings: CniSettings, report: Report<"no-target">): void {
  const [prefixes, ...others] = VARIABLES.map((name) => settings.variable(name));
  if (!prefixes) return;
  const targets = [prefixes, ...others];
  const isPatch = settings.resource.isPatch;
  if (targets.some(({ kind }) => kind === "undetermined" || (kind === "absent" && isPatch))) return;
  // The add-on and the chart set 1. A DaemonSet is written out in full, and the CNI treats what it leaves out as 0.
  if (prefixes.kind === "absent" && !DAEMON_SET.includes(settings.resource.type)) return;
  // The CNI compares the texts: what begins with a sign or a space is below "0" (validateEnvVars of v1.23.2, 2026-11).
  if (targets.some((target) => target.kind === "known" && target.value > "0")) return;
  const isNumber = prefixes.kind === "known" && /^-?\d{1,9}$/.test(prefixes.value);
  const number = isNumber ? settings.integer(VARIABLE) : undefined;
  report("no-target", prefixes, {
    found:
      number?.kind === "known"
        ? text`${VARIABLE} is ${number}, and no other target is set, so aws-node does not start`
        : prefixes.kind === "absent"
          ? text`${VARIABLE} is not set, which means 0 here, so aws-node does not start`
          : text`${VARIABLE} does not begin with a digit, so aws-node does not start`,
    passes: text`set ${VARIABLE} to 1 or more`,
    set: settingFor(prefixes, VARIABLE, { [VARIABLE]: "1" }),
  });
}
