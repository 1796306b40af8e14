import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import prefixWarmNonzero from "../../../policies/src/rules/cni/prefix-warm-nonzero.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addon, addonWith, daemonSet, daemonSetPatch, release, variables } from "./cni-resources.ts";

const PREFIXES = { ENABLE_PREFIX_DELEGATION: "true" };
const IPV6_CLUSTER = {
  type: "aws:eks/cluster:Cluster",
  name: "prod",
  props: { kubernetesNetworkConfig: { ipFamily: "ipv6" } },
};
const ENV = "configurationValues.env.";
const CONTAINER = "spec.template.spec.containers[0]";
const PASSES = "set WARM_PREFIX_TARGET to 1 or more";

const zero = (path = `${ENV}WARM_PREFIX_TARGET`, value = "0") => ({
  key: "no-target" as const,
  level: "mandatory" as const,
  path,
  message: `WARM_PREFIX_TARGET is ${value}, and no other target is set, so aws-node does not start; ${PASSES}`,
});
const notSet = {
  key: "no-target" as const,
  level: "mandatory" as const,
  path: `${CONTAINER}.env`,
  message: `WARM_PREFIX_TARGET is not set, which means 0 here, so aws-node does not start; ${PASSES}`,
};

const unread = {
  key: "no-target" as const,
  level: "mandatory" as const,
  path: `${ENV}WARM_PREFIX_TARGET`,
  message: `WARM_PREFIX_TARGET does not begin with a digit, so aws-node does not start; ${PASSES}`,
};

ruleTester(prefixWarmNonzero, {
  valid: [
    { name: "single addresses", resource: addonWith({ WARM_PREFIX_TARGET: "0" }) },
    { name: "the default of the add-on in an IPv6 cluster", stack: [IPV6_CLUSTER, addon()] },
    {
      name: "no prefix delegation in an IPv6 cluster, with which the CNI does not start for another reason",
      stack: [IPV6_CLUSTER, addonWith({ ENABLE_PREFIX_DELEGATION: "false", WARM_PREFIX_TARGET: "0" })],
    },
    { name: "the default of the add-on", resource: addonWith(PREFIXES) },
    { name: "the default of the chart", resource: release({ env: PREFIXES }) },
    { name: "one prefix", resource: addonWith({ ...PREFIXES, WARM_PREFIX_TARGET: "1" }) },
    {
      name: "one prefix, in YAML",
      resource: addon('env:\n  ENABLE_PREFIX_DELEGATION: "true"\n  WARM_PREFIX_TARGET: "1"\n'),
    },
    {
      name: "a word, which the CNI reads as 0 when it runs, but starts with",
      resource: addonWith({ ...PREFIXES, WARM_PREFIX_TARGET: "none" }),
    },
    {
      name: "targets in addresses",
      resource: addonWith({ ...PREFIXES, WARM_PREFIX_TARGET: "0", WARM_IP_TARGET: "1" }),
    },
    {
      name: "a minimum of addresses",
      resource: daemonSet(variables({ ...PREFIXES, MINIMUM_IP_TARGET: "1" })),
    },
    {
      name: "a Patch that turns prefixes on and leaves the target to its owner",
      resource: daemonSetPatch(variables(PREFIXES)),
    },
    {
      name: "a Patch that turns prefixes on, over the add-on's default",
      stack: [addon(undefined, "addon"), daemonSetPatch(variables(PREFIXES))],
    },
  ],
  invalid: [
    {
      name: "no prefix",
      resource: addonWith({ ...PREFIXES, WARM_PREFIX_TARGET: "0" }),
      findings: [zero()],
    },
    {
      name: "a negative number and targets of 0, in YAML",
      resource: addon(
        "env:\n  ENABLE_PREFIX_DELEGATION: true\n  WARM_PREFIX_TARGET: -1\n  WARM_IP_TARGET: 0\n  MINIMUM_IP_TARGET: 0\n",
      ),
      findings: [zero(undefined, "-1")],
    },
    {
      name: "a DaemonSet without the variable, which the original manifest sets",
      resource: daemonSet(variables(PREFIXES)),
      findings: [notSet],
    },
    {
      name: "a Patch",
      resource: daemonSetPatch(
        variables({ ...PREFIXES, WARM_PREFIX_TARGET: "0", WARM_IP_TARGET: "0", MINIMUM_IP_TARGET: "0" }),
      ),
      findings: [zero(`${CONTAINER}.env[1].value`)],
    },
    {
      name: "a Patch that turns prefixes on, over an add-on without a target",
      stack: [addonWith({ WARM_PREFIX_TARGET: "0" }, "addon"), daemonSetPatch(variables(PREFIXES))],
      findings: [{ ...zero(), name: "addon" }],
    },
    {
      name: "no prefix with IPv6, which the CNI checks all the same",
      resource: addonWith({ ENABLE_IPv6: "true", ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "0" }),
      findings: [zero()],
    },
    {
      name: "no prefix in an IPv6 cluster, where EKS turns prefix delegation on",
      stack: [IPV6_CLUSTER, addonWith({ WARM_PREFIX_TARGET: "0" })],
      findings: [zero()],
    },
    {
      name: "a sign, with which the CNI takes a number for less than 0",
      resource: addonWith({ ...PREFIXES, WARM_PREFIX_TARGET: "+1" }),
      findings: [unread],
    },
    {
      name: "an empty string",
      resource: release({ env: { ...PREFIXES, WARM_PREFIX_TARGET: "" } }),
      findings: [{ ...unread, path: "values.env.WARM_PREFIX_TARGET" }],
    },
    {
      name: "a release",
      resource: release({ env: { ...PREFIXES, WARM_PREFIX_TARGET: "0" } }),
      findings: [zero("values.env.WARM_PREFIX_TARGET")],
    },
  ],
  unknown: [
    {
      name: "an IPv6 cluster whose target is not known yet",
      stack: [IPV6_CLUSTER, addonWith({ WARM_PREFIX_TARGET: UNKNOWN })],
      undetermined: [`${ENV}WARM_PREFIX_TARGET: not known before pulumi up`],
    },
    {
      name: "a target that is not known yet",
      resource: daemonSet(variables({ ...PREFIXES, WARM_PREFIX_TARGET: UNKNOWN })),
      undetermined: [`${CONTAINER}.env[1].value: not known before pulumi up`],
    },
    {
      name: "values that are not known yet",
      resource: addon(UNKNOWN),
      undetermined: ["configurationValues: not known before pulumi up"],
    },
  ],
  remediate: [
    {
      name: "no prefix",
      resource: addon('{"env":{"ENABLE_PREFIX_DELEGATION":"true","WARM_PREFIX_TARGET":"0"}}'),
      props: {
        addonName: "vpc-cni",
        configurationValues: '{"env":{"ENABLE_PREFIX_DELEGATION":"true","WARM_PREFIX_TARGET":"1"}}',
      },
    },
    {
      name: "no prefix in a release",
      resource: release({ env: { ...PREFIXES, WARM_PREFIX_TARGET: "0" } }),
      props: { chart: "aws-vpc-cni", values: { env: { ...PREFIXES, WARM_PREFIX_TARGET: "1" } } },
    },
  ],
});
