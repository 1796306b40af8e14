import { CLUSTER } from "../../cluster/aws-types.ts";
import { effectiveSettingsOf, isIpv6Cluster } from "../../cluster/cni/cni-mode.ts";
import type { CniSettings } from "../../cluster/cni/cni-settings.ts";
import { CNI_DEFAULTS, GO_INTEGER, parseGoBoolean } from "../../cluster/cni/cni-variables.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { Text, text } from "../../rule/text.ts";
import { cniConfigurationChecks } from "./cni-configuration-checks.ts";

const checks = cniConfigurationChecks(judge);

export default defineRule({
  id: "cni-env-accepted",
  title: "The VPC CNI accepts the values of its variables",
  severity: "critical",
  tags: ["vpc-cni"],
  why: "The VPC CNI checks some of its variables when it starts. With a value that it refuses, aws-node exits with an error on every node: new nodes never become ready, and on existing nodes, no more pods get an address. A value that it can't parse in any other variable is ignored without a word in Kubernetes: the feature stays off.",
  fix: 'Write Booleans as "true" or "false", and numbers in digits, without a unit. In an IPv6 cluster, leave ENABLE_PREFIX_DELEGATION at true, which EKS sets, and custom networking off.',
  references: [
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/v1.23.1/cmd/aws-vpc-cni/main.go",
    "https://github.com/aws/amazon-vpc-cni-k8s#cni-configuration-variables",
  ],
  findings: {
    refused: "A variable has a value with which aws-node does not start.",
    "not-with-ipv6": "A variable has a value with which aws-node does not start in an IPv6 cluster.",
    ignored: "A Boolean or a number can't be parsed, so the CNI uses its default.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["ignored"] },
    strict: { level: "mandatory" },
  },
  options: {},
  ...checks,
  checkStack(stack, options, report) {
    checks.checkStack(stack, options, report);
    // EKS turns IPv6 and prefix delegation on in an IPv6 cluster, so the variables alone don't show it.
    for (const cluster of stack.ofType([CLUSTER]).filter(isIpv6Cluster)) {
      for (const settings of effectiveSettingsOf(stack, cluster)) {
        if (settings.variable("ENABLE_IPv6").kind === "absent") judgeWithIpv6(settings, report);
      }
    }
  },
  examples: {
    good: [
      {
        title: "A Boolean and a number as strings",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues:
            '{ "env": { "ENABLE_PREFIX_DELEGATION": "true", "IP_COOLDOWN_PERIOD": "30" } }',
        },
      },
    ],
    bad: [
      {
        title: "A number with a unit",
        type: "aws:eks/addon:Addon",
        props: { addonName: "vpc-cni", configurationValues: '{ "env": { "IP_COOLDOWN_PERIOD": "30s" } }' },
      },
      {
        title: "A Boolean that isn't one",
        type: "kubernetes:helm.sh/v3:Release",
        props: { chart: "aws-vpc-cni", values: { env: { ENABLE_PREFIX_DELEGATION: "enabled" } } },
      },
    ],
  },
});

type Key = "refused" | "not-with-ipv6" | "ignored";

// What the CNI refuses. Source: amazon-vpc-cni-k8s v1.23.1, cmd/aws-vpc-cni/main.go (validateEnvVars) and pkg/ipamd/ipamd.go (New,
// isConfigValid), 2026-08.

/** Variables with a fixed list of values; those that the CNI only reads with another one name it. */
const WORDS = [
  {
    name: "POD_SECURITY_GROUP_ENFORCING_MODE",
    isAccepted: (value: string) => ["strict", "standard"].includes(value),
    passes: text`set it to "strict" or "standard"`,
    onlyWith: "ENABLE_POD_ENI",
  },
  {
    name: "NETWORK_POLICY_ENFORCING_MODE",
    isAccepted: (value: string) => ["none", "strict", "standard"].includes(value.toLowerCase()),
    passes: text`set it to "none", "strict" or "standard"`,
  },
  {
    name: "AWS_VPC_K8S_CNI_VETHPREFIX",
    isAccepted: (value: string) => value.length <= 4 && !["eth", "lo", "vlan"].includes(value),
    passes: text`use 4 characters or fewer, and not eth, lo or vlan`,
  },
  {
    name: "AWS_VPC_K8S_PLUGIN_LOG_FILE",
    isAccepted: (value: string) => value !== "stdout",
    passes: text`set it to a file, or to "stderr"`,
  },
];

