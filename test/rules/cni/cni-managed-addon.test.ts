import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import cniManagedAddon from "../../../policies/src/rules/cni/cni-managed-addon.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { nodeGroup, selfManagedGroup } from "../nodes/node-resources.ts";
import { launchTemplate } from "../nodes/user-data.ts";
import { daemonSet, release } from "./cni-resources.ts";

const vpcCni = (more: PropertyObject = {}): TestResource => ({
  type: "aws:eks/addon:Addon",
  props: { clusterName: "prod", addonName: "vpc-cni", resolveConflictsOnUpdate: "OVERWRITE", ...more },
});
const cluster = (more: PropertyObject = {}, name = "prod"): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name,
  props: { name, ...more },
});
const workers = nodeGroup({}, "workers");
const old = (version: string, minor: number) => ({
  key: "old" as const,
  level: "advisory" as const,
  path: "addonVersion",
  message: `the version of the VPC CNI is ${version}; set 1.${minor} or later`,
});
const conflicts = {
  key: "conflicts" as const,
  level: "advisory" as const,
  path: "resolveConflictsOnUpdate",
  message:
    "an update of the add-on stops at a field that somebody changed with kubectl; set OVERWRITE or PRESERVE, or NONE if it must stop",
};
const unmanaged = {
  key: "unmanaged" as const,
  level: "advisory" as const,
  name: "prod",
  path: "",
  message: "the VPC CNI stays as EKS installs it in the new cluster; create the vpc-cni add-on",
};

ruleTester(cniManagedAddon, {
  valid: [
    { name: "the version that EKS recommends", resource: vpcCni() },
    { name: "the oldest version that passes", resource: vpcCni({ addonVersion: "v1.18.0-eksbuild.1" }) },
    {
      name: "the newest version, which a component looks up",
      stack: [{ ...vpcCni({ addonVersion: UNKNOWN }), within: "eks:index:VpcCniAddon" }, cluster(), workers],
    },
    { name: "an update that stops, on purpose", resource: vpcCni({ resolveConflictsOnUpdate: "NONE" }) },
    {
      name: "another add-on",
      resource: { type: "aws:eks/addon:Addon", props: { addonName: "coredns", addonVersion: "v1.9.3" } },
    },
    { name: "the add-on in addition to the cluster", stack: [cluster(), workers, vpcCni()] },
    { name: "a DaemonSet", stack: [cluster(), workers, daemonSet([])] },
    { name: "a Helm release", stack: [cluster(), workers, release({})] },
    { name: "a cluster whose nodes are created elsewhere", stack: [cluster()] },
    {
      name: "a cluster that gets another CNI",
      stack: [cluster({ bootstrapSelfManagedAddons: false }), workers],
    },
  ],
  invalid: [
    {
      name: "an old version",
      resource: vpcCni({ addonVersion: "v1.17.1-eksbuild.1" }),
      findings: [old("v1.17.1-eksbuild.1", 18)],
    },
    {
      name: "a version older than the team requires, under strict",
      resource: vpcCni({ addonVersion: "v1.18.0-eksbuild.1" }),
      options: { minMinor: 20 },
      preset: "strict",
      findings: [old("v1.18.0-eksbuild.1", 20)],
    },
    {
      name: "no resolution for conflicts",
      resource: { type: "aws:eks/addon:Addon", props: { addonName: "vpc-cni" } },
      findings: [conflicts],
    },
    {
      name: "the CNI that EKS installs, reported once",
      stack: [cluster(), workers, nodeGroup({})],
      findings: [unmanaged],
    },
    {
      name: "the CNI that EKS installs, on self-managed nodes",
      stack: [cluster({ bootstrapSelfManagedAddons: true }), launchTemplate(), selfManagedGroup()],
      findings: [unmanaged],
    },
    {
      name: "a cluster whose other CNI is for its hybrid nodes",
      stack: [
        cluster({ remoteNetworkConfig: { remoteNodeNetworks: { cidrs: ["10.80.0.0/16"] } } }),
        workers,
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      findings: [unmanaged],
    },
  ],
  unknown: [
    {
      name: "a version that the program passes to a component, and that is not known yet",
      stack: [
        {
          ...vpcCni({ addonVersion: UNKNOWN }),
          within: "eks:index:VpcCniAddon",
          from: { addonVersion: ["prod"] },
        },
        cluster(),
      ],
      undetermined: ["addonVersion: not known before pulumi up"],
    },
    {
      name: "a version that is not known yet",
      resource: vpcCni({ addonVersion: UNKNOWN }),
      undetermined: ["addonVersion: not known before pulumi up"],
    },
    {
      name: "a cluster for which it is not known yet what EKS installs",
      stack: [cluster({ bootstrapSelfManagedAddons: UNKNOWN }), workers],
      undetermined: ["bootstrapSelfManagedAddons: not known before pulumi up"],
    },
  ],
  notApplicable: [
    {
      name: "EKS Auto Mode",
      stack: [cluster({ computeConfig: { enabled: true } }), workers],
      because: ["prod: EKS Auto Mode creates its nodes"],
    },
    {
      name: "another CNI",
      stack: [
        cluster(),
        workers,
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      because: ["prod: another CNI assigns addresses to its pods"],
    },
  ],
});
