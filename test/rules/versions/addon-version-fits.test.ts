import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import addonVersionFits from "../../../policies/src/rules/versions/addon-version-fits.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const cluster = (version: PropertyValue = "1.36"): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "prod",
  props: { name: "prod", version },
});
const proxy = (props: PropertyObject, addonName: PropertyValue = "kube-proxy"): TestResource => ({
  type: "aws:eks/addon:Addon",
  props: { clusterName: "prod", addonName, ...props },
});
const release = (chart: PropertyValue): TestResource => ({
  type: "kubernetes:helm.sh/v3:Release",
  props: { chart },
});
const deployment = (labels?: PropertyValue): TestResource => ({
  type: "kubernetes:apps/v1:Deployment",
  props: { metadata: { name: "main", labels } },
});
const NAME = "app.kubernetes.io/name";
const COMPONENT = "app.kubernetes.io/component";
const version = (key: "ahead" | "behind", message: string) => ({
  key,
  level: "advisory" as const,
  path: "addonVersion",
  message: `kube-proxy ${message}; set a version for 1.36`,
});
const retired = {
  key: "ingress-nginx" as const,
  level: "advisory" as const,
  path: "",
  message:
    "ingress-nginx has had no security fixes since March 2026; move to a controller that is maintained",
};

const cni = (addonVersion: PropertyValue) => proxy({ addonVersion }, "vpc-cni");
const group = (amiType: PropertyValue): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "apps",
  props: { clusterName: "prod", amiType },
});
const oldCni = (of: string) => ({
  key: "old-cni" as const,
  level: "advisory" as const,
  path: "addonVersion",
  message: `VPC CNI ${of} is older than 1.16.2, which the nodes of "apps" require; set the version that is the default for the cluster's version`,
});

ruleTester(addonVersionFits, {
  valid: [
    ...["v1.16.2-eksbuild.1", "v1.20.0-eksbuild.1", "v2.0.0"].map((of) => ({
      name: `VPC CNI ${of}, which is enough for Amazon Linux 2023`,
      stack: [cluster(), cni(of), group("AL2023_x86_64_STANDARD")],
    })),
    {
      name: "an old VPC CNI on nodes that don't run Amazon Linux 2023",
      stack: [cluster(), cni("v1.16.1-eksbuild.1"), group("BOTTLEROCKET_x86_64")],
    },
    {
      name: "a VPC CNI of which only the major version is set",
      stack: [cluster(), cni("v1"), group("AL2023_x86_64_STANDARD")],
    },
    { name: "the cluster's version", stack: [cluster(), proxy({ addonVersion: "v1.36.0-eksbuild.2" })] },
    { name: "three versions behind", stack: [cluster(), proxy({ addonVersion: "v1.33.3-eksbuild.4" })] },
    { name: "the version that EKS chooses", stack: [cluster(), proxy({})] },
    {
      name: "the newest version, which @pulumi/eks looks up",
      stack: [
        cluster(),
        { type: "eks:index:Cluster", name: "component", props: {} },
        { ...proxy({ addonVersion: UNKNOWN }), parent: "component" },
      ],
    },
    { name: "another add-on", stack: [cluster(), proxy({ addonVersion: "v1.14.2-eksbuild.4" }, "coredns")] },
    { name: "a cluster in another stack", stack: [proxy({ addonVersion: "v1.29.0-eksbuild.1" })] },
    { name: "the mode iptables", resource: proxy({ configurationValues: '{"mode":"iptables"}' }) },
    { name: "the default mode", resource: proxy({}) },
    { name: "another controller", resource: release("aws-load-balancer-controller") },
    { name: "the controller of F5", resource: deployment({ [NAME]: "nginx-ingress" }) },
    { name: "a workload without labels", resource: deployment() },
  ],
  invalid: [
    ...["v1.16.1-eksbuild.1", "v1.9.3-eksbuild.1"].map((of) => ({
      name: `VPC CNI ${of}, which is too old for Amazon Linux 2023`,
      stack: [cluster(), cni(of), group("AL2023_x86_64_STANDARD")],
      findings: [oldCni(of)],
    })),
    {
      name: "newer than the cluster",
      stack: [cluster(), proxy({ addonVersion: "v1.37.0-eksbuild.1" })],
      findings: [version("ahead", 'v1.37.0-eksbuild.1 is newer than cluster "prod", which has 1.36')],
    },
    {
      name: "four versions behind",
      stack: [cluster(), proxy({ addonVersion: "v1.32.0-eksbuild.1" })],
      findings: [
        version(
          "behind",
          'v1.32.0-eksbuild.1 is 4 minor versions behind cluster "prod", and Kubernetes allows 3',
        ),
      ],
    },
    {
      name: "the mode ipvs",
      resource: proxy({ configurationValues: "mode: ipvs\nipvs: { scheduler: rr }\n" }),
      findings: [
        {
          key: "ipvs",
          level: "advisory",
          path: "configurationValues.mode",
          message:
            'kube-proxy uses ipvs, which is deprecated since Kubernetes 1.35; set "iptables", or leave it out',
        },
      ],
    },
    {
      name: "the chart of ingress-nginx",
      resource: release("oci://registry.example.com/charts/ingress-nginx"),
      findings: [retired],
    },
    {
      name: "the manifest of ingress-nginx",
      resource: deployment({ [NAME]: "ingress-nginx", [COMPONENT]: "controller" }),
      findings: [retired],
    },
  ],
  unknown: [
    {
      name: "an old VPC CNI on nodes with an image that is not known",
      stack: [cluster(), cni("v1.9.3-eksbuild.1"), group(UNKNOWN)],
      undetermined: ["amiType: not known before pulumi up"],
    },
    {
      name: "a version that is not known",
      stack: [cluster(), proxy({ addonVersion: UNKNOWN })],
      undetermined: ["addonVersion: not known before pulumi up"],
    },
    {
      name: "a cluster whose version is not known",
      stack: [cluster(UNKNOWN), proxy({ addonVersion: "v1.29.0-eksbuild.1" })],
      undetermined: ["version: not known before pulumi up"],
    },
    {
      name: "a chart that is not known",
      resource: release(UNKNOWN),
      undetermined: ["chart: not known before pulumi up"],
    },
    {
      name: "a configuration that is not known",
      resource: proxy({ configurationValues: UNKNOWN }),
      undetermined: ["configurationValues: not known before pulumi up"],
    },
  ],
});
