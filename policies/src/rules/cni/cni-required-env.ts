import { CLUSTER, SUBNET, SUBNET_CIDR_RESERVATION } from "../../cluster/aws-types.ts";
import { CNI_CONFIGURATION_TYPES } from "../../cluster/cni/cni-configuration.ts";
import {
  cniSettings,
  decidingSettings,
  missingSettings,
  settingFor,
  stackCniSettings,
  type CniSettings,
} from "../../cluster/cni/cni-settings.ts";
import { CNI_DEFAULTS, parseGoBoolean } from "../../cluster/cni/cni-variables.ts";
import { hasOtherCni, OTHER_CNI } from "../../cluster/cni/other-cni.ts";
import { ENI_CONFIG } from "../../cluster/nodes/eni-config.ts";
import { texts } from "../../rule/option.ts";
import type { Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text, Text } from "../../rule/text.ts";

export default defineRule({
  id: "cni-required-env",
  title: "The VPC CNI has the variables that the cluster needs",
  severity: "high",
  why: "Most features of the VPC CNI are off until an environment variable turns them on. ENIConfigs or SecurityGroupPolicies without their variable are silently ignored: pods land in the wrong subnets, or without their security groups. The same goes for subnets that are tagged for pods, and for addresses that are reserved for prefixes.",
  fix: 'Set the variable where the CNI is configured: under env in the configurationValues of the vpc-cni add-on, in the env of the aws-node container, or under env in the values of the Helm chart. Write it as a string ("true").',
  references: [
    "https://github.com/aws/amazon-vpc-cni-k8s#cni-configuration-variables",
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-custom-network.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
  ],
  findings: {
    missing: "A required variable is not set, and the CNI's default is a different value.",
    different: "A required variable is set to a different value.",
  },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: {
    required: texts({
      description:
        "Variables that every VPC CNI must have, with their values; a value between slashes (/^[1-9]/) is a regular expression. Variables that the resources in the stack need are required in addition: ENIConfigs, also those that the add-on or the chart creates, need AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG, SecurityGroupPolicies need ENABLE_POD_ENI, subnets with the tag kubernetes.io/role/cni need ENABLE_SUBNET_DISCOVERY, and prefix reservations in a subnet need ENABLE_PREFIX_DELEGATION.",
      default: {},
    }),
  },
  refuses: ({ required }) =>
    Object.entries(required)
      .filter(([, value]) => !isRegularExpression(betweenSlashes(value) ?? ""))
      .map(
        ([name, value]) =>
          `required.${name} is ${JSON.stringify(value)}, which is not a valid regular expression`,
      ),
  remediates:
    "Sets the variables of `required` in the add-on, the DaemonSet, or the values of the Helm release. Does not set variables with a regular expression as their value, or those that the container's env lacks.",
  targets: CNI_CONFIGURATION_TYPES,
  check(resource, { required }, report) {
    const variables = Object.entries(required);
    const settings = variables.length > 0 ? cniSettings(resource) : undefined;
    const literal = Object.fromEntries(variables.filter(([, value]) => !patternOf(value)));
    for (const [name, value] of settings ? variables : []) {
      const reading = settings?.variable(name);
      // A Patch does not change what it does not set.
      if (!reading || (reading.kind === "absent" && resource.isPatch)) continue;
      judge({ name, value }, reading, report, settingFor(reading, name, literal));
    }
  },
  checkStack(stack, { required }, report) {
    const settings = stackCniSettings(stack);
    const hasSeveralClusters = stack.ofType([CLUSTER]).length > 1;
    for (const need of needsOf(stack, settings)) {
      const [evidence] = need.evidence;
      // Variables that the team requires by name were judged with the resource that sets them.
      if (!evidence || need.name in required) continue;
      const readings = decidingSettings(settings, need.name);
      if (readings.length === 0) {
        if (hasOtherCni(stack)) evidence.notApplicable(OTHER_CNI);
        else evidence.undetermined(missingSettings(stack));
      } else if (hasSeveralClusters) {
        evidence.undetermined("the stack has several clusters, and nothing shows which one it is for");
      } else {
        for (const { value } of readings) judge(need, value, report);
      }
    }
  },
  examples: {
    good: [
      {
        title: "Prefix delegation, which the team requires",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: '{ "env": { "ENABLE_PREFIX_DELEGATION": "true" } }',
        },
        options: { required: { ENABLE_PREFIX_DELEGATION: "true" } },
      },
    ],
    bad: [
      {
        title: "An add-on without the variable that the team requires",
        type: "aws:eks/addon:Addon",
        props: { addonName: "vpc-cni", configurationValues: "env:\n  WARM_ENI_TARGET: '2'\n" },
        options: { required: { ENABLE_PREFIX_DELEGATION: "true" } },
      },
    ],
  },
});

