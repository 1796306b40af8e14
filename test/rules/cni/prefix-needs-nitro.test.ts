import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import prefixNeedsNitro from "../../../policies/src/rules/cni/prefix-needs-nitro.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { nodeGroup, nodePool, selfManagedGroup } from "../nodes/node-resources.ts";
import { launchTemplate } from "../nodes/user-data.ts";
import { addonWith, daemonSet, release, variables } from "./cni-resources.ts";

const PREFIXES = { ENABLE_PREFIX_DELEGATION: "true" };
const cni = (env: Readonly<Record<string, string>> = PREFIXES) => addonWith(env, "vpc-cni");
const cluster = (ipFamily?: PropertyValue, name = "prod"): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name,
  props: { name, ...(ipFamily !== undefined && { kubernetesNetworkConfig: { ipFamily } }) },
});
const noPrefixes = (type: string, pods: number, path = "instanceTypes[0]") => ({
  key: "no-prefixes" as const,
  level: "advisory" as const,
  path,
  message: `${type} does not support prefixes, so its nodes have addresses for only ${pods} pods; use a Nitro instance type`,
});
const ipv6OnXen = (type: string, path = "instanceTypes[0]") => ({
  key: "ipv6-on-xen" as const,
  level: "mandatory" as const,
  path,
  message: `${type} does not support prefixes, so its nodes never become ready in an IPv6 cluster; use a Nitro instance type`,
});

ruleTester(prefixNeedsNitro, {
  valid: [
    { name: "Nitro", stack: [nodeGroup({ instanceTypes: ["m5.large", "m5.metal"] }), cni()] },
    { name: "Xen, with single addresses", stack: [nodeGroup({ instanceTypes: ["m4.large"] }), cni({})] },
    {
      name: "Nitro in an IPv6 cluster",
      stack: [nodeGroup({ instanceTypes: ["t3.large"] }), cluster("ipv6"), cni()],
    },
    { name: "the type that EKS uses when a group sets none", stack: [nodeGroup({}), cni()] },
    { name: "a NodePool with Nitro types", stack: [nodePool(["m5.large"]), cni()] },
    {
      name: "a NodePool that excludes a type",
      stack: [nodePool(["m4.large"], { operator: "NotIn" }), cni()],
    },
    { name: "Nitro nodes without a CNI to judge", stack: [nodeGroup({ instanceTypes: ["m5.large"] })] },
  ],
  invalid: [
    {
      name: "Xen with prefixes",
      stack: [nodeGroup({ instanceTypes: ["m4.large"] }), cni()],
      findings: [noPrefixes("m4.large", 20)],
    },
    {
      name: "each type of a group, under strict",
      stack: [nodeGroup({ instanceTypes: ["m5.large", "t2.medium", "m4.large"] }), cluster(), cni()],
      preset: "strict",
      findings: [
        noPrefixes("t2.medium", 17, "instanceTypes[1]"),
        noPrefixes("m4.large", 20, "instanceTypes[2]"),
      ],
    },
    {
      name: "prefixes set in the DaemonSet, and a type in a launch template",
      stack: [
        launchTemplate(undefined, { instanceType: "m4.large" }),
        selfManagedGroup(),
        daemonSet(variables(PREFIXES), {}, "aws-node"),
      ],
      findings: [noPrefixes("m4.large", 20, "instanceType")],
    },
    {
      name: "prefixes set in the chart, and a NodePool that names a type",
      stack: [nodePool(["m5.large", "m4.large"]), { ...release({ env: PREFIXES }), name: "cni" }],
      findings: [noPrefixes("m4.large", 20, "spec.template.spec.requirements[1].values[1]")],
    },
    {
      name: "Xen in an IPv6 cluster",
      stack: [nodeGroup({ instanceTypes: ["m4.large"] }), cluster("ipv6")],
      findings: [ipv6OnXen("m4.large")],
    },
    {
      name: "self-managed nodes in an IPv6 cluster",
      stack: [launchTemplate(undefined, { instanceType: "m4.large" }), selfManagedGroup(), cluster("ipv6")],
      findings: [ipv6OnXen("m4.large", "instanceType")],
    },
    {
      name: "a NodePool in an IPv6 cluster",
      stack: [nodePool(["m4.large"]), cluster("ipv6")],
      findings: [ipv6OnXen("m4.large", "spec.template.spec.requirements[1].values[0]")],
    },
    {
      name: "the group's own cluster among several",
      stack: [nodeGroup({ instanceTypes: ["m4.large"] }), cluster("ipv6"), cluster("ipv4", "other")],
      findings: [ipv6OnXen("m4.large")],
    },
  ],
  unknown: [
    {
      name: "an instance type that is not known yet",
      stack: [nodeGroup({ instanceTypes: [UNKNOWN] }), cni()],
      undetermined: ["instanceTypes[0]: not known before pulumi up"],
    },
    {
      name: "no instance type, and a launch template of another stack",
      stack: [nodeGroup({ launchTemplate: { id: "lt-0" } }), cni()],
      undetermined: [": no instance type in the stack"],
    },
    {
      name: "Xen, and a CNI that is configured elsewhere",
      stack: [nodeGroup({ instanceTypes: ["m4.large"] })],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
    {
      name: "a NodePool next to two clusters",
      stack: [nodePool(["m4.large"]), cluster("ipv6"), cluster("ipv4", "other")],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
    {
      name: "prefixes that are not known yet",
      stack: [
        nodeGroup({ instanceTypes: ["m4.large"] }),
        { ...cni(), props: { addonName: "vpc-cni", configurationValues: UNKNOWN } },
      ],
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "requirements that are not known yet",
      stack: [
        {
          type: "kubernetes:karpenter.sh/v1:NodePool",
          props: { spec: { template: { spec: { requirements: UNKNOWN } } } },
        },
        cni(),
      ],
      undetermined: ["spec.template.spec.requirements: not known before pulumi up"],
    },
  ],
  notApplicable: [
    {
      name: "a NodePool of EKS Auto Mode",
      stack: [nodePool(["m4.large"], { group: "eks.amazonaws.com" }), cni()],
      because: ["subject: EKS Auto Mode creates its nodes"],
    },
    {
      name: "nodes that run Windows",
      stack: [nodeGroup({ instanceTypes: ["m4.large"], amiType: "WINDOWS_CORE_2022_x86_64" }), cni()],
      because: ["subject: its nodes run Windows, whose pods get their addresses from EKS itself"],
    },
    {
      name: "another CNI",
      stack: [
        nodeGroup({ instanceTypes: ["m4.large"] }),
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      because: ["subject: another CNI assigns addresses to its pods"],
    },
  ],
});
