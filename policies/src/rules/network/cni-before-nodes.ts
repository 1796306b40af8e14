import { isAddon } from "../../cluster/addon.ts";
import { CLUSTER, NODE_GROUP } from "../../cluster/aws-types.ts";
import { isIpv6Cluster } from "../../cluster/cni/cni-mode.ts";
import { stackCniSettings, type CniSettings } from "../../cluster/cni/cni-settings.ts";
import { otherCnis } from "../../cluster/cni/other-cni.ts";
import { hasOwnNodes } from "../../cluster/nodes/auto-mode.ts";
import { clusterOf, onlyCluster } from "../../cluster/nodes/node-groups.ts";
import { runsWindows } from "../../cluster/nodes/windows.ts";
import { unknownIdentity } from "../../cluster/unknown-identity.ts";
import { DAEMON_SET } from "../../rule/kubernetes-kinds.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
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
  why: "With bootstrapSelfManagedAddons: false, a cluster starts without a CNI, and no node becomes ready before one is installed. The creation of a node group only finishes once its nodes are ready: if the add-on waits for the group, both wait until the group fails half an hour later. Prefix delegation and custom networking need the same order: EKS computes maxPods when it creates a group, and nodes that have started keep what they have.",
  fix: "Create the vpc-cni add-on first, and the node groups with dependsOn on it. Only add-ons whose pods need nodes (coredns, aws-ebs-csi-driver) wait for the groups.",
  references: [
    "https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3446",
    "https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html",
  ],
  findings: {
    "after-nodes": "The CNI waits for a node group whose nodes can't be ready without it.",
    "settings-late":
      "Node groups don't wait for the add-on that sets prefix delegation or custom networking, so their first nodes may start without it.",
    none: "The cluster starts without a CNI, and the stack creates nodes for it but installs none.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["settings-late"] },
    strict: { level: "mandatory" },
  },
  options: {},
  checkStack(stack, _, report) {
    // EKS waits for its own groups to be ready; nodes that run Windows are ready without a CNI.
    const groups = stack.ofType([NODE_GROUP]).filter((group) => runsWindows(stack, group) === false);
    if (groups.length === 0) return;
    const installers = cniInstallers(stack);
    for (const installer of installers.filter((one) => !unknownIdentity(one, ["aws-node"]))) {
      const cluster = clusterOf(stack, installer) ?? onlyCluster(stack);
      const awaited = stack.awaited(installer);
      const group = groups.find(
        (one) => awaited.has(one.urn) && cluster && clusterOf(stack, one) === cluster,
      );
      if (!group || !cluster || !startsWithoutCni(cluster)) continue;
      report("after-nodes", installer, {
        found: text`the CNI waits for node group ${group}, whose nodes can't be ready without it`,
        passes: text`install the CNI first, and create node groups with dependsOn on it`,
      });
    }
    for (const settings of stackCniSettings(stack).filter(({ resource }) => isAddon(resource, "vpc-cni"))) {
      const setting = settingOfNodes(settings);
      const cluster = setting && clusterOf(stack, settings.resource);
      const awaited = stack.awaited(settings.resource);
      const waiting = stack.waitingFor(settings.resource);
      const early = groups.find(
        (one) =>
          cluster && clusterOf(stack, one) === cluster && !awaited.has(one.urn) && !waiting.has(one.urn),
      );
      // An IPv6 cluster uses prefixes whatever is set.
      if (!setting || !cluster || !early || isIpv6Cluster(cluster) !== false) continue;
      report("settings-late", settings.resource, {
        found: text`node group ${early} doesn't wait for this, so its nodes may start without ${setting}, and keep the maxPods and the addresses that they then have`,
        passes: text`create node groups with dependsOn on it`,
      });
    }
    for (const cluster of installers.length > 0 ? [] : stack.ofType([CLUSTER])) {
      const group = groups.find((one) => clusterOf(stack, one) === cluster);
      if (!group || !startsWithoutCni(cluster)) continue;
      const other = mayInstallAny(stack);
      if (other) {
        cluster.undetermined(text`${other} may install a CNI that the stack does not show`);
        continue;
      }
      report("none", cluster.at(BOOTSTRAP), {
        found: text`the nodes of ${group} can't be ready: the cluster starts without a CNI, and nothing in this stack installs one`,
        passes: text`create the vpc-cni add-on, and node groups with dependsOn on it`,
      });
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
      {
        title: "A cluster and its nodes, and no CNI",
        type: "aws:eks/cluster:Cluster",
        props: EXAMPLE_CLUSTER,
        beside: [{ type: "aws:eks/nodeGroup:NodeGroup", name: "apps", props: { clusterName: "prod" } }],
      },
    ],
  },
});

/**
 * What an add-on sets that EKS computes maxPods of new groups with, and that nodes which have started don't take up.
 * Source: Amazon EKS user guide, "Assign more IP addresses to Amazon EKS nodes with prefixes", read 2026-11-28.
 */
function settingOfNodes(settings: CniSettings): "prefix delegation" | "custom networking" | undefined {
  const isOn = (name: string): boolean => {
    const flag = settings.flag(name);
    return flag.kind === "known" && flag.value;
  };
  if (isOn("ENABLE_PREFIX_DELEGATION")) return "prefix delegation";
  return isOn("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG") ? "custom networking" : undefined;
}

const BOOTSTRAP = "bootstrapSelfManagedAddons";

/** The resources that install the CNI: Amazon's, by an add-on, a chart or a DaemonSet, or another one in its place. */
function cniInstallers(stack: StackView): readonly ResourceView[] {
  const own = stackCniSettings(stack)
    .map(({ resource }) => resource)
    .filter(({ isPatch }) => !isPatch);
  // Next to Amazon's, another one is chained after it.
  return own.length > 0 ? own : otherCnis(stack);
}

/** A resource that may install a CNI, by a manifest, a chart that isn't rendered, or a command. */
const mayInstallAny = oncePerStack(
  (stack): ResourceView | undefined =>
    [
      ...stack.ofType(DAEMON_SET).filter((one) => !one.isPatch && isOnHostNetwork(one)),
      ...stack.componentsThatHide(),
      ...stack.ofType(["command:local:Command", "command:remote:Command"]),
    ][0],
);

function isOnHostNetwork(daemonSet: ResourceView): boolean {
  const hostNetwork = daemonSet.boolean("spec.template.spec.hostNetwork");
  return hostNetwork.kind === "undetermined" || (hostNetwork.kind === "known" && hostNetwork.value);
}

/** True for a cluster without a CNI at first; otherwise EKS installs the VPC CNI, and an add-on takes it over. */
function startsWithoutCni(cluster: ResourceView): boolean {
  const bootstraps = cluster.boolean(BOOTSTRAP);
  return bootstraps.kind === "known" && !bootstraps.value && hasOwnNodes(cluster);
}
