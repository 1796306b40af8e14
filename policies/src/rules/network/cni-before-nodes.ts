import { isAddon } from "../../cluster/addon.ts";
import { ADDON, CLUSTER, NODE_GROUP } from "../../cluster/aws-types.ts";
import { clusterOf } from "../../cluster/node-groups.ts";
import { runsWindows } from "../../cluster/windows.ts";
import { hasOwnNodes } from "../../cluster/auto-mode.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

const EXAMPLE_CLUSTER = { name: "prod", bootstrapSelfManagedAddons: false };
const EXAMPLE_ADDON = {
  type: "aws:eks/addon:Addon",
  name: "vpc-cni",
  props: { clusterName: "prod", addonName: "vpc-cni" },
};

export default defineRule({
  id: "cni-before-nodes",
  title: "Nodes don't wait for a CNI that waits for them",
  severity: "critical",
  tags: ["vpc-cni", "addons"],
  why: "With bootstrapSelfManagedAddons: false a cluster starts without a CNI, and no node becomes ready before one is installed. A node group is made when its nodes are ready: if the add-on waits for the group, both wait until the group fails half an hour later.",
  fix: "Make the vpc-cni add-on first, and the node groups with dependsOn on it. Only add-ons whose pods need nodes (coredns, aws-ebs-csi-driver) wait for the groups.",
  references: [
    "https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3446",
    "https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html",
  ],
  findings: {
    "after-nodes": "The vpc-cni add-on waits for a node group whose nodes can't be ready without it.",
  },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: {},
  checkStack(stack, _, report) {
    // Nodes that run Windows are ready without it.
    const groups = stack.ofType([NODE_GROUP]).filter((group) => !runsWindows(stack, group));
    for (const addon of stack.ofType([ADDON]).filter((one) => isAddon(one, "vpc-cni"))) {
      const group = groups.find((one) => stack.waitsFor(addon, one));
      const cluster = group ? (clusterOf(stack, addon) ?? onlyCluster()) : undefined;
      // Otherwise EKS installs a CNI with the cluster, which the add-on takes over.
      const bootstraps = cluster?.boolean("bootstrapSelfManagedAddons");
      if (!group || !cluster || bootstraps?.kind !== "known" || bootstraps.value) continue;
      if (!hasOwnNodes(cluster)) continue;
      report("after-nodes", addon, {
        found: text`the add-on waits for node group ${group}, whose nodes can't be ready without it`,
        passes: text`make the add-on first, and node groups with dependsOn on it`,
      });
    }

    function onlyCluster() {
      const [cluster, ...others] = stack.ofType([CLUSTER]);
      return others.length === 0 ? cluster : undefined;
    }
  },
  examples: {
    good: [
      {
        title: "The add-on first, and then the nodes",
        type: "aws:eks/cluster:Cluster",
        props: EXAMPLE_CLUSTER,
        beside: [
          EXAMPLE_ADDON,
          {
            type: "aws:eks/nodeGroup:NodeGroup",
            name: "apps",
            props: { clusterName: "prod" },
            dependsOn: ["vpc-cni"],
          },
        ],
      },
    ],
    bad: [
      {
        title: "The add-on with dependsOn on the nodes",
        type: "aws:eks/cluster:Cluster",
        props: EXAMPLE_CLUSTER,
        beside: [
          { type: "aws:eks/nodeGroup:NodeGroup", name: "apps", props: { clusterName: "prod" } },
          { ...EXAMPLE_ADDON, dependsOn: ["apps"] },
        ],
      },
    ],
  },
});
