import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import cniBeforeNodes from "../../../policies/src/rules/network/cni-before-nodes.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { kubernetesOf } from "../capacity/planned-cluster.ts";

const cluster = (props: PropertyObject, name = "prod"): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name,
  props: { name, ...props },
});
const BARE = cluster({ bootstrapSelfManagedAddons: false });
const group = (more: Partial<TestResource> = {}): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name: "apps",
  props: { clusterName: "prod" },
  ...more,
});
const addon = (more: Partial<TestResource> = {}): TestResource => ({
  type: "aws:eks/addon:Addon",
  props: { clusterName: "prod", addonName: "vpc-cni" },
  ...more,
});
/** An add-on that sets a variable to true. */
const setting = (variable: string, more: Partial<TestResource> = {}): TestResource =>
  addon({
    props: {
      clusterName: "prod",
      addonName: "vpc-cni",
      configurationValues: JSON.stringify({ env: { [variable]: "true" } }),
    },
    ...more,
  });
const late = (what: string) => ({
  key: "settings-late",
  level: "advisory" as const,
  path: "",
  message: `node group "apps" doesn't wait for this, so its nodes may start without ${what}, and keep the maxPods and the addresses that they then have; create node groups with dependsOn on it`,
});
const afterNodes = {
  key: "after-nodes",
  level: "mandatory" as const,
  path: "",
  message:
    'the CNI waits for node group "apps", whose nodes can\'t be ready without it; install the CNI first, and create node groups with dependsOn on it',
};
const none = {
  key: "none",
  level: "mandatory" as const,
  name: "prod",
  path: "bootstrapSelfManagedAddons",
  message:
    'the nodes of "apps" can\'t be ready: the cluster starts without a CNI, and nothing in this stack installs one; create the vpc-cni add-on, and node groups with dependsOn on it',
};
/** A Helm release of this chart. */
const chart = (name: string, more: Partial<TestResource> = {}): TestResource => ({
  type: "kubernetes:helm.sh/v3:Release",
  props: { chart: name },
  ...more,
});

