import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import addonConfigValid from "../../../policies/src/rules/cni/addon-config-valid.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { kubernetesOf } from "../capacity/planned-cluster.ts";
import { addon, addonWith, daemonSet, daemonSetPatch, variables } from "./cni-resources.ts";

const other = (configurationValues: PropertyValue): TestResource => ({
  type: "aws:eks/addon:Addon",
  props: { addonName: "coredns", configurationValues },
});
const preserving: TestResource = {
  type: "aws:eks/addon:Addon",
  name: "cni",
  props: { addonName: "vpc-cni", resolveConflictsOnUpdate: "PRESERVE" },
};
const cluster = (name: string): TestResource => ({ type: "aws:eks/cluster:Cluster", name, props: { name } });

/** The add-on of one of two clusters. */
const GREEN_CNI: TestResource = {
  type: "aws:eks/addon:Addon",
  name: "green-cni",
  props: { addonName: "vpc-cni", clusterName: "green" },
};

const unreadable = {
  key: "unreadable" as const,
  level: "mandatory" as const,
  path: "configurationValues",
  message: "the value is neither a JSON nor a YAML object; write it with JSON.stringify",
};
const notAString = (path: string, type: string) => ({
  key: "not-a-string" as const,
  level: "mandatory" as const,
  path: `configurationValues.${path}`,
  message: `the variable is ${type}, but EKS accepts only strings; write the value in quotes`,
});
const unknownKey = (path: string, suggestion = "") => ({
  key: "unknown-key" as const,
  level: "advisory" as const,
  path: `configurationValues.${path}`,
  message: `the add-on has no such key${suggestion}, and EKS rejects unknown keys; use a key that aws eks describe-addon-configuration lists`,
});
const wrongType = (path: string, found: string, expected: string) => ({
  key: "wrong-type" as const,
  level: "advisory" as const,
  path: `configurationValues.${path}`,
  message: `the value is ${found}, but EKS accepts only ${expected}; ${expected === "a string" ? "write the value in quotes" : "write the number without quotes"}`,
});
const setTwice = (path = "spec.template.spec.containers[0].env", by = "cni") => ({
  key: "set-twice" as const,
  level: "advisory" as const,
  path,
  message: `the add-on "${by}" also manages these variables: its next update reverts them, or fails; move them to env in the add-on's configurationValues`,
});
const WARM = variables({ WARM_ENI_TARGET: "2" });

