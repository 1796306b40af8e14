import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import karpenterLimits from "../../../policies/src/rules/nodes/karpenter-limits.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const limits = { cpu: "400" };
const pool = (spec: PropertyObject, name = "subject"): TestResource => ({
  type: "kubernetes:karpenter.sh/v1:NodePool",
  name,
  props: { spec },
});
const capacity = (...values: readonly PropertyValue[]) => ({
  template: { spec: { requirements: [{ key: "karpenter.sh/capacity-type", operator: "In", values }] } },
});
const budget = (...budgets: readonly PropertyObject[]) => pool({ limits, disruption: { budgets } });
const release = (props: PropertyObject): TestResource => ({
  type: "kubernetes:helm.sh/v3:Release",
  props: { chart: "oci://public.ecr.aws/karpenter/karpenter", ...props },
});
const cni = (AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: string): TestResource => ({
  type: "aws:eks/addon:Addon",
  name: "vpc-cni",
  props: {
    clusterName: "prod",
    addonName: "vpc-cni",
    configurationValues: JSON.stringify({ env: { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG } }),
  },
});
const finding = <const Key extends string>(key: Key, path: string, message: string) => ({
  key,
  level: "advisory" as const,
  path,
  message,
});
const noLimits = finding(
  "no-limits",
  "spec.limits",
  "nothing limits the number of nodes; set limits.cpu to what the subnets have addresses for",
);
const spotOnly = finding(
  "spot-only",
  "spec.template.spec.requirements",
  "no NodePool in the stack may use On-Demand instances when there are no Spot instances; allow on-demand too, here or in another NodePool",
);
const reserved = (path: string) =>
  finding(
    "reserved-enis",
    path,
    'the CNI uses custom networking, so one network interface of each node has no addresses for pods, and Karpenter counts it; set reservedENIs to "1"',
  );

ruleTester(karpenterLimits, {
  valid: [
    { name: "limits", resource: pool({ limits }) },
    {
      name: "an expiry, and a budget",
      resource: pool({
        limits,
        template: { spec: { expireAfter: "336h" } },
        disruption: { budgets: [{ nodes: "20%" }] },
      }),
    },
    {
      name: "no disruption during office hours only",
      resource: budget({ nodes: "0", schedule: "0 9 * * mon-fri", duration: "8h" }),
    },
    {
      name: "no disruption of nodes that are in use",
      resource: budget({ nodes: "0", reasons: ["Underutilized"] }),
    },
    { name: "the smaller of two budgets", resource: budget({ nodes: "100%" }, { nodes: "5" }) },
    {
      name: "spot, and another pool with both",
      stack: [
        pool({ limits, ...capacity("spot") }),
        pool({ limits, ...capacity("spot", "on-demand") }, "other"),
      ],
    },
    {
      name: "a reserved interface",
      stack: [release({ values: { settings: { reservedENIs: "1" } } }), cni("true")],
    },
    { name: "no custom networking", stack: [release({ values: {} }), cni("false")] },
  ],
  invalid: [
    { name: "no limits", resource: pool({}), findings: [noLimits] },
    { name: "empty limits", resource: pool({ limits: {} }), findings: [noLimits] },
    {
      name: "nodes that never expire",
      resource: pool({ limits, template: { spec: { expireAfter: "Never" } } }),
      findings: [
        finding(
          "no-expiry",
          "spec.template.spec.expireAfter",
          "nodes keep their image for ever; set 720h, or leave it out",
        ),
      ],
    },
    {
      name: "nodes that never expire, in the beta version",
      resource: {
        ...pool({ limits, disruption: { expireAfter: "Never" } }),
        type: "kubernetes:karpenter.sh/v1beta1:NodePool",
      },
      findings: [
        finding(
          "no-expiry",
          "spec.disruption.expireAfter",
          "nodes keep their image for ever; set 720h, or leave it out",
        ),
      ],
    },
    {
      name: "all nodes at once",
      resource: budget({ nodes: "100%" }),
      findings: [
        finding(
          "no-budget",
          "spec.disruption.budgets[0].nodes",
          "all nodes may be replaced at once; set 10%",
        ),
      ],
    },
    {
      name: "no node, ever",
      resource: budget({ nodes: 0 }),
      findings: [
        finding(
          "no-budget",
          "spec.disruption.budgets[0].nodes",
          "no node is ever replaced, not even by one with a newer image; set 10%, or add a schedule and a duration for when nodes must stay",
        ),
      ],
    },
    {
      name: "spot in all pools",
      stack: [pool({ limits, ...capacity("spot") }), pool({ limits, ...capacity("spot") }, "x-other")],
      findings: [spotOnly],
    },
    {
      name: "custom networking, and no reserved interface",
      stack: [release({}), cni("true")],
      findings: [reserved("values.settings.reservedENIs")],
    },
    {
      name: "custom networking, and the chart's default",
      stack: [release({ values: { settings: { reservedENIs: "0" } } }), cni("true")],
      findings: [reserved("values.settings.reservedENIs")],
    },
  ],
  unknown: [
    {
      name: "limits that are not known",
      resource: pool({ limits: UNKNOWN }),
      undetermined: ["spec.limits: not known before pulumi up"],
    },
    {
      name: "values in a file",
      stack: [release({ valueYamlFiles: ["karpenter.yaml"] }), cni("true")],
      undetermined: ["valueYamlFiles: may set what values leaves out"],
    },
  ],
});