const MTU = { max: 9001, min: 576, minWithIpv6: 1280 };

/** Numbers that the CNI ignores if it can't parse them. */
const IGNORED_NUMBERS = [
  "MAX_ENI",
  "MINIMUM_IP_TARGET",
  "WARM_ENI_TARGET",
  "WARM_IP_TARGET",
  "WARM_PREFIX_TARGET",
];

function judge(settings: CniSettings, _options: unknown, report: Report<Key>): void {
  const ipv6 = settings.flag("ENABLE_IPv6");
  const isIpv6 = ipv6.kind === "known" && ipv6.value;
  judgeNumber(settings, "IP_COOLDOWN_PERIOD", { min: 0, max: Infinity }, report);
  const range = { min: isIpv6 ? MTU.minWithIpv6 : MTU.min, max: MTU.max };
  for (const name of ["AWS_VPC_ENI_MTU", "POD_MTU"] as const) judgeNumber(settings, name, range, report);
  for (const { name, isAccepted, passes, onlyWith } of WORDS) {
    const value = settings.variable(name);
    if (value.kind !== "known" || isAccepted(value.value)) continue;
    const other = onlyWith === undefined ? undefined : settings.flag(onlyWith);
    if (other && (other.kind === "undetermined" || !other.value)) continue;
    report("refused", value, { found: refused(text`this value of ${Text.of(name)}`), passes });
  }
  if (isIpv6) judgeWithIpv6(settings, report);
  judgeIgnored(settings, report);
}

function judgeNumber(
  settings: CniSettings,
  name: "IP_COOLDOWN_PERIOD" | "AWS_VPC_ENI_MTU" | "POD_MTU",
  { min, max }: { readonly min: number; readonly max: number },
  report: Report<Key>,
): void {
  const written = settings.variable(name);
  if (written.kind !== "known") return;
  const value = GO_INTEGER.parse(written.value);
  if (value !== undefined && value >= min && value <= max) return;
  report("refused", written, {
    found: refused(
      value === undefined ? text`${name}, which is not a whole number` : text`this value of ${name}`,
    ),
    passes: max === Infinity ? text`set it to ${min} or more` : text`set it to ${min} to ${max}`,
  });
}

function judgeWithIpv6(settings: CniSettings, report: Report<Key>): void {
  const judgeFlag = (name: string, accepted: "true" | "false"): void => {
    const flag = settings.flag(name);
    if (settings.variable(name).kind !== "known" || flag.kind === "undetermined") return;
    if (String(flag.value) === accepted) return;
    report("not-with-ipv6", flag, {
      found: refused(text`this value of ${Text.of(name)} in an IPv6 cluster`),
      passes: text`set it to "${accepted}"`,
    });
  };
  judgeFlag("ENABLE_PREFIX_DELEGATION", "true");
  judgeFlag("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "false");
  judgeFlag("ENABLE_IPv4", "false");
}

function judgeIgnored(settings: CniSettings, report: Report<Key>): void {
  const ignored = (name: string, kind: Text, passes: Text, isParsed: (value: string) => boolean): void => {
    const value = settings.variable(name);
    // The CNI treats an empty string as not set.
    if (value.kind !== "known" || value.value === "" || isParsed(value.value)) return;
    const byDefault = CNI_DEFAULTS.get(name);
    const instead = byDefault === undefined ? text`ignores it` : text`uses ${Text.of(byDefault)}`;
    report("ignored", value, {
      found: text`the value of ${Text.of(name)} is not ${kind}, so the CNI ${instead}`,
      passes,
    });
  };
  for (const [name, byDefault] of CNI_DEFAULTS) {
    if (byDefault !== "true" && byDefault !== "false") continue;
    ignored(name, text`a Boolean`, TRUE_OR_FALSE, (value) => parseGoBoolean(value) !== undefined);
  }
  for (const name of IGNORED_NUMBERS) {
    ignored(name, text`a whole number`, IN_DIGITS, (value) => GO_INTEGER.parse(value) !== undefined);
  }
}

const TRUE_OR_FALSE = text`set it to "true" or "false"`;
const IN_DIGITS = text`write the number in digits`;

function refused(what: Text): Text {
  return text`aws-node does not start with ${what}`;
}