interface Need {
  readonly name: string;
  readonly value: string;
  /** The resources in the stack that need it, as the message names them. */
  readonly shownBy?:
    | "ENIConfigs"
    | "SecurityGroupPolicies"
    | "subnets with the tag kubernetes.io/role/cni"
    | "prefix reservations";
}

/** Returns the variables that resources in the stack need, with those resources. */
function needsOf(
  stack: StackView,
  settings: readonly CniSettings[],
): readonly (Need & { readonly evidence: readonly ResourceView[] })[] {
  const makers = settings.filter((one) => one.makesEniConfigs()).map(({ resource }) => resource);
  return [
    {
      name: "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG",
      value: "true",
      shownBy: "ENIConfigs",
      evidence: [...stack.ofType([ENI_CONFIG]), ...makers],
    },
    {
      name: "ENABLE_POD_ENI",
      value: "true",
      shownBy: "SecurityGroupPolicies",
      evidence: stack.ofType(["kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy"]),
    },
    {
      name: "ENABLE_SUBNET_DISCOVERY",
      value: "true",
      shownBy: "subnets with the tag kubernetes.io/role/cni",
      evidence: stack.ofType([SUBNET]).filter(isForPods),
    },
    {
      name: "ENABLE_PREFIX_DELEGATION",
      value: "true",
      shownBy: "prefix reservations",
      evidence: stack.ofType([SUBNET_CIDR_RESERVATION]).filter(isForPrefixes),
    },
  ];
}

/** True for a subnet in which the CNI creates network interfaces for pods, whatever subnet the node is in. */
function isForPods(subnet: ResourceView): boolean {
  const tag = subnet.scalar(["tags", "kubernetes.io/role/cni"]);
  return tag.kind === "known" && tag.value === "1";
}

function isForPrefixes(reservation: ResourceView): boolean {
  const type = reservation.oneOf(["prefix", "explicit"], "reservationType");
  return type.kind === "known" && type.value === "prefix";
}

function judge(
  { name, value, shownBy }: Need,
  found: Reading<string>,
  report: Report<"missing" | "different">,
  set?: string,
): void {
  const pattern = patternOf(value);
  const wanted = pattern ? text`a value that matches ${Text.of(value)}` : quoted(value);
  const passes = shownBy
    ? text`set it to ${wanted}, which the ${shownBy} in this stack need`
    : text`set it to ${wanted}`;
  if (found.kind === "absent") {
    const byDefault = CNI_DEFAULTS.get(name);
    if (byDefault !== undefined && isSame(byDefault, value)) return;
    const variable = Text.of(name);
    report("missing", found, {
      found:
        byDefault === undefined
          ? text`${variable} is not set`
          : text`${variable} is not set, which means ${quoted(byDefault)}`,
      passes,
      set,
    });
  } else if (found.kind === "known" && !isSame(found.value, value)) {
    report("different", found, { found: text`${Text.of(name)} has a different value`, passes, set });
  }
}

function isSame(found: string, wanted: string): boolean {
  const pattern = patternOf(wanted);
  if (pattern) return pattern.test(found);
  // "1" and "TRUE" are true to the CNI as well.
  if (wanted === "true" || wanted === "false") return parseGoBoolean(found) === parseGoBoolean(wanted);
  return found === wanted;
}

/** Quotes a value from the policy configuration or from the CNI's own defaults. */
function quoted(value: string): Text {
  return Text.of(JSON.stringify(value));
}

function patternOf(value: string): RegExp | undefined {
  const source = betweenSlashes(value);
  return source === undefined ? undefined : new RegExp(source);
}

function betweenSlashes(value: string): string | undefined {
  return /^\/(.+)\/$/s.exec(value)?.[1];
}

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
