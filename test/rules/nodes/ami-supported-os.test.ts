import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import amiSupportedOs from "../../../policies/src/rules/nodes/ami-supported-os.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { nodeClass } from "./user-data.ts";

const nodeGroup = (props: PropertyObject, from: readonly string[] = []): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  props,
  from: { clusterName: from },
});
const cluster = (version?: string): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "prod",
  props: { name: "prod", ...(version !== undefined && { version }) },
});
const noImage = (version: string) => ({
  key: "no-image",
  level: "mandatory" as const,
  path: "amiType",
  message: `EKS has no Amazon Linux 2 AMI for Kubernetes ${version}, so no nodes are created; use Amazon Linux 2023 or Bottlerocket`,
});
const endOfLife = (path = "amiType") => ({
  key: "end-of-life",
  level: "advisory" as const,
  path,
  message:
    "Amazon Linux 2 gets no more updates, and has no AMI from Kubernetes 1.33 on; use Amazon Linux 2023 or Bottlerocket",
});

ruleTester(amiSupportedOs, {
  valid: [
    {
      name: "Amazon Linux 2023",
      resource: nodeGroup({ amiType: "AL2023_x86_64_STANDARD", version: "1.36" }),
    },
    { name: "no AMI type, so Amazon Linux 2023", resource: nodeGroup({ version: "1.36" }) },
    { name: "Bottlerocket", resource: nodeGroup({ amiType: "BOTTLEROCKET_ARM_64", version: "1.36" }) },
    { name: "a custom AMI", resource: nodeGroup({ amiType: "CUSTOM", version: "1.36" }) },
    {
      name: "Karpenter with Amazon Linux 2023",
      resource: nodeClass({ amiFamily: "AL2023", amiSelectorTerms: [{ alias: "al2023@latest" }] }),
    },
    {
      name: "Karpenter with an AMI by its ID",
      resource: nodeClass({ amiSelectorTerms: [{ id: "ami-1" }] }),
    },
    { name: "Karpenter without any AMI settings", resource: nodeClass({ role: "nodes" }) },
  ],
  invalid: [
    {
      name: "Amazon Linux 2 with the first version that has no AMI for it",
      resource: nodeGroup({ amiType: "AL2_x86_64", version: "1.33" }),
      findings: [noImage("1.33")],
    },
    {
      name: "Amazon Linux 2 with the last version that has an AMI for it",
      resource: nodeGroup({ amiType: "AL2_ARM_64", version: "1.32" }),
      findings: [endOfLife()],
    },
    {
      name: "a group with the version of its cluster",
      stack: [cluster("1.36"), nodeGroup({ clusterName: UNKNOWN, amiType: "AL2_x86_64_GPU" }, ["prod"])],
      findings: [noImage("1.36")],
    },
    {
      name: "a group of a cluster whose version EKS chooses",
      stack: [cluster(), nodeGroup({ clusterName: "prod", amiType: "AL2_x86_64" })],
      findings: [endOfLife()],
    },
    {
      name: "a group of a cluster created elsewhere, under strict",
      stack: [cluster("1.36"), nodeGroup({ clusterName: "other", amiType: "AL2_x86_64" })],
      preset: "strict",
      findings: [{ ...endOfLife(), level: "mandatory" }],
    },
    {
      name: "Karpenter with Amazon Linux 2 by its family and by an alias",
      resource: nodeClass({
        amiFamily: "AL2",
        amiSelectorTerms: [{ id: "ami-1" }, { alias: "al2@v20241024" }],
      }),
      findings: [endOfLife("spec.amiFamily"), endOfLife("spec.amiSelectorTerms[1].alias")],
    },
  ],
  unknown: [
    {
      name: "an AMI type that is not known yet",
      stack: [cluster("1.36"), nodeGroup({ clusterName: "prod", amiType: UNKNOWN })],
      undetermined: ["amiType: not known before pulumi up"],
    },
    {
      name: "a version that is not known yet, in a cluster whose version is",
      stack: [
        cluster("1.36"),
        nodeGroup({ clusterName: "prod", amiType: "AL2_x86_64", version: UNKNOWN }, ["prod"]),
      ],
      undetermined: ["version: not known before pulumi up"],
    },
    {
      name: "a version that is not known yet",
      resource: nodeGroup({ amiType: "AL2_x86_64", version: UNKNOWN }),
      undetermined: ["version: not known before pulumi up"],
    },
    {
      name: "an invalid version",
      stack: [cluster("newest"), nodeGroup({ clusterName: "prod", amiType: "AL2_x86_64" })],
      undetermined: ["version: expected a version"],
    },
    {
      name: "Karpenter with images that are not known yet",
      resource: nodeClass({ amiSelectorTerms: UNKNOWN }),
      undetermined: ["spec.amiSelectorTerms: not known before pulumi up"],
    },
  ],
});
