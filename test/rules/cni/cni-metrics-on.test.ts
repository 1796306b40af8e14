import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import cniMetricsOn from "../../../policies/src/rules/cni/cni-metrics-on.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addon, addonWith, daemonSet, daemonSetPatch, release, variables } from "./cni-resources.ts";

const PATH = "configurationValues.env.DISABLE_METRICS";
const IN_CONTAINER = "spec.template.spec.containers[0].env[0].value";

const off = (path = PATH) => ({
  key: "off" as const,
  level: "advisory" as const,
  path,
  message:
    'the VPC CNI exposes no metrics, so nothing can warn when addresses run out; set DISABLE_METRICS to "false"',
});

ruleTester(cniMetricsOn, {
  valid: [
    { name: "the default", resource: addon() },
    { name: "metrics", resource: addonWith({ DISABLE_METRICS: "false" }) },
    { name: "a string that the CNI can't parse", resource: addonWith({ DISABLE_METRICS: "yes" }) },
    { name: "a DaemonSet", resource: daemonSet([]) },
    { name: "a Patch of something else", resource: daemonSetPatch([]) },
    { name: "a release", resource: release() },
  ],
  invalid: [
    { name: "no metrics", resource: addonWith({ DISABLE_METRICS: "true" }), findings: [off()] },
    {
      name: "no metrics, under strict",
      resource: addonWith({ DISABLE_METRICS: "1" }),
      preset: "strict",
      findings: [off()],
    },
    { name: "no metrics, in YAML", resource: addon("env:\n  DISABLE_METRICS: true\n"), findings: [off()] },
    {
      name: "a DaemonSet without metrics",
      resource: daemonSet(variables({ DISABLE_METRICS: "T" })),
      findings: [off(IN_CONTAINER)],
    },
    {
      name: "a Patch without metrics",
      resource: daemonSetPatch(variables({ DISABLE_METRICS: "true" })),
      findings: [off(IN_CONTAINER)],
    },
    {
      name: "a release without metrics",
      resource: release({ env: { DISABLE_METRICS: true } }),
      findings: [off("values.env.DISABLE_METRICS")],
    },
  ],
  unknown: [
    {
      name: "a value that is not known yet",
      resource: daemonSet(variables({ DISABLE_METRICS: UNKNOWN })),
      undetermined: [`${IN_CONTAINER}: not known before pulumi up`],
    },
    {
      name: "a chart with values in a file",
      resource: release(undefined, { valueYamlFiles: [UNKNOWN] }),
      undetermined: ["valueYamlFiles: may set what values leaves out"],
    },
  ],
  remediate: [
    {
      name: "no metrics",
      resource: addon('{"env":{"DISABLE_METRICS":"true"}}'),
      props: { addonName: "vpc-cni", configurationValues: '{"env":{"DISABLE_METRICS":"false"}}' },
    },
    {
      name: "a DaemonSet without metrics",
      resource: daemonSet(variables({ DISABLE_METRICS: "true" })),
      props: daemonSet(variables({ DISABLE_METRICS: "false" })).props,
    },
  ],
});
