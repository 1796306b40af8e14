import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import maxPodsWithinCapacity from "../../../policies/src/rules/nodes/max-pods-within-capacity.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addonWith, daemonSet, variables } from "../cni/cni-resources.ts";
import { nodePool } from "./node-resources.ts";
import { bootstrapScript, launchTemplate, NODE_CLASS, nodeConfig } from "./user-data.ts";

const CONFIG = "userData.spec.kubelet.config.maxPods";
const cluster = (more: PropertyObject = {}, name = "prod"): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name,
  props: { name, ...more },
});
const group = (instanceTypes: readonly string[] | undefined, more: PropertyObject = {}): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "workers",
  props: {
    clusterName: "prod",
    ...(instanceTypes && { instanceTypes }),
    launchTemplate: { id: UNKNOWN, version: UNKNOWN },
    ...more,
  },
  from: { launchTemplate: ["subject"] },
});
const selfManaged: TestResource = {
  type: "aws:autoscaling/group:Group",
  name: "workers",
  props: {
    vpcZoneIdentifiers: ["subnet-1"],
    launchTemplate: { id: UNKNOWN },
    tags: [{ key: "kubernetes.io/cluster/prod", value: "owned" }],
  },
  from: { launchTemplate: ["subject"] },
};
const template = (maxPods: number, more: PropertyObject = {}) =>
  launchTemplate(nodeConfig({ maxPods }), more);
const cni = (env: Readonly<Record<string, string>> = {}) => addonWith(env, "vpc-cni");
const cniOf = (clusterName: PropertyValue, env: Readonly<Record<string, string>>): TestResource => ({
  ...cni(env),
  props: { ...cni(env).props, clusterName },
});
const PREFIXES = { ENABLE_PREFIX_DELEGATION: "true" };
const above = (
  maxPods: number,
  type: string,
  addresses: number,
  passes = `set ${addresses} or less, or enable prefix delegation before the nodes are created`,
) => ({
  key: "above-addresses",
  level: "mandatory" as const,
  path: CONFIG,
  message: `maxPods is ${maxPods}, but ${type} has addresses for ${addresses}; ${passes}`,
});
const aboveRecommended = (maxPods: number, type: string, recommended: number) => ({
  key: "above-recommended",
  level: "advisory" as const,
  path: CONFIG,
  message: `maxPods is ${maxPods}, but EKS recommends at most ${recommended} on ${type}; set ${recommended} or less`,
});

/** The node class of {@link nodePool}. */
const KARPENTER = (maxPods?: number): TestResource => ({
  type: NODE_CLASS,
  name: "default",
  props: { metadata: { name: "default" }, spec: { kubelet: { maxPods } } },
});

