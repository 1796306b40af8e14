import assert from "node:assert/strict";

import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import cniRequiredEnv from "../../../policies/src/rules/cni/cni-required-env.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addon, addonWith, daemonSet, daemonSetPatch, release } from "./cni-resources.ts";

const PREFIXES = "ENABLE_PREFIX_DELEGATION";
const options = { required: { [PREFIXES]: "true" } };
const variable = (value: unknown) => [{ name: PREFIXES, value: value as string }];

const eniConfig = (name = "eu-west-1a"): TestResource => ({
  type: "kubernetes:crd.k8s.amazonaws.com/v1alpha1:ENIConfig",
  name,
  props: { spec: { subnet: "subnet-1" } },
});
const securityGroupPolicy: TestResource = {
  type: "kubernetes:vpcresources.k8s.aws/v1beta1:SecurityGroupPolicy",
  name: "database",
  props: { spec: {} },
};
const subnet = (tags: PropertyValue): TestResource => ({
  type: "aws:ec2/subnet:Subnet",
  name: "pods",
  props: { tags },
});
const reservation = (reservationType: PropertyValue): TestResource => ({
  type: "aws:ec2/subnetCidrReservation:SubnetCidrReservation",
  name: "prefixes",
  props: { cidrBlock: "10.0.0.0/24", reservationType },
});
const cluster = (name: string): TestResource => ({ type: "aws:eks/cluster:Cluster", name, props: {} });

const missing = (path: string) => ({
  key: "missing",
  level: "mandatory" as const,
  path,
  message: `${PREFIXES} is not set, which means "false"; set it to "true"`,
});
const different = (path: string) => ({
  key: "different",
  level: "mandatory" as const,
  path,
  message: `${PREFIXES} has a different value; set it to "true"`,
});
const missingForEniConfigs = (path: string) => ({
  key: "missing",
  level: "mandatory" as const,
  path,
  message:
    'AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG is not set, which means "false"; set it to "true", which the ENIConfigs in this stack need',
});
const differentForPolicies = (path: string) => ({
  key: "different",
  level: "mandatory" as const,
  path,
  message:
    'ENABLE_POD_ENI has a different value; set it to "true", which the SecurityGroupPolicies in this stack need',
});

const ENV = "configurationValues.env.";
const CONTAINER = "spec.template.spec.containers[0]";

