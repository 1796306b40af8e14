import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import minimumNeedsWarm from "../../../policies/src/rules/cni/minimum-needs-warm.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addon, addonWith, daemonSet, daemonSetPatch, release, variables } from "./cni-resources.ts";

const ENV = "configurationValues.env.";
const CONTAINER = "spec.template.spec.containers[0]";

const frozen = (minimum: string, path = `${ENV}WARM_IP_TARGET`, enough = 108) => ({
  key: "frozen" as const,
  level: "mandatory" as const,
  path,
  message: `MINIMUM_IP_TARGET is ${minimum} and WARM_IP_TARGET is not set, so a node never gets more addresses; set WARM_IP_TARGET to 1 or more, or MINIMUM_IP_TARGET to ${enough} or more`,
});
const warmAlone = (path = `${ENV}MINIMUM_IP_TARGET`) => ({
  key: "warm-alone" as const,
  level: "advisory" as const,
  path,
  message:
    "WARM_IP_TARGET alone makes the CNI request addresses from EC2 for nearly every pod; set MINIMUM_IP_TARGET too, to the number of pods that a node usually runs",
});

ruleTester(minimumNeedsWarm, {
  valid: [
    { name: "no target", resource: addon() },
    {
      name: "WARM_IP_TARGET alone with prefixes, of which the CNI requests one for 16 pods",
      resource: addonWith({ ENABLE_PREFIX_DELEGATION: "true", WARM_IP_TARGET: "5" }),
    },
    { name: "both targets", resource: addonWith({ MINIMUM_IP_TARGET: "30", WARM_IP_TARGET: "1" }) },
    {
      name: "both targets as YAML numbers",
      resource: addon("env:\n  MINIMUM_IP_TARGET: 30\n  WARM_IP_TARGET: 5\n"),
    },
    {
      name: "one of them in extraEnv",
      resource: addon(
        JSON.stringify({
          env: { MINIMUM_IP_TARGET: "30" },
          extraEnv: [{ name: "WARM_IP_TARGET", value: "5" }],
        }),
      ),
    },
    {
      name: "0 and a negative number, which the CNI treats as not set",
      resource: addonWith({ MINIMUM_IP_TARGET: "0", WARM_IP_TARGET: "-1" }),
    },
    { name: "a minimum that covers every pod of a node", resource: addonWith({ MINIMUM_IP_TARGET: "108" }) },
    {
      name: "a minimum that covers every pod of a node, in whole prefixes",
      resource: addonWith({ ENABLE_PREFIX_DELEGATION: "true", MINIMUM_IP_TARGET: "97" }),
    },
    {
      name: "a minimum that covers every pod of small nodes",
      resource: addonWith({ MINIMUM_IP_TARGET: "27" }),
      options: { maxPods: 29 },
    },
    {
      name: "both targets in a DaemonSet",
      resource: daemonSet(variables({ MINIMUM_IP_TARGET: "30", WARM_IP_TARGET: "5" })),
    },
    {
      name: "a Patch that leaves the other target to its owner",
      resource: daemonSetPatch(variables({ MINIMUM_IP_TARGET: "30" })),
    },
    {
      name: "a Patch over an add-on with the other target",
      stack: [
        addonWith({ MINIMUM_IP_TARGET: "30", WARM_IP_TARGET: "1" }, "addon"),
        daemonSetPatch(variables({ MINIMUM_IP_TARGET: "40" })),
      ],
    },
    { name: "a Patch that sets neither, over nothing", stack: [daemonSetPatch([])] },
    {
      name: "both targets in a release",
      resource: release({ env: { MINIMUM_IP_TARGET: 30, WARM_IP_TARGET: 5 } }),
    },
    { name: "another chart", resource: release({ env: { MINIMUM_IP_TARGET: 30 } }, { chart: "cilium" }) },
  ],
  invalid: [
    {
      name: "a minimum alone",
      resource: addonWith({ MINIMUM_IP_TARGET: "107" }),
      findings: [frozen("107")],
    },
    {
      name: "a minimum alone, in YAML",
      resource: addon('env:\n  MINIMUM_IP_TARGET: "30"\n'),
      findings: [frozen("30")],
    },
    {
      name: "a minimum with a warm target of 0",
      resource: addonWith({ MINIMUM_IP_TARGET: "30", WARM_IP_TARGET: "0" }),
      findings: [frozen("30")],
    },
    {
      name: "a minimum that is one prefix too low",
      resource: addonWith({ ENABLE_PREFIX_DELEGATION: "true", MINIMUM_IP_TARGET: "96" }),
      findings: [frozen("96")],
    },
    {
      name: "a minimum that is too low for large nodes",
      resource: addonWith({ MINIMUM_IP_TARGET: "108" }),
      options: { maxPods: 250 },
      findings: [frozen("108", undefined, 248)],
    },
    {
      name: "a minimum just too low for small nodes",
      resource: addonWith({ MINIMUM_IP_TARGET: "26" }),
      options: { maxPods: 29 },
      findings: [frozen("26", undefined, 27)],
    },
    {
      name: "a minimum alone in a DaemonSet",
      resource: daemonSet(variables({ MINIMUM_IP_TARGET: "30" })),
      findings: [frozen("30", `${CONTAINER}.env`)],
    },
    {
      name: "a Patch that sets the minimum and removes the warm target",
      resource: daemonSetPatch(variables({ MINIMUM_IP_TARGET: "30", WARM_IP_TARGET: "0" })),
      findings: [frozen("30", `${CONTAINER}.env[1].value`)],
    },
    {
      name: "a Patch that sets the minimum over an add-on that sets nothing",
      stack: [addon(undefined, "addon"), daemonSetPatch(variables({ MINIMUM_IP_TARGET: "30" }))],
      findings: [{ ...frozen("30", "configurationValues"), name: "addon" }],
    },
    {
      name: "a Patch that removes the warm target of a release",
      stack: [
        { ...release({ env: { MINIMUM_IP_TARGET: "30", WARM_IP_TARGET: "5" } }), name: "release" },
        daemonSetPatch(variables({ WARM_IP_TARGET: "0" })),
      ],
      findings: [frozen("30", `${CONTAINER}.env[0].value`)],
    },
    {
      name: "an add-on that is wrong on its own, reported once",
      stack: [addonWith({ MINIMUM_IP_TARGET: "30" }), daemonSetPatch([], "patch")],
      findings: [frozen("30")],
    },
    {
      name: "a minimum alone in a member of a list",
      resource: {
        type: "kubernetes:apps/v1:DaemonSetList",
        props: { items: [daemonSet(variables({ MINIMUM_IP_TARGET: "30" })).props] },
      },
      findings: [frozen("30", `items[0].${CONTAINER}.env`)],
    },
    {
      name: "a minimum alone in a release",
      resource: release({ env: { MINIMUM_IP_TARGET: 30 } }),
      findings: [frozen("30", "values.env.WARM_IP_TARGET")],
    },
    {
      name: "a warm target alone",
      resource: addonWith({ WARM_IP_TARGET: "2" }),
      findings: [warmAlone()],
    },
    {
      name: "a warm target alone under strict",
      resource: daemonSet(variables({ WARM_IP_TARGET: "2" })),
      preset: "strict",
      findings: [warmAlone(`${CONTAINER}.env`)],
    },
  ],
  unknown: [
    {
      name: "a warm target that is not known yet",
      resource: daemonSet(variables({ MINIMUM_IP_TARGET: "30", WARM_IP_TARGET: UNKNOWN })),
      undetermined: [`${CONTAINER}.env[1].value: not known before pulumi up`],
    },
    {
      name: "values that are not known yet",
      resource: addon(UNKNOWN),
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "a target that is not a number",
      resource: addonWith({ MINIMUM_IP_TARGET: "thirty" }),
      undetermined: [`${ENV}MINIMUM_IP_TARGET: expected a whole number`],
    },
    {
      name: "a Patch over a resource in another stack",
      stack: [daemonSetPatch(variables({ MINIMUM_IP_TARGET: "30" }))],
      undetermined: [": the stack does not show what it patches"],
    },
    {
      name: "a Patch, when there are two add-ons",
      stack: [
        addon(undefined, "blue"),
        addon(undefined, "green"),
        daemonSetPatch(variables({ WARM_IP_TARGET: "5" })),
      ],
      undetermined: [": the stack does not show what it patches"],
    },
    {
      name: "a minimum that a release may set in a file",
      resource: release({ env: { WARM_IP_TARGET: 5 } }, { valueYamlFiles: [UNKNOWN] }),
      undetermined: ["valueYamlFiles: may set what values leaves out"],
    },
  ],
  notApplicable: [
    {
      name: "a minimum that IPv6 does not use",
      resource: daemonSet(variables({ ENABLE_IPv6: "true", MINIMUM_IP_TARGET: "30" })),
      because: ["subject: it gives pods IPv6 addresses"],
    },
  ],
});
