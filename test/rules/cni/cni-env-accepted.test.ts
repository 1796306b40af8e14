import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import cniEnvAccepted from "../../../policies/src/rules/cni/cni-env-accepted.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addon, addonWith, daemonSet, daemonSetPatch, release, variables } from "./cni-resources.ts";

const ENV = "configurationValues.env.";
const CONTAINER = "spec.template.spec.containers[0]";

const refused = (path: string, message: string, key: "refused" | "not-with-ipv6" = "refused") => ({
  key,
  level: "mandatory" as const,
  path,
  message: `aws-node does not start with ${message}`,
});
const ignored = (path: string, message: string) => ({
  key: "ignored" as const,
  level: "advisory" as const,
  path,
  message,
});
const cluster = (ipFamily: string, name = "prod") => ({
  type: "aws:eks/cluster:Cluster",
  name,
  props: { name, kubernetesNetworkConfig: { ipFamily } },
});

ruleTester(cniEnvAccepted, {
  valid: [
    { name: "no variables", resource: addon() },
    {
      name: "values that the CNI accepts",
      resource: addonWith({
        IP_COOLDOWN_PERIOD: "0",
        AWS_VPC_ENI_MTU: "9001",
        POD_MTU: 576,
        AWS_VPC_K8S_CNI_VETHPREFIX: "pods",
        AWS_VPC_K8S_PLUGIN_LOG_FILE: "stderr",
        ENABLE_POD_ENI: "T",
        POD_SECURITY_GROUP_ENFORCING_MODE: "standard",
        NETWORK_POLICY_ENFORCING_MODE: "Strict",
        ENABLE_PREFIX_DELEGATION: true,
        WARM_PREFIX_TARGET: "+1",
      }),
    },
    {
      name: "a mode that the CNI does not read without ENABLE_POD_ENI",
      resource: addonWith({ POD_SECURITY_GROUP_ENFORCING_MODE: "permissive" }),
    },
    {
      name: "empty strings, which the CNI treats as not set",
      resource: daemonSet(variables({ ENABLE_PREFIX_DELEGATION: "", WARM_IP_TARGET: "" })),
    },
    {
      name: "IPv6, written out",
      resource: release({
        env: {
          ENABLE_IPv6: "true",
          ENABLE_IPv4: "false",
          ENABLE_PREFIX_DELEGATION: "true",
          AWS_VPC_ENI_MTU: "1280",
        },
      }),
    },
    { name: "an IPv6 cluster, with the defaults of EKS", stack: [cluster("ipv6"), addon()] },
    {
      name: "a DaemonSet with IPv6, whose ENABLE_IPv4 is false where it is left out",
      resource: daemonSet(variables({ ENABLE_IPv6: "true", ENABLE_PREFIX_DELEGATION: "true" })),
    },
    {
      name: "ENABLE_IPv4 in an add-on, for which EKS sets it",
      resource: addonWith({ ENABLE_IPv4: "false" }),
    },
    {
      name: "no prefix delegation in the IPv4 cluster beside an IPv6 cluster",
      stack: [
        cluster("ipv6"),
        cluster("ipv4", "test"),
        {
          ...addonWith({ ENABLE_PREFIX_DELEGATION: "false" }),
          props: { ...addonWith({ ENABLE_PREFIX_DELEGATION: "false" }).props, clusterName: "test" },
        },
      ],
    },
  ],
  invalid: [
    {
      name: "numbers that stop aws-node",
      resource: addonWith({ IP_COOLDOWN_PERIOD: "30s", AWS_VPC_ENI_MTU: "9216", POD_MTU: 575 }),
      findings: [
        refused(
          `${ENV}IP_COOLDOWN_PERIOD`,
          "IP_COOLDOWN_PERIOD, which is not a whole number; set it to 0 or more",
        ),
        refused(`${ENV}AWS_VPC_ENI_MTU`, "this value of AWS_VPC_ENI_MTU; set it to 576 to 9001"),
        refused(`${ENV}POD_MTU`, "this value of POD_MTU; set it to 576 to 9001"),
      ],
    },
    {
      name: "a negative and an empty number",
      resource: daemonSet(variables({ IP_COOLDOWN_PERIOD: "-1", POD_MTU: "" })),
      findings: [
        refused(
          "spec.template.spec.containers[0].env[0].value",
          "this value of IP_COOLDOWN_PERIOD; set it to 0 or more",
        ),
        refused(
          "spec.template.spec.containers[0].env[1].value",
          "POD_MTU, which is not a whole number; set it to 576 to 9001",
        ),
      ],
    },
    {
      name: "words that stop aws-node",
      resource: release({
        env: {
          ENABLE_POD_ENI: "true",
          POD_SECURITY_GROUP_ENFORCING_MODE: "permissive",
          NETWORK_POLICY_ENFORCING_MODE: "off",
          AWS_VPC_K8S_CNI_VETHPREFIX: "podifc",
          AWS_VPC_K8S_PLUGIN_LOG_FILE: "stdout",
        },
      }),
      findings: [
        refused(
          "values.env.POD_SECURITY_GROUP_ENFORCING_MODE",
          'this value of POD_SECURITY_GROUP_ENFORCING_MODE; set it to "strict" or "standard"',
        ),
        refused(
          "values.env.NETWORK_POLICY_ENFORCING_MODE",
          'this value of NETWORK_POLICY_ENFORCING_MODE; set it to "none", "strict" or "standard"',
        ),
        refused(
          "values.env.AWS_VPC_K8S_CNI_VETHPREFIX",
          "this value of AWS_VPC_K8S_CNI_VETHPREFIX; use 4 characters or fewer, and not eth, lo or vlan",
        ),
        refused(
          "values.env.AWS_VPC_K8S_PLUGIN_LOG_FILE",
          'this value of AWS_VPC_K8S_PLUGIN_LOG_FILE; set it to a file, or to "stderr"',
        ),
      ],
    },
    {
      name: "a prefix of interfaces that is reserved",
      resource: addonWith({ AWS_VPC_K8S_CNI_VETHPREFIX: "eth" }),
      findings: [
        refused(
          `${ENV}AWS_VPC_K8S_CNI_VETHPREFIX`,
          "this value of AWS_VPC_K8S_CNI_VETHPREFIX; use 4 characters or fewer, and not eth, lo or vlan",
        ),
      ],
    },
    {
      name: "a Boolean and numbers that the CNI ignores",
      resource: addonWith({ ENABLE_PREFIX_DELEGATION: "enabled", WARM_ENI_TARGET: "two", MAX_ENI: "all" }),
      findings: [
        ignored(
          `${ENV}ENABLE_PREFIX_DELEGATION`,
          'the value of ENABLE_PREFIX_DELEGATION is not a Boolean, so the CNI uses false; set it to "true" or "false"',
        ),
        ignored(
          `${ENV}MAX_ENI`,
          "the value of MAX_ENI is not a whole number, so the CNI ignores it; write the number in digits",
        ),
        ignored(
          `${ENV}WARM_ENI_TARGET`,
          "the value of WARM_ENI_TARGET is not a whole number, so the CNI uses 1; write the number in digits",
        ),
      ],
    },
    {
      name: "IPv6 with the settings of IPv4",
      resource: addonWith({
        ENABLE_IPv6: "true",
        ENABLE_IPv4: "true",
        ENABLE_PREFIX_DELEGATION: "false",
        AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true",
        AWS_VPC_ENI_MTU: "1279",
      }),
      findings: [
        refused(`${ENV}AWS_VPC_ENI_MTU`, "this value of AWS_VPC_ENI_MTU; set it to 1280 to 9001"),
        refused(
          `${ENV}ENABLE_PREFIX_DELEGATION`,
          'this value of ENABLE_PREFIX_DELEGATION in an IPv6 cluster; set it to "true"',
          "not-with-ipv6",
        ),
        refused(
          `${ENV}AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG`,
          'this value of AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG in an IPv6 cluster; set it to "false"',
          "not-with-ipv6",
        ),
        refused(
          `${ENV}ENABLE_IPv4`,
          'this value of ENABLE_IPv4 in an IPv6 cluster; set it to "false"',
          "not-with-ipv6",
        ),
      ],
    },
    {
      name: "IPv6 with the defaults of the chart",
      resource: release({ env: { ENABLE_IPv6: "true" } }),
      findings: [
        refused(
          "values.env.ENABLE_IPv6",
          "ENABLE_IPv6 and the defaults of what it needs; turn ENABLE_PREFIX_DELEGATION on and ENABLE_IPv4 off",
          "not-with-ipv6",
        ),
      ],
    },
    {
      name: "IPv6 in a DaemonSet, written out but for prefix delegation",
      resource: daemonSet(variables({ ENABLE_IPv6: "true", AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" })),
      findings: [
        refused(
          `${CONTAINER}.env[1].value`,
          'this value of AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG in an IPv6 cluster; set it to "false"',
          "not-with-ipv6",
        ),
        refused(
          `${CONTAINER}.env[0].value`,
          "ENABLE_IPv6 and the defaults of what it needs; turn ENABLE_PREFIX_DELEGATION on",
          "not-with-ipv6",
        ),
      ],
    },
    {
      name: "neither IPv4 nor IPv6",
      resource: release({ env: { ENABLE_IPv6: "false", ENABLE_IPv4: "no" } }),
      findings: [
        refused(
          "values.env.ENABLE_IPv4",
          'this value of ENABLE_IPv4 where ENABLE_IPv6 is off; set it to "true"',
        ),
      ],
    },
    {
      name: "a prefix of interfaces that is longer in bytes than in characters",
      resource: addonWith({ AWS_VPC_K8S_CNI_VETHPREFIX: "äöü" }),
      findings: [
        refused(
          `${ENV}AWS_VPC_K8S_CNI_VETHPREFIX`,
          "this value of AWS_VPC_K8S_CNI_VETHPREFIX; use 4 characters or fewer, and not eth, lo or vlan",
        ),
      ],
    },
    {
      name: "an MTU below that of IPv6, in an IPv6 cluster, and one that is too low for both",
      stack: [cluster("ipv6"), addonWith({ AWS_VPC_ENI_MTU: "1279", POD_MTU: "575" })],
      findings: [
        refused(`${ENV}POD_MTU`, "this value of POD_MTU; set it to 576 to 9001"),
        refused(
          `${ENV}AWS_VPC_ENI_MTU`,
          "this value of AWS_VPC_ENI_MTU in an IPv6 cluster; set it to 1280 to 9001",
          "not-with-ipv6",
        ),
      ],
    },
    {
      name: "an IPv6 cluster, where EKS sets ENABLE_IPv6 itself",
      stack: [
        cluster("ipv6"),
        addonWith({ ENABLE_PREFIX_DELEGATION: "false", AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "1" }),
      ],
      findings: [
        refused(
          `${ENV}ENABLE_PREFIX_DELEGATION`,
          'this value of ENABLE_PREFIX_DELEGATION in an IPv6 cluster; set it to "true"',
          "not-with-ipv6",
        ),
        refused(
          `${ENV}AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG`,
          'this value of AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG in an IPv6 cluster; set it to "false"',
          "not-with-ipv6",
        ),
      ],
    },
    {
      name: "a Patch that turns IPv6 on over an add-on with custom networking",
      stack: [
        addonWith({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" }),
        daemonSetPatch(variables({ ENABLE_IPv6: "true" }), "patch"),
      ],
      findings: [
        refused(
          `${ENV}AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG`,
          'this value of AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG in an IPv6 cluster; set it to "false"',
          "not-with-ipv6",
        ),
      ],
    },
  ],
  unknown: [
    {
      name: "a value that is not known yet",
      resource: addonWith({ IP_COOLDOWN_PERIOD: UNKNOWN }),
      undetermined: [`${ENV}IP_COOLDOWN_PERIOD: not known before pulumi up`],
    },
    {
      name: "a value that is not a scalar",
      resource: addonWith({ POD_MTU: [] }),
      undetermined: [`${ENV}POD_MTU: expected a string, number or boolean`],
    },
    {
      name: "values that are not known yet",
      resource: addon(UNKNOWN),
      undetermined: ["configurationValues: not known before pulumi up"],
    },
  ],
});
