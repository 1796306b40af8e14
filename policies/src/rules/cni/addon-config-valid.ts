import { addonConfiguration, isAddon } from "../../cluster/addon.ts";
import { ADDON, CLUSTER } from "../../cluster/aws-types.ts";
import { daemonSetEnvironment } from "../../cluster/cni/cni-configuration.ts";
import { cniSettings } from "../../cluster/cni/cni-settings.ts";
import { clusterOf } from "../../cluster/nodes/node-groups.ts";
import { clusterOfKubernetes } from "../../cluster/workloads/kubernetes-cluster.ts";
import { didYouMean } from "../../did-you-mean.ts";
import { addonSchema, addonValueType, type AddonValueType } from "../../facts/addon-schemas.ts";
import { CNI_VARIABLES } from "../../facts/cni-variables.ts";
import { groupBy } from "../../facts/group-by.ts";
import { parseDocument } from "../../rule/document.ts";
import type { Kind } from "../../rule/kinds.ts";
import { DAEMON_SET } from "../../rule/kubernetes-kinds.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text, Text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";
import { MAX_DOCUMENT_LENGTH } from "../../rule/yaml.ts";

export default defineRule({
  id: "addon-config-valid",
  title: "EKS accepts an add-on's configuration, and nothing else configures the add-on",
  severity: "high",
  why: "EKS rejects an add-on whose configuration does not match its schema, halfway through pulumi up: nodes that wait for the VPC CNI never become ready. Variables that a DaemonSetPatch sets in addition to the add-on are lost with the add-on's next update, or make that update fail.",
  fix: 'Write configurationValues with JSON.stringify, or as YAML, and environment variables as strings ("true", "5"). Set the variables of aws-node in the add-on only.',
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-field-management.html",
    "https://docs.aws.amazon.com/cli/latest/reference/eks/describe-addon-configuration.html",
  ],
  findings: {
    unreadable: "configurationValues is neither a JSON nor a YAML object.",
    "not-a-string": "An environment variable of the VPC CNI is not a string.",
    "unknown-key":
      "The add-on's schema has no such key: an environment variable that the VPC CNI does not document, a key that looks misspelled, or one that no known schema has.",
    "wrong-type": "A value has another type than in the add-on's schema.",
    "set-twice": "A DaemonSet or a Patch of it sets variables of a VPC CNI that is an add-on.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["unknown-key", "wrong-type", "set-twice"] },
    strict: { level: "mandatory", advisory: ["unknown-key", "wrong-type", "set-twice"] },
  },
  options: {},
  remediates: "Puts quotes around numbers and booleans in the variables of the VPC CNI.",
  targets: [ADDON],
  check(addon, _options, report) {
    const configuration = addon.string("configurationValues");
    if (configuration.kind !== "known" || configuration.value.trim() === "") return;
    if (configuration.value.length > MAX_DOCUMENT_LENGTH) {
      report("unreadable", configuration, {
        found: text`the value is longer than ${MAX_DOCUMENT_LENGTH} characters`,
        passes: text`set only what differs from the add-on's defaults`,
      });
      return;
    }
    if (parseDocument(configuration.value) === undefined) {
      report("unreadable", configuration, {
        found: text`the value is neither a JSON nor a YAML object`,
        passes: text`write it with JSON.stringify`,
      });
      return;
    }
    const values = addonConfiguration(addon);
    if (values.kind !== "known") return;
    judgeKeys(values.value, addon.string("addonName"), [], report);
    if (!isAddon(addon, "vpc-cni")) return;
    judgeStrings(values.value.at("env"), report);
    judgeStrings(values.value.at("init.env"), report);
  },
  checkStack(stack, _options, report) {
    const addons = cniAddons(stack);
    const hasSeveralClusters = stack.ofType([CLUSTER]).length > 1;
    for (const daemonSet of addons.length > 0 ? stack.ofType(DAEMON_SET) : []) {
      const env = cniSettings(daemonSet) && daemonSetEnvironment(daemonSet);
      if (env?.kind !== "known" || !env.value.isSet()) continue;
      const cluster = clusterOfKubernetes(stack, daemonSet);
      if (hasSeveralClusters && !cluster) {
        daemonSet.undetermined("the stack has several clusters, and nothing shows which one it is for");
        continue;
      }
      const ofCluster = hasSeveralClusters ? addonsByCluster(stack).get(cluster) : addons;
      const addon = ofCluster?.[0];
      if (!addon || keepsChanges(addon)) continue;
      report("set-twice", env, {
        found: text`the add-on ${addon} also manages these variables: its next update reverts them, or fails`,
        passes: text`move them to env in the add-on's configurationValues`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Strings, in YAML",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: 'env:\n  ENABLE_PREFIX_DELEGATION: "true"\n  WARM_PREFIX_TARGET: "1"\n',
        },
      },
    ],
    bad: [
      {
        title: "JSON with an extra comma",
        type: "aws:eks/addon:Addon",
        props: { addonName: "coredns", configurationValues: '{ "replicaCount": 3,, }' },
      },
      {
        title: "A boolean and a number instead of strings",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: "env:\n  ENABLE_PREFIX_DELEGATION: true\n  WARM_PREFIX_TARGET: 1\n",
        },
      },
      {
        title: "A misspelled variable",
        type: "aws:eks/addon:Addon",
        props: { addonName: "vpc-cni", configurationValues: '{ "env": { "WARM_IP_TARGETS": "5" } }' },
      },
    ],
  },
});