ruleTester(cniBeforeNodes, {
  valid: [
    {
      name: "nodes after the add-on that sets prefix delegation",
      stack: [cluster({}), setting("ENABLE_PREFIX_DELEGATION"), group({ dependsOn: ["subject"] })],
    },
    {
      name: "a setting that nodes take up when they run",
      stack: [cluster({}), setting("AWS_VPC_K8S_CNI_EXTERNALSNAT"), group()],
    },
    {
      name: "IPv6, which always uses prefixes",
      stack: [
        cluster({ kubernetesNetworkConfig: { ipFamily: "ipv6" } }),
        setting("ENABLE_PREFIX_DELEGATION"),
        group(),
      ],
    },
    {
      name: "the nodes of another cluster",
      stack: [
        cluster({}),
        cluster({}, "other"),
        setting("ENABLE_PREFIX_DELEGATION"),
        group({ props: { clusterName: "other" } }),
      ],
    },
    { name: "nodes after the add-on", stack: [BARE, addon(), group({ dependsOn: ["subject"] })] },
    { name: "both at the same time", stack: [BARE, addon(), group()] },
    {
      name: "a CNI that EKS installs with the cluster",
      stack: [cluster({ bootstrapSelfManagedAddons: true }), group(), addon({ dependsOn: ["apps"] })],
    },
    {
      name: "the default, which does the same",
      stack: [cluster({}), group(), addon({ dependsOn: ["apps"] })],
    },
    {
      name: "another add-on after the nodes",
      stack: [
        BARE,
        chart("aws-vpc-cni", { name: "cni" }),
        group(),
        addon({ props: { clusterName: "prod", addonName: "coredns" }, dependsOn: ["apps"] }),
      ],
    },
    {
      name: "a cluster that is created elsewhere",
      stack: [group(), addon({ dependsOn: ["apps"] })],
    },
    {
      name: "nodes that run Windows, which are ready without it",
      stack: [
        BARE,
        group({ props: { clusterName: "prod", amiType: "WINDOWS_CORE_2022_x86_64" } }),
        addon({ dependsOn: ["apps"] }),
      ],
    },
    {
      name: "nodes after the chart of another CNI",
      stack: [BARE, chart("cilium"), group({ dependsOn: ["subject"] })],
    },
    { name: "a CNI that EKS installs, and none in the stack", stack: [cluster({}), group()] },
    {
      name: "a cluster without a CNI, and nodes of another one",
      stack: [BARE, group({ props: { clusterName: "elsewhere" } })],
    },
    {
      name: "a cluster without a CNI, and nodes that EKS does not wait for",
      stack: [
        BARE,
        {
          type: "aws:autoscaling/group:Group",
          name: "workers",
          props: { vpcZoneIdentifiers: ["subnet-1"], tags: [{ key: "kubernetes.io/cluster/prod" }] },
        },
      ],
    },
    {
      name: "another CNI for hybrid nodes, which waits for the nodes in AWS",
      stack: [
        cluster({
          bootstrapSelfManagedAddons: false,
          remoteNetworkConfig: { remoteNodeNetworks: { cidrs: ["10.80.0.0/16"] } },
        }),
        addon({ name: "cni" }),
        group(),
        chart("cilium", { dependsOn: ["apps"] }),
      ],
    },
    {
      name: "another CNI that is chained after the one of the nodes",
      stack: [BARE, addon({ name: "cni" }), group(), chart("cilium", { dependsOn: ["apps"] })],
    },
    {
      name: "an add-on that waits for nodes of another cluster",
      stack: [
        BARE,
        cluster({}, "other"),
        group({ props: { clusterName: "other" } }),
        addon({ dependsOn: ["apps"] }),
      ],
    },
  ],
  invalid: [
    {
      name: "prefix delegation beside the nodes",
      stack: [cluster({}), setting("ENABLE_PREFIX_DELEGATION"), group()],
      findings: [late("prefix delegation")],
    },
    {
      name: "custom networking beside the nodes",
      stack: [cluster({}), setting("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"), group()],
      findings: [late("custom networking")],
    },
    {
      name: "an add-on that waits for the nodes",
      stack: [BARE, group(), addon({ dependsOn: ["apps"] })],
      findings: [afterNodes],
    },
    {
      name: "an add-on made from a resource that waits for the nodes",
      stack: [
        BARE,
        group(),
        { type: "aws:iam/role:Role", name: "cni", props: {}, dependsOn: ["apps"] },
        addon({
          props: { clusterName: "prod", addonName: "vpc-cni", serviceAccountRoleArn: UNKNOWN },
          from: { serviceAccountRoleArn: ["cni"] },
        }),
      ],
      findings: [afterNodes],
    },
    {
      name: "an add-on of one of two clusters",
      stack: [BARE, cluster({}, "other"), group(), addon({ dependsOn: ["apps"] })],
      findings: [afterNodes],
    },
    {
      name: "the chart of the VPC CNI that waits for the nodes",
      stack: [BARE, group(), chart("aws-vpc-cni", { dependsOn: ["apps"] })],
      findings: [afterNodes],
    },
    {
      name: "the chart of another CNI that waits for the nodes",
      stack: [BARE, group(), chart("cilium", { dependsOn: ["apps"] })],
      findings: [afterNodes],
    },
    { name: "nodes, and nothing that installs a CNI", stack: [BARE, group()], findings: [none] },
    {
      name: "nodes, and a Patch of a CNI that nothing installs",
      stack: [
        BARE,
        group(),
        {
          type: "kubernetes:apps/v1:DaemonSetPatch",
          name: "patch",
          props: { metadata: { name: "aws-node", namespace: "kube-system" } },
        },
      ],
      preset: "strict",
      findings: [none],
    },
    {
      name: "the chart of the VPC CNI of one of two clusters, by its provider",
      stack: [
        BARE,
        cluster({}, "other"),
        kubernetesOf("prod"),
        group(),
        chart("aws-vpc-cni", { dependsOn: ["apps"], provider: "prod-k8s" }),
      ],
      findings: [afterNodes],
    },
  ],
  unknown: [
    ...[
      {
        name: "a manifest of another CNI",
        other: {
          type: "kubernetes:apps/v1:DaemonSet",
          name: "other",
          props: {
            metadata: { name: "calico-node", namespace: "kube-system" },
            spec: { template: { spec: { hostNetwork: true } } },
          },
        },
      },
      {
        name: "a chart that is not rendered",
        other: { type: "kubernetes:helm.sh/v4:Chart", name: "other", props: {}, hidesChildren: true },
      },
      {
        name: "a command",
        other: { type: "command:local:Command", name: "other", props: { create: "helm install" } },
      },
    ].map(({ name, other }) => ({
      name: `nodes, and ${name} that may install a CNI`,
      stack: [BARE, group(), other],
      undetermined: [': "other" may install a CNI that the stack does not show'],
    })),
    {
      name: "a cluster for which this is not known yet",
      stack: [cluster({ bootstrapSelfManagedAddons: UNKNOWN }), group(), addon({ dependsOn: ["apps"] })],
      undetermined: ["bootstrapSelfManagedAddons: not known before pulumi up"],
    },
    {
      name: "an add-on that doesn't show which of two clusters it is for",
      stack: [
        BARE,
        cluster({}, "other"),
        group(),
        addon({ props: { clusterName: UNKNOWN, addonName: "vpc-cni" }, dependsOn: ["apps"] }),
      ],
      undetermined: ["clusterName: may be a cluster in this stack"],
    },
    {
      name: "nodes of a cluster that may start without a CNI",
      stack: [cluster({ bootstrapSelfManagedAddons: UNKNOWN }), group()],
      undetermined: ["bootstrapSelfManagedAddons: not known before pulumi up"],
    },
    {
      name: "an add-on that may be the CNI",
      stack: [BARE, group(), addon({ props: { clusterName: "prod", addonName: UNKNOWN } })],
      undetermined: ["addonName: not known before pulumi up"],
    },
  ],
  notApplicable: [
    {
      name: "Auto Mode, whose nodes have their own CNI",
      stack: [
        cluster({ bootstrapSelfManagedAddons: false, computeConfig: { enabled: true } }),
        group(),
        addon({ dependsOn: ["apps"] }),
      ],
      because: ["prod: EKS Auto Mode creates its nodes"],
    },
    {
      name: "Auto Mode, and nothing that installs a CNI",
      stack: [cluster({ bootstrapSelfManagedAddons: false, computeConfig: { enabled: true } }), group()],
      because: ["prod: EKS Auto Mode creates its nodes"],
    },
  ],
});
