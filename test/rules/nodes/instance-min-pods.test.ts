import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import instanceMinPods from "../../../policies/src/rules/nodes/instance-min-pods.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addonWith } from "../cni/cni-resources.ts";
import { nodeGroup, nodePool, selfManagedGroup } from "./node-resources.ts";
import { launchTemplate } from "./user-data.ts";

const PREFIXES = { ENABLE_PREFIX_DELEGATION: "true" };
const cni = (env: Readonly<Record<string, string>> = {}) => addonWith(env, "vpc-cni");
const group = (...instanceTypes: readonly string[]) => nodeGroup({ instanceTypes });
const ipv6: TestResource = {
  type: "aws:eks/cluster:Cluster",
  name: "prod",
  props: { name: "prod", kubernetesNetworkConfig: { ipFamily: "ipv6" } },
};
const few = (type: string, pods: number, passes: string, path = "instanceTypes[0]") => ({
  key: "few" as const,
  level: "advisory" as const,
  path,
  message: `${type} has addresses for ${pods} pods, including those that run on every node; ${passes}`,
});

ruleTester(instanceMinPods, {
  valid: [
    {
      name: "as many as required within MAX_ENI",
      stack: [group("m6i.large"), cni({ MAX_ENI: "2" })],
    },
    { name: "as many as required", stack: [group("t3.medium"), cni()] },
    { name: "a small type with prefixes", stack: [group("t3.nano"), cni(PREFIXES)] },
    { name: "a small type in an IPv6 cluster", stack: [group("t3.small"), ipv6] },
    { name: "a large type, and a CNI that is configured elsewhere", stack: [group("m5.large")] },
    {
      name: "a number that the team sets",
      stack: [group("t3.small"), cni()],
      options: { minPods: 11 },
    },
  ],
  invalid: [
    {
      name: "a large type whose network interfaces MAX_ENI limits",
      stack: [group("m6i.large"), cni({ MAX_ENI: "1" })],
      findings: [few("m6i.large", 11, "raise or remove MAX_ENI")],
    },
    {
      name: "a type that has too few addresses even without MAX_ENI",
      stack: [group("t3.small"), cni({ MAX_ENI: "2" })],
      findings: [few("t3.small", 8, "use t3.large or larger, or enable prefix delegation")],
    },
    {
      name: "the type that EKS uses if a group sets none",
      stack: [nodeGroup({}), cni()],
      options: { minPods: 18 },
      findings: [
        few("t3.medium", 17, "use t3.large or larger, or enable prefix delegation", "instanceTypes"),
      ],
    },
    {
      name: "fewer than required",
      stack: [group("m5.large", "t3.small"), cni()],
      findings: [
        few("t3.small", 11, "use t3.medium or larger, or enable prefix delegation", "instanceTypes[1]"),
      ],
    },
    {
      name: "custom networking, under strict",
      stack: [group("t3.medium"), cni({ AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true" })],
      preset: "strict",
      findings: [few("t3.medium", 12, "use t3.large or larger, or enable prefix delegation")],
    },
    {
      name: "a custom AMI whose user data is not known yet, with a volume that only Linux has",
      stack: [
        launchTemplate(UNKNOWN, {
          instanceType: "t3.small",
          blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 80 } }],
        }),
        selfManagedGroup(),
        cni(),
      ],
      findings: [few("t3.small", 11, "use t3.medium or larger, or enable prefix delegation", "instanceType")],
    },
    {
      name: "a type that can't have prefixes",
      stack: [group("t2.micro"), cni(PREFIXES)],
      findings: [few("t2.micro", 4, "use t2.medium or larger")],
    },
    {
      name: "more than any size of the family supports",
      stack: [group("t2.medium"), cni()],
      options: { minPods: 200 },
      findings: [few("t2.medium", 17, "use a type with more")],
    },
    {
      name: "one pod fewer than the team requires, in a launch template",
      stack: [launchTemplate(undefined, { instanceType: "t3.small" }), selfManagedGroup(), cni()],
      options: { minPods: 12 },
      findings: [few("t3.small", 11, "use t3.medium or larger, or enable prefix delegation", "instanceType")],
    },
    {
      name: "a NodePool that specifies a type",
      stack: [nodePool(["t3.small"]), cni()],
      findings: [
        few(
          "t3.small",
          11,
          "use t3.medium or larger, or enable prefix delegation",
          "spec.template.spec.requirements[1].values[0]",
        ),
      ],
    },
  ],
  unknown: [
    {
      name: "a custom AMI, which may be one of Windows, with user data that is not known yet",
      stack: [launchTemplate(UNKNOWN, { instanceType: "t3.small" }), selfManagedGroup(), cni()],
      undetermined: ["userData: not known before pulumi up"],
    },
    {
      name: "a small type, and a CNI that is configured elsewhere",
      stack: [group("t3.small")],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
    {
      name: "an instance type that is not known yet",
      stack: [nodeGroup({ instanceTypes: [UNKNOWN] }), cni()],
      undetermined: ["instanceTypes[0]: not known before pulumi up"],
    },
    {
      name: "types from values that are not known yet",
      stack: [{ ...nodeGroup({ instanceTypes: UNKNOWN }), from: { instanceTypes: ["vpc-cni"] } }, cni()],
      undetermined: ["instanceTypes: not known before pulumi up"],
    },
    {
      name: "no type, with a launch template of another stack",
      stack: [nodeGroup({ launchTemplate: { id: "lt-0" } }), cni()],
      undetermined: [": no instance type in the stack"],
    },
    {
      name: "a small type in a cluster with hybrid nodes, which have another CNI",
      stack: [
        group("t3.small"),
        {
          type: "aws:eks/cluster:Cluster",
          name: "prod",
          props: { name: "prod", remoteNetworkConfig: { remoteNodeNetworks: { cidrs: ["10.80.0.0/16"] } } },
        },
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      undetermined: [": no VPC CNI settings in the stack that certainly apply to its cluster"],
    },
  ],
  notApplicable: [
    {
      name: "nodes that run Windows",
      stack: [nodeGroup({ instanceTypes: ["t3.small"], amiType: "WINDOWS_CORE_2022_x86_64" }), cni()],
      because: ["subject: its nodes run Windows, whose pods get their addresses from EKS itself"],
    },
    {
      name: "nodes that run Windows, by the user data of a custom AMI",
      stack: [
        launchTemplate("<powershell>\n& $EKSBootstrapScriptFile\n</powershell>", {
          instanceType: "t3.small",
        }),
        selfManagedGroup(),
        cni(),
      ],
      because: ["workers: its nodes run Windows, whose pods get their addresses from EKS itself"],
    },
    {
      name: "Karpenter nodes that run Windows",
      stack: [nodePool(["t3.small"], { system: "windows" }), cni()],
      because: ["subject: its nodes run Windows, whose pods get their addresses from EKS itself"],
    },
    {
      name: "a NodePool of EKS Auto Mode",
      stack: [nodePool(["t3.small"], { group: "eks.amazonaws.com" }), cni()],
      because: ["subject: EKS Auto Mode creates its nodes"],
    },
    {
      name: "another CNI",
      stack: [
        group("t3.small"),
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      because: ["subject: another CNI assigns addresses to its pods"],
    },
  ],
});
