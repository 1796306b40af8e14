import { isAddon } from "../../cluster/addon.ts";
import { ADDON, NODE_GROUP } from "../../cluster/aws-types.ts";
import { clusterOf } from "../../cluster/nodes/node-groups.ts";
import { hasWindowsImage } from "../../cluster/nodes/windows.ts";
import { unknownIdentity } from "../../cluster/unknown-identity.ts";
import { isRelease } from "../../cluster/workloads/helm-release.ts";
import { HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "node-auto-repair",
  title: "Broken nodes are replaced",
  severity: "high",
  tags: ["node-monitoring-agent"],
  article: "Pod capacity per node",
  why: "A node whose CNI, kernel or container runtime hangs looks ready to the scheduler, which keeps assigning pods to it: they stay in ContainerCreating. EKS replaces such a node only if node repair is enabled for the group, and detects most of these faults only through the node monitoring agent.",
  fix: "Set nodeRepairConfig: { enabled: true } on managed node groups, and install the eks-node-monitoring-agent add-on.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/node-health.html"],
  findings: {
    off: "The node group does not replace broken nodes.",
    "no-agent":
      "The node group replaces broken nodes, but the node monitoring agent is not installed to detect them.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {},
  targets: [NODE_GROUP],
  check(group, _, report) {
    const isOfWindows = hasWindowsImage(group);
    if (isOfWindows === true) group.notApplicable("its nodes run Windows, which EKS does not repair");
    if (isOfWindows !== false) return;
    const enabled = group.boolean("nodeRepairConfig.enabled");
    if (enabled.kind === "absent" || (enabled.kind === "known" && !enabled.value)) {
      report("off", enabled, {
        found: text`broken nodes stay in the group`,
        passes: text`set nodeRepairConfig.enabled to true`,
      });
    }
  },
  checkStack(stack, _, report) {
    const mayBeInstalled = stack
      .ofType([ADDON, ...HELM_RELEASE])
      .some((one) => isAddon(one, AGENT) || isRelease(one, AGENT) || unknownIdentity(one, []));
    if (mayBeInstalled) return;
    for (const group of stack.ofType([NODE_GROUP])) {
      if (hasWindowsImage(group) !== false) continue;
      const enabled = group.boolean("nodeRepairConfig.enabled");
      if (enabled.kind !== "known" || !enabled.value) continue;
      // What is installed in a cluster that is created elsewhere is not known here.
      const cluster = clusterOf(stack, group);
      if (!cluster) continue;
      report("no-agent", enabled, {
        found: text`nothing in this stack detects broken nodes of cluster ${cluster}`,
        passes: text`install the ${AGENT} add-on`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A node group that replaces broken nodes",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", nodeRepairConfig: { enabled: true } },
      },
    ],
    bad: [
      {
        title: "A node group with the default settings",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", scalingConfig: { minSize: 3, desiredSize: 15, maxSize: 15 } },
      },
    ],
  },
});

const AGENT = "eks-node-monitoring-agent";