ruleTester(maxPodsWithinCapacity, {
  valid: [
    {
      name: "as many as Karpenter's nodes have addresses",
      stack: [KARPENTER(29), nodePool(["m6i.large"]), cni()],
    },
    {
      name: "Bottlerocket without an AMI and without a number, which EKS sets",
      stack: [
        launchTemplate('[settings.kubernetes]\ncluster-name = "prod"\n', { imageId: undefined }),
        group(["m5.large"], { amiType: "BOTTLEROCKET_x86_64" }),
        cni({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" }),
      ],
    },
    {
      name: "an expression, whatever the image sets",
      stack: [
        launchTemplate(
          "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    maxPodsExpression: max_pods - 10\n",
        ),
        group(["m6i.large"]),
        cni({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" }),
      ],
    },
    {
      name: "as many as t3.medium, the EKS default type, has",
      stack: [template(17), group(undefined), cni()],
    },
    { name: "as many as the type has addresses", stack: [template(29), group(["m5.large"]), cni()] },
    {
      name: "as many as AWS publishes, with or without a trunk interface",
      stack: [
        template(29),
        group(["m5.large"]),
        daemonSet(variables({ ENABLE_POD_ENI: UNKNOWN }), {}, "aws-node"),
      ],
    },
    { name: "a launch template that no nodes use", stack: [template(1000), cni()] },
    {
      name: "as many as EKS recommends, with prefixes",
      stack: [template(110), group(["m5.large"]), cni(PREFIXES)],
    },
    {
      name: "the larger recommendation, of a type with more than 30 vCPUs",
      stack: [template(250), group(["m5.24xlarge"]), cni(PREFIXES)],
    },
    {
      name: "no AMI, so EKS decides",
      stack: [template(1000, { imageId: undefined }), group(["m5.large"]), cni()],
    },
    {
      name: "user data that doesn't set maxPods",
      stack: [launchTemplate(nodeConfig({})), group(["m5.large"]), cni()],
    },
  ],
  invalid: [
    {
      name: "Karpenter's nodes, by the node class",
      stack: [KARPENTER(110), nodePool(["m6i.large"]), cni()],
      findings: [{ ...above(110, "m6i.large", 29), name: "default", path: "spec.kubelet.maxPods" }],
    },
    {
      name: "Karpenter's nodes, by the user data",
      stack: [
        { ...KARPENTER(), props: { ...KARPENTER().props, spec: { userData: nodeConfig({ maxPods: 110 }) } } },
        nodePool(["m6i.large"]),
        cni(),
      ],
      findings: [
        {
          ...above(110, "m6i.large", 29),
          name: "default",
          path: "spec.userData.spec.kubelet.config.maxPods",
        },
      ],
    },
    {
      name: "what the image sets, with custom networking",
      stack: [
        launchTemplate(nodeConfig({})),
        group(["m6i.large"]),
        cni({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" }),
      ],
      findings: [
        {
          ...above(0, "", 0),
          message:
            "the image sets maxPods to 29 on m6i.large, which has addresses for 20; set maxPods to 20 or less",
        },
      ],
    },
    {
      name: "Bottlerocket without an AMI, whose settings take precedence over those of EKS",
      stack: [
        launchTemplate("[settings.kubernetes]\nmax-pods = 110\n", { imageId: undefined }),
        group(["m5.large"], { amiType: "BOTTLEROCKET_x86_64" }),
        cni(),
      ],
      findings: [{ ...above(110, "m5.large", 29), path: "userData.settings.kubernetes.max-pods" }],
    },
    {
      name: "an existing launch template, by its name",
      stack: [
        template(30, { id: "lt-0123456789abcdef0", name: "shop/workers" }),
        group(["m5.large"], { launchTemplate: { name: "shop/workers", version: "1" } }),
        cni(),
      ],
      findings: [above(30, "m5.large", 29)],
    },
    {
      name: "no instance type, so EKS uses t3.medium",
      stack: [template(18), group(undefined), cni()],
      findings: [above(18, "t3.medium", 17)],
    },
    {
      name: "one pod more than the type has addresses",
      stack: [template(30), group(["m5.large"]), cni()],
      findings: [above(30, "m5.large", 29)],
    },
    {
      name: "the smallest of several types decides",
      stack: [template(58), group(["m5.xlarge", "m5.large"]), cni()],
      findings: [above(58, "m5.large", 29)],
    },
    {
      name: "custom networking, which uses up a network interface",
      stack: [template(21), group(["m5.large"]), cni({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" })],
      findings: [above(21, "m5.large", 20)],
    },
    {
      name: "fewer network interfaces than the type has",
      stack: [template(29), group(["m5.large"]), cni({ MAX_ENI: "2" })],
      findings: [above(29, "m5.large", 20)],
    },
    {
      name: "prefixes that a Xen instance can't have",
      stack: [template(110), group(["m4.large"]), cni(PREFIXES)],
      findings: [above(110, "m4.large", 20, "set 20 or less")],
    },
    {
      name: "a DaemonSet instead of the add-on, and a type in the launch template",
      stack: [template(36, { instanceType: "t3.medium" }), selfManaged, daemonSet([], {}, "aws-node")],
      findings: [above(36, "t3.medium", 17)],
    },
    {
      name: "a script, on self-managed nodes",
      stack: [
        launchTemplate(bootstrapScript("--max-pods=18"), { instanceType: "t3.medium" }),
        selfManaged,
        cni(),
      ],
      findings: [{ ...above(18, "t3.medium", 17), path: "userData.--max-pods" }],
    },
    {
      name: "one pod more than EKS recommends",
      stack: [template(111), group(["m5.large"]), cni(PREFIXES)],
      findings: [aboveRecommended(111, "m5.large", 110)],
    },
    {
      name: "as many as the type has addresses, which is more than EKS recommends, under strict",
      stack: [template(737), group(["m5.24xlarge"]), cni()],
      preset: "strict",
      findings: [{ ...aboveRecommended(737, "m5.24xlarge", 250), level: "mandatory" }],
    },
    {
      name: "a group and an add-on of one cluster, whose name only the add-on shows",
      stack: [
        template(30),
        {
          ...group(["m5.large"], { clusterName: UNKNOWN }),
          from: { launchTemplate: ["subject"], clusterName: ["prod"] },
        },
        cluster(),
        cniOf("prod", {}),
      ],
      findings: [above(30, "m5.large", 29)],
    },
    {
      name: "the add-on of the group's own cluster among several",
      stack: [
        template(30),
        group(["m5.large"]),
        cluster(),
        cluster({}, "other"),
        { ...cni(), props: { ...cni().props, clusterName: "prod" } },
        { ...cni(PREFIXES), name: "other-cni", props: { ...cni(PREFIXES).props, clusterName: "other" } },
      ],
      findings: [above(30, "m5.large", 29)],
    },
  ],
  unknown: [
    {
      name: "a NodePool that names no instance types",
      stack: [KARPENTER(110), nodePool([], { operator: "Exists" }), cni()],
      undetermined: [": no instance type in the stack"],
    },
    {
      name: "a NodePool whose node class is in another stack",
      stack: [nodePool(["m6i.large"]), cni()],
      undetermined: ["spec.template.spec.nodeClassRef.name: names something that is not in the stack"],
    },
    ...[group(["m5.large"]), selfManaged].map((nodes) => ({
      name: `the add-on of a different cluster than that of the ${nodes.type}, neither of them in the stack`,
      stack: [
        template(110, { instanceType: "m5.large" }),
        nodes,
        {
          type: "aws:eks/addon:Addon",
          name: "vpc-cni",
          props: { clusterName: "staging", addonName: "vpc-cni" },
        },
      ],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    })),
    {
      name: "a group of a cluster whose name is not known, beside the add-on of a named one",
      stack: [template(110), group(["m5.large"], { clusterName: UNKNOWN }), cniOf("staging", PREFIXES)],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
    {
      name: "the add-on of a cluster whose name is not known, beside a group of a named one",
      stack: [template(110), group(["m5.large"]), cniOf(UNKNOWN, PREFIXES)],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
    {
      name: "no CNI settings",
      stack: [template(30), group(["m5.large"])],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
    {
      name: "CNI settings that are not known yet",
      stack: [template(30), group(["m5.large"]), addonUnknown()],
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "instance types by their properties",
      stack: [template(30, { instanceRequirements: { vcpuCount: { min: 2 } } }), group(undefined), cni()],
      undetermined: [": no instance type in the stack"],
    },
    {
      name: "an instance type that is not known yet, next to one that is",
      stack: [template(30), group([UNKNOWN, "m5.large"]), cni()],
      undetermined: ["instanceTypes[0]: not known before pulumi up"],
      findings: [above(30, "m5.large", 29)],
    },
    {
      name: "an instance type newer than the pack",
      stack: [template(30), group(["m99.large"]), cni()],
      undetermined: ["instanceTypes[0]: an instance type newer than the pack"],
    },
    {
      name: "user data from values that are not known yet",
      stack: [launchTemplate(undefined, { userData: UNKNOWN }), group(["m5.large"]), cni()],
      undetermined: ["userData: not known before pulumi up"],
    },
  ],
  notApplicable: [
    {
      name: "IPv6",
      stack: [
        template(1000),
        group(["m5.large"]),
        cluster({ kubernetesNetworkConfig: { ipFamily: "ipv6" } }),
        cni(PREFIXES),
      ],
      because: ["prod: its pods have IPv6 addresses"],
    },
    {
      name: "IPv6, on self-managed nodes",
      stack: [
        template(1000, { instanceType: "m5.large" }),
        selfManaged,
        cluster({ kubernetesNetworkConfig: { ipFamily: "ipv6" } }),
        cni(PREFIXES),
      ],
      because: ["prod: its pods have IPv6 addresses"],
    },
    {
      name: "another CNI",
      stack: [
        template(1000),
        group(["m5.large"]),
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      because: ["workers: another CNI assigns addresses to its pods"],
    },
    {
      name: "IPv6 in one of two clusters, on its self-managed nodes",
      stack: [
        template(1000, { instanceType: "m5.large" }),
        selfManaged,
        cluster({ kubernetesNetworkConfig: { ipFamily: "ipv6" } }),
        cluster({}, "other"),
        cni(PREFIXES),
      ],
      because: ["prod: its pods have IPv6 addresses"],
    },
    {
      name: "IPv6 in one of two clusters, whose names are only known during pulumi up",
      stack: [
        template(1000, { instanceType: "m5.large" }),
        { ...selfManaged, from: { ...selfManaged.from, tags: ["prod"] } },
        cluster({ name: UNKNOWN, kubernetesNetworkConfig: { ipFamily: "ipv6" } }),
        cluster({ name: UNKNOWN }, "other"),
        cni(PREFIXES),
      ],
      because: ["prod: its pods have IPv6 addresses"],
    },
  ],
});

function addonUnknown(): TestResource {
  return {
    type: "aws:eks/addon:Addon",
    name: "vpc-cni",
    props: { addonName: "vpc-cni", configurationValues: UNKNOWN },
  };
}
