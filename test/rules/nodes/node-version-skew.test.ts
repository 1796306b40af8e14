import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import nodeVersionSkew from "../../../policies/src/rules/nodes/node-version-skew.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { nodeGroup } from "./node-resources.ts";

const cluster = (version?: PropertyValue, name = "prod"): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name,
  props: { name, version },
});
const behind = (found: string, passes = "1.36") => ({
  key: "behind" as const,
  level: "advisory" as const,
  path: "version",
  message: `nodes with version ${found}; set ${passes}`,
});
const noVersion = {
  key: "no-version" as const,
  level: "advisory" as const,
  path: "version",
  message:
    "nodes keep the version that the cluster has when the group is created; set version to the cluster's version",
};
const noRelease = {
  key: "no-release" as const,
  level: "advisory" as const,
  path: "releaseVersion",
  message: "nodes get the image that is the newest when the group is created or updated; set releaseVersion",
};

ruleTester(nodeVersionSkew, {
  valid: [
    { name: "the version of the cluster", stack: [cluster("1.36"), nodeGroup({ version: "1.36" })] },
    {
      name: "one version behind, during an update",
      stack: [cluster("1.36"), nodeGroup({ version: "1.35" })],
    },
    { name: "a cluster of another stack", stack: [nodeGroup({ version: "1.30" })] },
    { name: "a cluster without a version", stack: [cluster(), nodeGroup({ version: "1.30" })] },
    {
      name: "a release, which belongs to a version",
      resource: nodeGroup({ releaseVersion: "1.36.1-20261105" }),
    },
    {
      name: "no version, with a launch template that may have an AMI",
      resource: nodeGroup({ launchTemplate: { id: "lt-0" } }),
      options: { pinRelease: true },
    },
    {
      name: "no version, with an AMI in the launch template",
      resource: nodeGroup({ launchTemplate: { id: "lt-0" }, amiType: "CUSTOM" }),
    },
    {
      name: "a release that the team requires",
      resource: nodeGroup({ version: "1.36", releaseVersion: "1.50.0-0a1b2c3d" }),
      options: { pinRelease: true },
    },
    {
      name: "a release of Bottlerocket, which has its own version",
      stack: [cluster("1.36"), nodeGroup({ releaseVersion: "1.50.0-12345678" })],
    },
    {
      name: "two versions behind, which the team allows",
      stack: [cluster("1.36"), nodeGroup({ version: "1.34" })],
      options: { maxSkew: 2 },
    },
  ],
  invalid: [
    {
      name: "two versions behind",
      stack: [cluster("1.36"), nodeGroup({ version: "1.34" })],
      findings: [behind('1.34 are 2 minor versions behind cluster "prod"')],
    },
    {
      name: "more versions behind than Kubernetes allows, under strict",
      stack: [cluster("1.36"), nodeGroup({ version: "1.32" })],
      preset: "strict",
      findings: [behind('1.32 are 4 minor versions behind cluster "prod", and Kubernetes allows at most 3')],
    },
    {
      name: "ahead of the group's own cluster, among several",
      stack: [cluster("1.35"), cluster("1.36", "other"), nodeGroup({ version: "1.36" })],
      findings: [
        {
          key: "ahead",
          level: "advisory",
          path: "version",
          message:
            'nodes with version 1.36 can\'t join cluster "prod", which has 1.35; set 1.35, or update the cluster first',
        },
      ],
    },
    { name: "no version", resource: nodeGroup({}), findings: [noVersion] },
    {
      name: "no version for an EKS image, with a launch template",
      resource: nodeGroup({ launchTemplate: { id: "lt-0" }, amiType: "AL2023_x86_64_STANDARD" }),
      findings: [noVersion],
    },
    {
      name: "no release, which the team requires",
      resource: nodeGroup({ version: "1.36" }),
      options: { pinRelease: true },
      findings: [noRelease],
    },
  ],
  unknown: [
    {
      name: "a version that is not known yet",
      resource: nodeGroup({ version: UNKNOWN }),
      undetermined: ["version: not known before pulumi up"],
    },
    {
      name: "a cluster that gets its version from EKS",
      stack: [cluster(UNKNOWN), nodeGroup({ version: "1.30" })],
      undetermined: ["version: not known before pulumi up"],
    },
    {
      name: "an invalid version",
      resource: nodeGroup({ version: "latest" }),
      undetermined: ["version: expected a version"],
    },
  ],
});
