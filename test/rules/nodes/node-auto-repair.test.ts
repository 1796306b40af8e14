import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import nodeAutoRepair from "../../../policies/src/rules/nodes/node-auto-repair.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const nodeGroup = (props: PropertyObject): TestResource => ({ type: "aws:eks/nodeGroup:NodeGroup", props });
const REPAIRED = nodeGroup({ clusterName: "prod", nodeRepairConfig: { enabled: true } });
const CLUSTER: TestResource = { type: "aws:eks/cluster:Cluster", name: "main", props: { name: "prod" } };
const off = (path = "nodeRepairConfig.enabled") => ({
  key: "off",
  level: "advisory" as const,
  path,
  message: "broken nodes stay in the group; set nodeRepairConfig.enabled to true",
});

ruleTester(nodeAutoRepair, {
  valid: [
    { name: "a group with node repair", resource: REPAIRED },
    { name: "a group of a cluster that is created elsewhere", stack: [REPAIRED] },
    {
      name: "the add-on",
      stack: [
        CLUSTER,
        REPAIRED,
        { type: "aws:eks/addon:Addon", name: "agent", props: { addonName: "eks-node-monitoring-agent" } },
      ],
    },
    {
      name: "the chart",
      stack: [
        CLUSTER,
        REPAIRED,
        {
          type: "kubernetes:helm.sh/v3:Release",
          name: "agent",
          props: { chart: "eks-node-monitoring-agent" },
        },
      ],
    },
  ],
  invalid: [
    { name: "a group that doesn't set it", resource: nodeGroup({ clusterName: "prod" }), findings: [off()] },
    {
      name: "a group that turns it off, under strict",
      resource: nodeGroup({ nodeRepairConfig: { enabled: false } }),
      preset: "strict",
      findings: [{ ...off(), level: "mandatory" }],
    },
    {
      name: "repair without the agent",
      stack: [CLUSTER, REPAIRED],
      findings: [
        {
          key: "no-agent",
          level: "advisory",
          path: "nodeRepairConfig.enabled",
          message:
            'nothing in this stack detects broken nodes of cluster "main"; install the eks-node-monitoring-agent add-on',
        },
      ],
    },
  ],
  unknown: [
    {
      name: "repair that is not known yet",
      resource: nodeGroup({ nodeRepairConfig: UNKNOWN }),
      undetermined: ["nodeRepairConfig: not known before pulumi up"],
    },
  ],
  notApplicable: [
    {
      name: "nodes that run Windows",
      resource: nodeGroup({ amiType: "WINDOWS_CORE_2022_x86_64" }),
      because: ["subject: its nodes run Windows, which EKS does not repair"],
    },
    {
      name: "nodes that run Windows with node repair, without the agent",
      stack: [
        CLUSTER,
        nodeGroup({
          clusterName: "prod",
          amiType: "WINDOWS_CORE_2022_x86_64",
          nodeRepairConfig: { enabled: true },
        }),
      ],
      because: ["subject: its nodes run Windows, which EKS does not repair"],
    },
  ],
});
