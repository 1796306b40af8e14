import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import cooldownRange from "../../../policies/src/rules/cni/cooldown-range.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addon, addonWith, daemonSet, daemonSetPatch, release, variables } from "./cni-resources.ts";

const PATH = "configurationValues.env.IP_COOLDOWN_PERIOD";
const IN_CONTAINER = "spec.template.spec.containers[0].env[0].value";
const PASSES = "set IP_COOLDOWN_PERIOD to 10 to 60 seconds";

const outside = (seconds: number, path = PATH, passes = PASSES) => ({
  key: "outside" as const,
  level: "advisory" as const,
  path,
  message: `an address cools down for ${seconds} seconds; ${passes}`,
});
const none = (path = PATH) => ({
  key: "none" as const,
  level: "advisory" as const,
  path,
  message: `an address goes to the next pod immediately; ${PASSES}`,
});

ruleTester(cooldownRange, {
  valid: [
    { name: "the default", resource: addon() },
    { name: "the shortest period", resource: addonWith({ IP_COOLDOWN_PERIOD: "10" }) },
    { name: "the longest period", resource: addon("env:\n  IP_COOLDOWN_PERIOD: 60\n") },
    { name: "a DaemonSet", resource: daemonSet(variables({ IP_COOLDOWN_PERIOD: "30" })) },
    { name: "a Patch of something else", resource: daemonSetPatch([]) },
    { name: "a release", resource: release({ env: { IP_COOLDOWN_PERIOD: "45" } }) },
    {
      name: "0, which a team without Services allows",
      resource: addonWith({ IP_COOLDOWN_PERIOD: "0" }),
      options: { min: 0 },
    },
  ],
  invalid: [
    { name: "no cooldown", resource: addonWith({ IP_COOLDOWN_PERIOD: "0" }), findings: [none()] },
    {
      name: "no cooldown, under strict",
      resource: addonWith({ IP_COOLDOWN_PERIOD: "0" }),
      preset: "strict",
      findings: [{ ...none(), level: "mandatory" }],
    },
    { name: "a short cooldown", resource: addonWith({ IP_COOLDOWN_PERIOD: "9" }), findings: [outside(9)] },
    {
      name: "a long cooldown, in YAML",
      resource: addon('env:\n  IP_COOLDOWN_PERIOD: "61"\n'),
      findings: [outside(61)],
    },
    {
      name: "a negative number",
      resource: daemonSet(variables({ IP_COOLDOWN_PERIOD: "-1" })),
      findings: [outside(-1, IN_CONTAINER)],
    },
    {
      name: "a Patch",
      resource: daemonSetPatch(variables({ IP_COOLDOWN_PERIOD: "0" })),
      findings: [none(IN_CONTAINER)],
    },
    {
      name: "a Patch over an add-on, reported once",
      stack: [addon(undefined, "addon"), daemonSetPatch(variables({ IP_COOLDOWN_PERIOD: "0" }))],
      findings: [none(IN_CONTAINER)],
    },
    {
      name: "a long cooldown in a release",
      resource: release({ env: { IP_COOLDOWN_PERIOD: 600 } }),
      findings: [outside(600, "values.env.IP_COOLDOWN_PERIOD")],
    },
    {
      name: "the default, which is too short for a team",
      resource: addon(),
      options: { min: 31 },
      findings: [outside(30, "configurationValues", "set IP_COOLDOWN_PERIOD to 31 to 60 seconds")],
    },
  ],
  unknown: [
    {
      name: "a period that is not known yet",
      resource: daemonSet(variables({ IP_COOLDOWN_PERIOD: UNKNOWN })),
      undetermined: [`${IN_CONTAINER}: not known before pulumi up`],
    },
    {
      name: "a period that is not a number",
      resource: addonWith({ IP_COOLDOWN_PERIOD: "30s" }),
      undetermined: [`${PATH}: expected a whole number`],
    },
  ],
  notApplicable: [
    {
      name: "IPv6, which has enough addresses",
      resource: addonWith({ ENABLE_IPv6: "true", IP_COOLDOWN_PERIOD: "0" }),
      because: ["subject: it gives pods IPv6 addresses"],
    },
  ],
  remediate: [
    {
      name: "no cooldown",
      resource: addon('{"env":{"IP_COOLDOWN_PERIOD":"0"}}'),
      props: { addonName: "vpc-cni", configurationValues: '{"env":{"IP_COOLDOWN_PERIOD":"30"}}' },
    },
    {
      name: "the default, which is too short for a team",
      resource: addon(),
      options: { min: 45 },
      props: { addonName: "vpc-cni", configurationValues: '{"env":{"IP_COOLDOWN_PERIOD":"45"}}' },
    },
    {
      name: "a long cooldown in a Patch",
      resource: daemonSetPatch(variables({ IP_COOLDOWN_PERIOD: "600" })),
      options: { max: 20 },
      props: daemonSetPatch(variables({ IP_COOLDOWN_PERIOD: "20" })).props,
    },
  ],
});
