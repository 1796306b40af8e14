import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import warmTargetConflict from "../../../policies/src/rules/cni/warm-target-conflict.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addon, addonWith, daemonSet, daemonSetPatch, release, variables } from "./cni-resources.ts";

const preset = "strict";
const ENV = "configurationValues.env.";
const CONTAINER = "spec.template.spec.containers[0]";

const ignored = (name: string, value: number, stronger: string, path = `${ENV}${name}`) => ({
  key: "ignored" as const,
  level: "advisory" as const,
  path,
  message: `${name} is ${value}, which the CNI ignores because of ${stronger}; remove it, or remove WARM_IP_TARGET and MINIMUM_IP_TARGET`,
});

ruleTester(warmTargetConflict, {
  valid: [
    { name: "baseline", resource: addonWith({ WARM_ENI_TARGET: "3", WARM_IP_TARGET: "5" }) },
    { name: "no target", resource: addon(), preset },
    { name: "interfaces only", resource: addonWith({ WARM_ENI_TARGET: "3" }), preset },
    {
      name: "targets in addresses next to defaults and 0",
      resource: addonWith({ WARM_ENI_TARGET: "1", WARM_PREFIX_TARGET: "0", WARM_IP_TARGET: "5" }),
      preset,
    },
    {
      name: "targets of 0, which the CNI treats as not set",
      resource: daemonSet(variables({ WARM_ENI_TARGET: "3", WARM_IP_TARGET: "0", MINIMUM_IP_TARGET: "0" })),
      preset,
    },
    { name: "a Patch that sets one", resource: daemonSetPatch(variables({ WARM_ENI_TARGET: "3" })), preset },
    { name: "a release with one", resource: release({ env: { WARM_PREFIX_TARGET: 2 } }), preset },
  ],
  invalid: [
    {
      name: "interfaces and addresses",
      resource: addonWith({ WARM_ENI_TARGET: "2", WARM_IP_TARGET: "1" }),
      preset,
      findings: [ignored("WARM_ENI_TARGET", 2, "WARM_IP_TARGET")],
    },
    {
      name: "prefixes and a minimum, in YAML",
      resource: addon("env:\n  WARM_PREFIX_TARGET: 2\n  MINIMUM_IP_TARGET: 1\n"),
      preset,
      findings: [ignored("WARM_PREFIX_TARGET", 2, "MINIMUM_IP_TARGET")],
    },
    {
      name: "both in a DaemonSet",
      resource: daemonSet(variables({ WARM_ENI_TARGET: "20", WARM_PREFIX_TARGET: "4", WARM_IP_TARGET: "5" })),
      preset,
      findings: [
        ignored("WARM_ENI_TARGET", 20, "WARM_IP_TARGET", `${CONTAINER}.env[0].value`),
        ignored("WARM_PREFIX_TARGET", 4, "WARM_IP_TARGET", `${CONTAINER}.env[1].value`),
      ],
    },
    {
      name: "a Patch over an add-on",
      stack: [
        addonWith({ WARM_IP_TARGET: "5", MINIMUM_IP_TARGET: "30" }, "addon"),
        daemonSetPatch(variables({ WARM_ENI_TARGET: "20" })),
      ],
      preset,
      findings: [ignored("WARM_ENI_TARGET", 20, "WARM_IP_TARGET", `${CONTAINER}.env[0].value`)],
    },
    {
      name: "a release",
      resource: release({ env: { WARM_ENI_TARGET: 20, MINIMUM_IP_TARGET: 30 } }),
      preset,
      findings: [ignored("WARM_ENI_TARGET", 20, "MINIMUM_IP_TARGET", "values.env.WARM_ENI_TARGET")],
    },
  ],
  unknown: [
    {
      name: "a target that is not known yet",
      resource: daemonSet(variables({ WARM_ENI_TARGET: "3", WARM_IP_TARGET: UNKNOWN })),
      preset,
      undetermined: [`${CONTAINER}.env[1].value: not known before pulumi up`],
    },
    {
      name: "a Patch over a resource in another stack",
      stack: [daemonSetPatch(variables({ WARM_ENI_TARGET: "3" }))],
      preset,
      undetermined: [": the stack does not show what it patches"],
    },
  ],
  notApplicable: [
    {
      name: "IPv6, which has no targets",
      resource: addonWith({ ENABLE_IPv6: "true", WARM_PREFIX_TARGET: "2", WARM_IP_TARGET: "5" }),
      preset: "strict",
      because: ["subject: it gives pods IPv6 addresses"],
    },
  ],
});
