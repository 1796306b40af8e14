import { ADDON, CLUSTER } from "../../cluster/aws-types.ts";
import { effectiveSettingsOf, isIpv6Cluster } from "../../cluster/cni/cni-mode.ts";
import type { CniSettings } from "../../cluster/cni/cni-settings.ts";
import { CNI_DEFAULTS, GO_INTEGER, parseGoBoolean } from "../../cluster/cni/cni-variables.ts";
import type { Place } from "../../rule/reading.ts";
import { DAEMON_SET } from "../../rule/kubernetes-kinds.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { joined, Text, text } from "../../rule/text.ts";
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
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/v1.23.2/cmd/aws-vpc-cni/main.go",
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
        if (settings.variable("ENABLE_IPv6").kind !== "absent") continue;
        judgeWithIpv6(settings, report);
        for (const name of MTU_VARIABLES) judgeMtuOfIpv6(settings, name, report);
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

// What the CNI refuses. Source: amazon-vpc-cni-k8s v1.23.2, cmd/aws-vpc-cni/main.go (validateEnvVars) and pkg/ipamd/ipamd.go (New,
// isConfigValid), 2026-11.

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
    isAccepted: (value: string) => Buffer.byteLength(value) <= 4 && !["eth", "lo", "vlan"].includes(value),
    passes: text`use 4 characters or fewer, and not eth, lo or vlan`,
  },
  {
    name: "AWS_VPC_K8S_PLUGIN_LOG_FILE",
    isAccepted: (value: string) => value !== "stdout",
    passes: text`set it to a file, or to "stderr"`,
  },
];

const MTU = { max: 9001, min: 576, minWithIpv6: 1280 };
const MTU_VARIABLES = ["AWS_VPC_ENI_MTU", "POD_MTU"] as const;

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
  for (const name of MTU_VARIABLES) judgeNumber(settings, name, range, report);
  for (const { name, isAccepted, passes, onlyWith } of WORDS) {
    const value = settings.variable(name);
    if (value.kind !== "known" || isAccepted(value.value)) continue;
    const other = onlyWith === undefined ? undefined : settings.flag(onlyWith);
    if (other && (other.kind === "undetermined" || !other.value)) continue;
    report("refused", value, { found: refused(text`this value of ${Text.of(name)}`), passes });
  }
  if (isIpv6) judgeWithIpv6(settings, report);
  else if (ipv6.kind === "known") judgeIpv4(settings, ipv6, report);
  judgeIgnored(settings, report);
}

/** True if the settings alone decide between IPv4 and IPv6. For an add-on, EKS does; its schema has no such variables. */
function decidesFamily({ resource }: CniSettings): boolean {
  return resource.type !== ADDON;
}

/** The CNI needs one of them. A string that it can't parse is false. */
function judgeIpv4(settings: CniSettings, ipv6: Place, report: Report<Key>): void {
  const ipv4 = settings.variable("ENABLE_IPv4");
  if (!decidesFamily(settings) || ipv4.kind !== "known" || parseGoBoolean(ipv4.value) === true) return;
  report("refused", asSecretAs(ipv6, ipv4), {
    found: refused(text`this value of ENABLE_IPv4 where ENABLE_IPv6 is off`),
    passes: text`set it to "true"`,
  });
}

/** The lowest MTU is another in an IPv6 cluster; anything else was judged with the variables alone. */
function judgeMtuOfIpv6(
  settings: CniSettings,
  name: (typeof MTU_VARIABLES)[number],
  report: Report<Key>,
): void {
  const written = settings.variable(name);
  const value = written.kind === "known" ? GO_INTEGER.parse(written.value) : undefined;
  if (value === undefined || value < MTU.min || value >= MTU.minWithIpv6) return;
  report("not-with-ipv6", written, {
    found: refused(text`this value of ${name} in an IPv6 cluster`),
    passes: text`set it to ${MTU.minWithIpv6} to ${MTU.max}`,
  });
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
  const ipv6 = settings.variable("ENABLE_IPv6");
  const missing = FLAGS_WITH_IPV6.flatMap(({ name, needed, byDefault }) => {
    const written = settings.variable(name);
    if (written.kind === "absent") return byDefault(settings) === needed ? [] : [{ name, needed }];
    if (written.kind === "undetermined" || (parseGoBoolean(written.value) ?? false) === needed) return [];
    report("not-with-ipv6", asSecretAs(ipv6, written), {
      found: refused(text`this value of ${Text.of(name)} in an IPv6 cluster`),
      passes: text`set it to "${needed ? "true" : "false"}"`,
    });
    return [];
  });
  if (ipv6.kind !== "known" || missing.length === 0 || settings.resource.isPatch || !decidesFamily(settings))
    return;
  const values = missing.map(({ name, needed }) => text`${Text.of(name)} ${needed ? "on" : "off"}`);
  report("not-with-ipv6", ipv6, {
    found: refused(text`ENABLE_IPv6 and the defaults of what it needs`),
    passes: text`turn ${joined(values, " and ")}`,
  });
}

/** What the CNI needs with IPv6, where the variable is left out: a DaemonSet is written out in full, and false without it. */
const FLAGS_WITH_IPV6 = [
  { name: "ENABLE_PREFIX_DELEGATION", needed: true, byDefault: () => false },
  { name: "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", needed: false, byDefault: () => false },
  {
    name: "ENABLE_IPv4",
    needed: false,
    byDefault: ({ resource }: CniSettings) => !DAEMON_SET.includes(resource.type),
  },
] as const;

/** The place of a finding that also tells what another variable is. */
function asSecretAs({ isSecret = false }: Place, { urn, path, isSecret: isOwn = false }: Place): Place {
  return { urn, path, isSecret: isSecret || isOwn };
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
    // Whether ENABLE_IPv4 can be parsed decides whether aws-node starts.
    if ((byDefault !== "true" && byDefault !== "false") || name === "ENABLE_IPv4") continue;
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