ruleTester(cniRequiredEnv, {
  valid: [
    { name: "nothing required", resource: addon() },
    { name: "nothing required, and values that are not known yet", resource: daemonSet(UNKNOWN) },
    { name: "the add-on with the variable", resource: addonWith({ [PREFIXES]: "true" }), options },
    {
      name: "the add-on with YAML values",
      resource: addon(`env:\n  ${PREFIXES}: "true"\n`),
      options,
    },
    {
      name: "the add-on with a boolean instead of a string",
      resource: addonWith({ [PREFIXES]: true }),
      options,
    },
    { name: "another string that the CNI treats as true", resource: addonWith({ [PREFIXES]: "T" }), options },
    {
      name: "a variable in the add-on's extraEnv, which comes last",
      resource: addon(JSON.stringify({ env: { [PREFIXES]: "false" }, extraEnv: variable("true") })),
      options,
    },
    {
      name: "a value that is the default",
      resource: addon(),
      options: { required: { WARM_ENI_TARGET: "1", DISABLE_METRICS: "false" } },
    },
    {
      name: "a value that matches",
      resource: addonWith({ WARM_ENI_TARGET: "20" }),
      options: { required: { WARM_ENI_TARGET: "/^(1[5-9]|2\\d)$/" } },
    },
    {
      name: "another add-on",
      resource: { type: "aws:eks/addon:Addon", props: { addonName: "coredns" } },
      options,
    },
    { name: "the DaemonSet with the variable", resource: daemonSet(variable("true")), options },
    {
      name: "the last of two values, which is the one that Kubernetes uses",
      resource: daemonSet([...variable("false"), ...variable("1")]),
      options,
    },
    {
      name: "a DaemonSet with this name in another namespace",
      resource: {
        type: "kubernetes:apps/v1:DaemonSet",
        props: { metadata: { name: "aws-node", namespace: "test" } },
      },
      options,
    },
    {
      name: "a DaemonSet with another name",
      resource: { type: "kubernetes:apps/v1:DaemonSet", props: { metadata: { name: "node-exporter" } } },
      options,
    },
    {
      name: "a Patch that leaves the variable to its owner",
      resource: daemonSetPatch([{ name: "WARM_ENI_TARGET", value: "2" }]),
      options,
    },
    {
      name: "a Patch of something else",
      resource: {
        type: "kubernetes:apps/v1:DaemonSetPatch",
        props: { metadata: { name: "aws-node" }, spec: { updateStrategy: {} } },
      },
      options,
    },
    { name: "the chart with the variable", resource: release({ env: { [PREFIXES]: true } }), options },
    {
      name: "another chart",
      resource: { type: "kubernetes:helm.sh/v3:Release", props: { chart: "cilium" } },
      options,
    },
    {
      name: "ENIConfigs with their variable",
      stack: [eniConfig(), addonWith({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" })],
    },
    {
      name: "SecurityGroupPolicies with their variable",
      stack: [securityGroupPolicy, addonWith({ ENABLE_POD_ENI: "true" })],
    },
    { name: "nothing in the stack that needs a variable", stack: [addon()] },
    {
      name: "a Patch that sets what ENIConfigs need, over the add-on",
      stack: [
        eniConfig(),
        addon(),
        daemonSetPatch([{ name: "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", value: "true" }], "patch"),
      ],
    },
    {
      name: "a team that wants custom networking off, whatever is in the stack",
      stack: [eniConfig(), addon()],
      options: { required: { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "false" } },
    },
    {
      name: "a subnet for pods, and the default, which finds it",
      stack: [subnet({ "kubernetes.io/role/cni": "1" }), addon()],
    },
    {
      name: "a subnet for load balancers",
      stack: [subnet({ "kubernetes.io/role/elb": "1" }), addonWith({ ENABLE_SUBNET_DISCOVERY: "false" })],
    },
    {
      name: "a subnet that the CNI must not use",
      stack: [subnet({ "kubernetes.io/role/cni": "0" }), addonWith({ ENABLE_SUBNET_DISCOVERY: "false" })],
    },
    {
      name: "addresses that are reserved for other uses",
      stack: [reservation("explicit"), addon()],
    },
    {
      name: "addresses for prefixes, and prefixes",
      stack: [reservation("prefix"), addonWith({ ENABLE_PREFIX_DELEGATION: "true" })],
    },
  ],
  invalid: [
    {
      name: "the add-on without values",
      resource: addon(),
      options,
      findings: [missing("configurationValues")],
    },
    {
      name: "the add-on with empty values, as AWS reports it back",
      resource: addon(""),
      options,
      findings: [missing("configurationValues")],
    },
    {
      name: "the add-on without the variable",
      resource: addon("resources: {}"),
      options,
      findings: [missing(`${ENV}${PREFIXES}`)],
    },
    {
      name: "the add-on with another value",
      resource: addonWith({ [PREFIXES]: "false" }),
      options,
      findings: [different(`${ENV}${PREFIXES}`)],
    },
    {
      name: "a string that the CNI can't parse",
      resource: addonWith({ [PREFIXES]: "yes" }),
      options,
      findings: [different(`${ENV}${PREFIXES}`)],
    },
    {
      name: "a variable without a default, and one that does not match",
      resource: addonWith({ WARM_ENI_TARGET: "2" }),
      options: { required: { MINIMUM_IP_TARGET: "/^\\d+$/", WARM_ENI_TARGET: "1" } },
      findings: [
        {
          key: "missing",
          level: "mandatory",
          path: `${ENV}MINIMUM_IP_TARGET`,
          message: "MINIMUM_IP_TARGET is not set; set it to a value that matches /^\\d+$/",
        },
        {
          key: "different",
          level: "mandatory",
          path: `${ENV}WARM_ENI_TARGET`,
          message: 'WARM_ENI_TARGET has a different value; set it to "1"',
        },
      ],
    },
    {
      name: "the DaemonSet without the variable",
      resource: daemonSet([]),
      options,
      findings: [missing(`${CONTAINER}.env`)],
    },
    {
      name: "a DaemonSet without a namespace, of an old API version",
      resource: {
        type: "kubernetes:extensions/v1beta1:DaemonSet",
        props: {
          metadata: { name: "aws-node" },
          spec: { template: { spec: { containers: [{ name: "aws-node" }] } } },
        },
      },
      options,
      findings: [missing(`${CONTAINER}.env`)],
    },
    {
      name: "one member of a list",
      resource: {
        type: "kubernetes:apps/v1:DaemonSetList",
        props: { items: [{ metadata: { name: "other" } }, daemonSet(variable("0")).props] },
      },
      options,
      findings: [different(`items[1].${CONTAINER}.env[0].value`)],
    },
    {
      name: "a Patch that sets another value",
      resource: daemonSetPatch(variable("false")),
      options,
      findings: [different(`${CONTAINER}.env[0].value`)],
    },
    {
      name: "the chart without values",
      resource: release(undefined, { chart: "eks/aws-vpc-cni" }),
      options,
      findings: [missing(`values.env.${PREFIXES}`)],
    },
    {
      name: "the chart from an archive, with another value",
      resource: release({ env: { [PREFIXES]: "false" } }, { chart: "./charts/aws-vpc-cni-1.20.3.tgz" }),
      options,
      findings: [different(`values.env.${PREFIXES}`)],
    },
    {
      name: "ENIConfigs without their variable",
      stack: [eniConfig(), eniConfig("eu-west-1b"), addon()],
      findings: [missingForEniConfigs("configurationValues")],
    },
    {
      name: "ENIConfigs in a list",
      stack: [
        {
          type: "kubernetes:core/v1:List",
          name: "all",
          props: { items: [{ apiVersion: "crd.k8s.amazonaws.com/v1alpha1", kind: "ENIConfig" }] },
        },
        daemonSet([]),
      ],
      findings: [missingForEniConfigs(`${CONTAINER}.env`)],
    },
    {
      name: "ENIConfigs that the add-on creates itself",
      stack: [addon('{"eniConfig":{"create":true}}')],
      findings: [missingForEniConfigs("configurationValues.env.AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG")],
    },
    {
      name: "ENIConfigs that the chart creates itself",
      stack: [release({ eniConfig: { create: true } })],
      findings: [missingForEniConfigs("values.env.AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG")],
    },
    {
      name: "SecurityGroupPolicies with their variable off",
      stack: [securityGroupPolicy, addonWith({ ENABLE_POD_ENI: "false" })],
      findings: [differentForPolicies(`${ENV}ENABLE_POD_ENI`)],
    },
    {
      name: "a Patch that turns it off, over an add-on that turns it on",
      stack: [
        securityGroupPolicy,
        addonWith({ ENABLE_POD_ENI: "true" }, "addon"),
        daemonSetPatch([{ name: "ENABLE_POD_ENI", value: "false" }]),
      ],
      findings: [differentForPolicies(`${CONTAINER}.env[0].value`)],
    },
    {
      name: "a subnet for pods, and a CNI that does not look for it",
      stack: [subnet({ "kubernetes.io/role/cni": "1" }), addonWith({ ENABLE_SUBNET_DISCOVERY: "false" })],
      findings: [
        {
          key: "different",
          level: "mandatory",
          path: `${ENV}ENABLE_SUBNET_DISCOVERY`,
          message:
            'ENABLE_SUBNET_DISCOVERY has a different value; set it to "true", which the subnets with the tag kubernetes.io/role/cni in this stack need',
        },
      ],
    },
    {
      name: "addresses that are reserved for prefixes, and single addresses",
      stack: [reservation("prefix"), addon("env: {}")],
      findings: [
        {
          key: "missing",
          level: "mandatory",
          path: `${ENV}ENABLE_PREFIX_DELEGATION`,
          message:
            'ENABLE_PREFIX_DELEGATION is not set, which means "false"; set it to "true", which the prefix reservations in this stack need',
        },
      ],
    },
  ],
  unknown: [
    {
      name: "a reservation whose type is not known yet",
      stack: [reservation(UNKNOWN), addon()],
      undetermined: ["reservationType: not known before pulumi up"],
    },
    {
      name: "an add-on whose name is not known yet",
      resource: { type: "aws:eks/addon:Addon", props: { addonName: UNKNOWN } },
      options,
      undetermined: ["addonName: not known before pulumi up"],
    },
    {
      name: "values that are not known yet",
      resource: addon(UNKNOWN),
      options,
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "values that are neither JSON nor YAML",
      resource: addon("{"),
      options,
      undetermined: ["configurationValues: expected a JSON or YAML object"],
    },
    {
      name: "a variable in the values that is not a scalar",
      resource: addon(`{"env":{"${PREFIXES}":{}}}`),
      options,
      undetermined: [`${ENV}${PREFIXES}: expected a string, number or boolean`],
    },
    {
      name: "an environment that is not an object",
      resource: addon(`{"env":"${PREFIXES}"}`),
      options,
      undetermined: ["configurationValues.env: expected an object, found a string"],
    },
    {
      name: "a variable that comes from elsewhere",
      resource: daemonSet([{ name: PREFIXES, valueFrom: { configMapKeyRef: {} } }]),
      options,
      undetermined: [`${CONTAINER}.env[0].valueFrom: set from elsewhere`],
    },
    {
      name: "variables that all come from elsewhere",
      resource: daemonSet([], { envFrom: [{ configMapRef: {} }] }),
      options,
      undetermined: [`${CONTAINER}.envFrom: may set what env leaves out`],
    },
    {
      name: "a value that is not known yet",
      resource: daemonSet(variable(UNKNOWN)),
      options,
      undetermined: [`${CONTAINER}.env[0].value: not known before pulumi up`],
    },
    {
      name: "a variable whose name is not known yet",
      resource: daemonSet([{ name: UNKNOWN, value: "true" }]),
      options,
      undetermined: [`${CONTAINER}.env[0]: its name is not known before pulumi up`],
    },
    {
      name: "variables that are not known yet",
      resource: daemonSet(UNKNOWN),
      options,
      undetermined: [`${CONTAINER}.env: not known before pulumi up`],
    },
    {
      name: "variables that are not a list",
      resource: daemonSet({ [PREFIXES]: "true" }),
      options,
      undetermined: [`${CONTAINER}.env: expected a list`],
    },
    {
      name: "a DaemonSet without the container",
      resource: {
        type: "kubernetes:apps/v1:DaemonSet",
        props: {
          metadata: { name: "aws-node" },
          spec: { template: { spec: { containers: [{ name: "cni" }] } } },
        },
      },
      options,
      undetermined: [": no container named aws-node"],
    },
    {
      name: "a DaemonSet whose name is not known yet",
      resource: { type: "kubernetes:apps/v1:DaemonSet", props: { metadata: { name: UNKNOWN } } },
      options,
      undetermined: ["metadata.name: not known before pulumi up"],
    },
    {
      name: "a list whose items are not known yet",
      resource: { type: "kubernetes:apps/v1:DaemonSetList", props: { items: UNKNOWN } },
      options,
      undetermined: ["items: not known before pulumi up"],
    },
    {
      name: "a chart that is not known yet",
      resource: release({}, { chart: UNKNOWN }),
      options,
      undetermined: ["chart: not known before pulumi up"],
    },
    {
      name: "a chart with values in a file",
      resource: release({}, { valueYamlFiles: [UNKNOWN] }),
      options,
      undetermined: ["valueYamlFiles: may set what values leaves out"],
    },
    {
      name: "ENIConfigs, and the CNI configured elsewhere",
      stack: [eniConfig(), eniConfig("eu-west-1b")],
      undetermined: [": no VPC CNI settings in the stack"],
    },
    {
      name: "ENIConfigs next to a Patch that does not set their variable",
      stack: [eniConfig(), daemonSetPatch([])],
      undetermined: [": the stack does not show what its Patch of the VPC CNI is applied to"],
    },
    {
      name: "ENIConfigs in a stack with two clusters",
      stack: [cluster("blue"), cluster("green"), eniConfig(), addon()],
      undetermined: [": the stack has several clusters, and nothing shows which one it is for"],
    },
    {
      name: "ENIConfigs, and a Patch with a value that is not known yet",
      stack: [
        eniConfig(),
        addon(undefined, "addon"),
        daemonSetPatch([{ name: "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", value: UNKNOWN }]),
      ],
      undetermined: [`${CONTAINER}.env[0].value: not known before pulumi up`],
    },
  ],
  notApplicable: [
    {
      name: "prefix reservations for another CNI",
      stack: [
        {
          type: "aws:ec2/subnetCidrReservation:SubnetCidrReservation",
          name: "half",
          props: { reservationType: "prefix" },
        },
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      because: ["half: another CNI assigns addresses to its pods"],
    },
  ],
  remediate: [
    {
      name: "a JSON configuration",
      resource: addon('{"env":{"WARM_ENI_TARGET":"2"}}'),
      options,
      props: {
        addonName: "vpc-cni",
        configurationValues: '{"env":{"WARM_ENI_TARGET":"2","ENABLE_PREFIX_DELEGATION":"true"}}',
      },
    },
    {
      name: "a YAML configuration, whose comments stay",
      resource: addon("env:\n  # for now\n  ENABLE_PREFIX_DELEGATION: 'false'\n"),
      options,
      props: {
        addonName: "vpc-cni",
        configurationValues: "env:\n  # for now\n  ENABLE_PREFIX_DELEGATION: 'true'\n",
      },
    },
    {
      name: "an add-on without configuration, which gets all variables",
      resource: addon(),
      options: { required: { [PREFIXES]: "true", WARM_ENI_TARGET: "2" } },
      props: {
        addonName: "vpc-cni",
        configurationValues: '{"env":{"ENABLE_PREFIX_DELEGATION":"true","WARM_ENI_TARGET":"2"}}',
      },
    },
    {
      name: "another value in the DaemonSet",
      resource: daemonSet(variable("false")),
      options,
      props: daemonSet(variable("true")).props,
    },
    {
      name: "a release that lacks the variable",
      resource: release({ image: {} }),
      options,
      props: { chart: "aws-vpc-cni", values: { image: {}, env: { [PREFIXES]: "true" } } },
    },
  ],
});

describe("cni-required-env", () => {
  it("rejects a value between slashes that is not a regular expression", () => {
    const required = { WARM_ENI_TARGET: "/^[1-9]/", ADDITIONAL_ENI_TAGS: "/(/", CNI_PATH: "/opt" };
    assert.deepEqual(cniRequiredEnv.refuses?.({ required }), [
      'required.ADDITIONAL_ENI_TAGS is "/(/", which is not a valid regular expression',
    ]);
  });
});