ruleTester(addonConfigValid, {
  valid: [
    { name: "no configuration", resource: addon() },
    { name: "an empty configuration, as AWS reports it back", resource: addon("") },
    { name: "strings", resource: addonWith({ ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "1" }) },
    { name: "strings, in YAML", resource: addon('env:\n  WARM_PREFIX_TARGET: "1"\n') },
    { name: "no variables", resource: addon('{"enableNetworkPolicy":"true"}') },
    { name: "numbers in another add-on", resource: other('{"replicaCount":3}') },
    {
      name: "a variable that is newer than the schema",
      resource: addonWith({ ENABLE_MULTI_NIC: "true", ENABLE_SUBNET_DISCOVERY: "true" }),
    },
    { name: "a key that a later version may have", resource: addon('{"serviceMonitoring":{}}') },
    {
      name: "values of the types in the schema",
      resource: addon('{"livenessProbeTimeoutSeconds":15,"nodeAgent":{"metricsBindAddr":"8162"}}'),
    },
    { name: "an object that may hold anything", resource: other('{"podLabels":{"replicaCounts":"3"}}') },
    {
      name: "an add-on whose schema is not known",
      resource: {
        type: "aws:eks/addon:Addon",
        props: { addonName: "aws-ebs-csi-driver", configurationValues: '{"controler":{}}' },
      },
    },
    { name: "an add-on on its own", stack: [addon(undefined, "cni")] },
    {
      name: "a Patch of something else, in addition to the add-on",
      stack: [
        addon(undefined, "cni"),
        {
          type: "kubernetes:apps/v1:DaemonSetPatch",
          props: {
            metadata: { name: "aws-node" },
            spec: { template: { spec: { containers: [{ name: "aws-node", securityContext: {} }] } } },
          },
        },
      ],
    },
    { name: "a Patch without the add-on", stack: [daemonSetPatch(WARM)] },
    {
      name: "a Patch, in addition to another add-on",
      stack: [{ ...other("{}"), name: "dns" }, daemonSetPatch(WARM)],
    },
    {
      name: "a Patch, in addition to an add-on that preserves it",
      stack: [preserving, daemonSetPatch(WARM)],
    },
    {
      name: "a Patch on one of two clusters, whose add-on is created elsewhere",
      stack: [
        cluster("blue"),
        cluster("green"),
        GREEN_CNI,
        kubernetesOf("blue"),
        { ...daemonSetPatch(WARM), provider: "blue-k8s" },
      ],
    },
  ],
  invalid: [
    { name: "broken JSON", resource: addon('{"env":{'), findings: [unreadable] },
    { name: "broken YAML in another add-on", resource: other("a: b: c"), findings: [unreadable] },
    { name: "a list", resource: other("[]"), findings: [unreadable] },
    { name: "a plain string", resource: addon("env"), findings: [unreadable] },
    {
      name: "a configuration that is too long",
      resource: other(JSON.stringify({ corefile: "#".repeat(2 ** 20) })),
      findings: [
        {
          ...unreadable,
          message:
            "the value is longer than 262144 characters; set only what differs from the add-on's defaults",
        },
      ],
    },
    {
      name: "a boolean, a number, nothing, an object, and a list",
      resource: addon(
        '{"env":{"WARM_ENI_TARGET":true,"WARM_IP_TARGET":1,"MAX_ENI":null,"ADDITIONAL_ENI_TAGS":{},"MINIMUM_IP_TARGET":[]}}',
      ),
      findings: [
        notAString("env.WARM_ENI_TARGET", "a boolean"),
        notAString("env.WARM_IP_TARGET", "a number"),
        notAString("env.MAX_ENI", "empty"),
        notAString("env.ADDITIONAL_ENI_TAGS", "an object or a list"),
        notAString("env.MINIMUM_IP_TARGET", "an object or a list"),
      ],
    },
    {
      name: "a boolean for the init container",
      resource: addon('{"init":{"env":{"DISABLE_TCP_EARLY_DEMUX":true}}}'),
      findings: [notAString("init.env.DISABLE_TCP_EARLY_DEMUX", "a boolean")],
    },
    {
      name: "a boolean in YAML",
      resource: addon("env:\n  ENABLE_PREFIX_DELEGATION: true\n"),
      findings: [notAString("env.ENABLE_PREFIX_DELEGATION", "a boolean")],
    },
    {
      name: "keys that no known schema of CoreDNS has",
      resource: other('{"livenessProbe":{"failureThreshold":1},"readinessProbe":{}}'),
      findings: [unknownKey("livenessProbe"), unknownKey("readinessProbe")],
    },
    {
      name: "values of other types than in the schema",
      resource: addon(
        '{"enableNetworkPolicy":true,"livenessProbeTimeoutSeconds":"15","nodeAgent":{"metricsBindAddr":8162}}',
      ),
      findings: [
        wrongType("enableNetworkPolicy", "a boolean", "a string"),
        wrongType("livenessProbeTimeoutSeconds", "a string", "a whole number"),
        wrongType("nodeAgent.metricsBindAddr", "a number", "a string"),
      ],
    },
    {
      name: "a number of replicas as a string",
      resource: other('{"replicaCount":"3"}'),
      findings: [wrongType("replicaCount", "a string", "a whole number")],
    },
    {
      name: "a misspelled key",
      resource: other('{"replicasCount":3}'),
      findings: [unknownKey("replicasCount", ' (did you mean "replicaCount"?)')],
    },
    {
      name: "a misspelled nested key, in YAML",
      resource: addon("nodeAgent:\n  enableCloudwatchLog: 'true'\n"),
      findings: [unknownKey("nodeAgent.enableCloudwatchLog", ' (did you mean "enableCloudWatchLogs"?)')],
    },
    {
      name: "a variable that the CNI does not have",
      resource: addonWith({ HTTP_PROXY: "" }),
      findings: [unknownKey("env.HTTP_PROXY")],
    },
    {
      name: "a Patch, in addition to the add-on",
      stack: [cluster("one"), addon(undefined, "cni"), daemonSetPatch(WARM)],
      findings: [setTwice()],
    },
    {
      name: "a DaemonSet, in addition to the add-on",
      stack: [addon("", "cni"), daemonSet(WARM)],
      findings: [setTwice()],
    },
    {
      name: "a Patch that is a member of a list",
      stack: [
        addon(undefined, "cni"),
        { type: "kubernetes:apps/v1:DaemonSetListPatch", props: { items: [daemonSetPatch(WARM).props] } },
      ],
      findings: [setTwice("items[0].spec.template.spec.containers[0].env")],
    },
    {
      name: "a Patch on one of two clusters, according to its provider",
      stack: [
        cluster("blue"),
        cluster("green"),
        GREEN_CNI,
        kubernetesOf("green"),
        { ...daemonSetPatch(WARM), provider: "green-k8s" },
      ],
      findings: [setTwice(undefined, "green-cni")],
    },
  ],
  unknown: [
    {
      name: "a configuration that is not known yet",
      resource: addon(UNKNOWN),
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "an add-on whose name is not known yet",
      resource: { type: "aws:eks/addon:Addon", props: { addonName: UNKNOWN, configurationValues: "{}" } },
      undetermined: ["addonName: not known before pulumi up"],
    },
    {
      name: "variables that are not an object",
      resource: addon('{"env":"A=1"}'),
      undetermined: ["configurationValues.env: expected an object"],
    },
    {
      name: "a Patch in a stack with two clusters",
      stack: [cluster("blue"), cluster("green"), addon(undefined, "cni"), daemonSetPatch(WARM)],
      undetermined: [": the stack has several clusters, and nothing shows which one it is for"],
    },
  ],
  remediate: [
    {
      name: "a boolean and a number",
      resource: addon('{"env":{"ENABLE_PREFIX_DELEGATION":true,"WARM_PREFIX_TARGET":1}}'),
      props: {
        addonName: "vpc-cni",
        configurationValues: '{"env":{"ENABLE_PREFIX_DELEGATION":"true","WARM_PREFIX_TARGET":"1"}}',
      },
    },
    {
      name: "a number in YAML, whose comments stay",
      resource: addon("env:\n  # for now\n  WARM_PREFIX_TARGET: 1\n"),
      props: {
        addonName: "vpc-cni",
        configurationValues: 'env:\n  # for now\n  WARM_PREFIX_TARGET: "1"\n',
      },
    },
  ],
});