const cniAddons = oncePerStack((stack) => stack.ofType([ADDON]).filter((one) => isAddon(one, "vpc-cni")));

const addonsByCluster = oncePerStack((stack) =>
  groupBy(cniAddons(stack), (addon) => clusterOf(stack, addon)),
);

/** Objects that hold environment variables. */
const ENVIRONMENTS = ["env", "init.env"];

function judgeKeys(
  object: View,
  addonName: Reading<string>,
  path: readonly string[],
  report: Report<"unknown-key" | "wrong-type">,
): void {
  if (addonName.kind !== "known") return;
  const schema = addonSchema(addonName.value, path.join("."));
  const properties = schema ? object.object() : undefined;
  if (!schema || properties?.kind !== "known") return;
  const isEnvironment = ENVIRONMENTS.includes(path.join("."));
  // The schema is from an older version, and the CNI's own list of variables is newer.
  const accepted = new Set([...schema.keys, ...(isEnvironment ? CNI_VARIABLES.keys() : [])]);
  for (const [key, property] of properties.value) {
    judgeKeys(property, addonName, [...path, key], report);
    judgeType(property, addonValueType(addonName.value, [...path, key].join(".")), report);
    if (!schema.isClosed || accepted.has(key)) continue;
    const suggestion = didYouMean(key, accepted);
    // If later versions have more keys than this schema, only keys that look misspelled are reported.
    if (suggestion === "" && !isEnvironment && schema.isOutdated) continue;
    // The path names the key, which is part of a document that is secret as a whole.
    report("unknown-key", object.isSecret ? object : property, {
      found: text`the add-on has no such key${Text.of(suggestion)}, and EKS rejects unknown keys`,
      passes: text`use a key that aws eks describe-addon-configuration lists`,
    });
  }
}

function judgeType(property: View, expected: AddonValueType | undefined, report: Report<"wrong-type">): void {
  const type = expected === undefined ? undefined : property.value("", TYPE);
  if (type?.kind !== "known" || expected === undefined) return;
  if (type.value === (expected === "a string" ? "a string" : "a number")) return;
  report("wrong-type", property, {
    found: text`the value is ${type.value}, but EKS accepts only ${expected}`,
    passes: expected === "a string" ? text`write the value in quotes` : text`write the number without quotes`,
  });
}

function judgeStrings(env: View, report: Report<"not-a-string">): void {
  const variables = env.object();
  if (variables.kind !== "known") return;
  for (const variable of variables.value.values()) {
    const type = variable.value("", TYPE);
    if (type.kind === "undetermined" || (type.kind === "known" && type.value === "a string")) continue;
    const isScalar = type.kind === "known" && type.value !== "an object or a list";
    const scalar = isScalar ? variable.scalar() : undefined;
    const found = type.kind === "known" ? type.value : "empty";
    report("not-a-string", variable, {
      found: text`the variable is ${found}, but EKS accepts only strings`,
      passes: text`write the value in quotes`,
      set: scalar?.kind === "known" ? scalar.value : undefined,
    });
  }
}

/** The type of a value, as a message shows it. */
const TYPE: Kind<"a string" | "a number" | "a boolean" | "an object or a list"> = {
  expected: "a value",
  parse: (value) => {
    if (typeof value === "string") return "a string";
    if (typeof value === "number") return "a number";
    return typeof value === "boolean" ? "a boolean" : "an object or a list";
  },
};

/** True if an update may keep what others changed, as it does with PRESERVE. */
function keepsChanges(addon: ResourceView): boolean {
  const resolution = addon.string("resolveConflictsOnUpdate");
  return (
    resolution.kind === "undetermined" || (resolution.kind === "known" && resolution.value === "PRESERVE")
  );
}
