import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import dnsSpreadPdb from "../../../policies/src/rules/dns/dns-spread-pdb.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const preset = "strict" as const;
const addon = (configurationValues?: PropertyValue, addonName = "coredns"): TestResource => ({
  type: "aws:eks/addon:Addon",
  props: { addonName, configurationValues },
});
const noSpread = {
  key: "no-spread" as const,
  level: "advisory" as const,
  path: "configurationValues.topologySpreadConstraints",
  message:
    "nothing keeps all DNS pods from running on one node; don't set topologySpreadConstraints, or spread by zone and node",
};
const noBudget = {
  key: "no-budget" as const,
  level: "advisory" as const,
  path: "configurationValues.podDisruptionBudget.enabled",
  message: "a node update may evict all DNS pods at once; set it to true",
};
const blocking = (property: "maxUnavailable" | "minAvailable") => ({
  key: "blocking-budget" as const,
  level: "advisory" as const,
  path: `configurationValues.podDisruptionBudget.${property}`,
  message: "no node with a DNS pod can be drained; set maxUnavailable to 1",
});

ruleTester(dnsSpreadPdb, {
  valid: [
    { name: "the add-on's defaults", resource: addon(), preset },
    { name: "another configuration", resource: addon('{ "replicaCount": 3 }'), preset },
    {
      name: "custom constraints and a custom budget",
      resource: addon(
        '{ "topologySpreadConstraints": [{ "topologyKey": "kubernetes.io/hostname" }], "podDisruptionBudget": { "enabled": true, "maxUnavailable": 1 } }',
      ),
      preset,
    },
    {
      name: "a custom affinity",
      resource: addon("topologySpreadConstraints: []\naffinity:\n  podAntiAffinity: {}\n"),
      preset,
    },
    {
      name: "a budget that keeps nearly all pods",
      resource: addon('{ "podDisruptionBudget": { "minAvailable": "99%" } }'),
      preset,
    },
    {
      name: "another add-on",
      resource: addon('{ "topologySpreadConstraints": [] }', "metrics-server"),
      preset,
    },
    { name: "removed, under baseline", resource: addon('{ "topologySpreadConstraints": [] }') },
  ],
  invalid: [
    {
      name: "no constraints",
      resource: addon('{ "topologySpreadConstraints": [] }'),
      preset,
      findings: [noSpread],
    },
    {
      name: "no budget, in YAML",
      resource: addon("podDisruptionBudget:\n  enabled: false\n  maxUnavailable: 0\n"),
      preset,
      findings: [noBudget],
    },
    {
      name: "a budget of zero",
      resource: addon('{ "podDisruptionBudget": { "maxUnavailable": 0 } }'),
      preset,
      findings: [blocking("maxUnavailable")],
    },
    {
      name: "a budget of zero percent",
      resource: addon('{ "podDisruptionBudget": { "enabled": true, "maxUnavailable": "0%" } }'),
      preset,
      findings: [blocking("maxUnavailable")],
    },
    {
      name: "a budget that keeps all pods",
      resource: addon('{ "podDisruptionBudget": { "minAvailable": "100%" } }'),
      preset,
      findings: [blocking("minAvailable")],
    },
  ],
  unknown: [
    {
      name: "a configuration that is not known yet",
      resource: addon(UNKNOWN),
      preset,
      undetermined: ["configurationValues: not known before pulumi up"],
    },
  ],
});
