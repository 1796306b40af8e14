import { CLUSTER, SUBNET } from "../../cluster/aws-types.ts";
import { CNI_CONFIGURATION_TYPES } from "../../cluster/cni/cni-configuration.ts";
import { flagOfCluster, hasIpv4Pods } from "../../cluster/cni/cni-mode.ts";
import {
  cniSettings,
  decidingSettings,
  effectiveCniSettings,
  missingSettings,
  settingFor,
  stackCniSettings,
} from "../../cluster/cni/cni-settings.ts";
import { parseGoBoolean } from "../../cluster/cni/cni-variables.ts";
import { hasOtherCni, OTHER_CNI } from "../../cluster/cni/other-cni.ts";
import { areAllPrivate, routesOf, type RoutedUse } from "../../cluster/network/used-routes.ts";
import { hasOwnNodes } from "../../cluster/nodes/auto-mode.ts";
import { hiddenNodes } from "../../cluster/nodes/hidden-nodes.ts";
import { clusterOf, clusterOfNodes } from "../../cluster/nodes/node-groups.ts";
import { subnetUses, type SubnetUse } from "../../cluster/nodes/node-subnets.ts";
import { runsLinux, runsWindows } from "../../cluster/nodes/windows.ts";
import { CNI_TAG, isTagged, podSubnets } from "../../cluster/plan/pod-subnets.ts";
import { groupBy } from "../../facts/group-by.ts";
import { oncePerStack } from "../../rule/once.ts";
import { oneOf } from "../../rule/option.ts";
import { NOT_KNOWN, type Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text, type Text } from "../../rule/text.ts";

const VARIABLE = "AWS_VPC_K8S_CNI_EXTERNALSNAT";
const CUSTOM = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG";

export default defineRule({
  id: "external-snat",
  title: "The VPC CNI leaves address translation to the NAT gateway, if there is one",
  severity: "high",
  article: "External SNAT",
  why: "By default, the VPC CNI translates the source address of pod traffic that leaves the VPC to the node's address. Behind a NAT gateway, that is a second translation, which hides pods from peered networks and VPNs (before version 1.8.0, those could not even open a connection to a pod). In a public subnet, it is the other way around: without the CNI's translation, pods can't reach the internet. Nor can they in subnets of their own that lead nowhere, as is usual with custom networking in 100.64.0.0/10: there, the translation to the node's address is their way out.",
  fix: 'Nodes in private subnets behind a NAT or transit gateway, without custom networking: set AWS_VPC_K8S_CNI_EXTERNALSNAT to "true" where the VPC CNI is configured. Nodes or pods in subnets with a route to an internet gateway, or pods in subnets without a default route: set it to "false", or move them.',
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/external-snat.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/custom-networking.html",
    "https://github.com/aws/amazon-vpc-cni-k8s#cni-configuration-variables",
  ],
  findings: {
    "not-external": `All nodes are in private subnets, and ${VARIABLE} is not true; not with custom networking.`,
    "external-in-public": `A subnet of nodes or pods routes to an internet gateway, and ${VARIABLE} is true.`,
    "no-way-out": `A subnet of pods has no default route, the nodes' subnets have one, and ${VARIABLE} is true.`,
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["no-way-out"] },
    strict: { level: "mandatory" },
  },
  options: {
    nodeSubnets: oneOf(["from-stack", "private", "public"], {
      description:
        "Where the nodes are: in subnets whose routes the stack shows, or, for a stack that configures the VPC CNI of nodes created elsewhere, in private subnets (behind a NAT or transit gateway) or in public ones. With custom networking, the subnets of pods decide instead.",
      default: "from-stack",
    }),
  },
  remediates: `Sets ${VARIABLE} if the option \`nodeSubnets\` sets where the nodes are; not in the env of a container that lacks it.`,
  targets: CNI_CONFIGURATION_TYPES,
  check(resource, { nodeSubnets }, report) {
    if (nodeSubnets === "from-stack") return;
    const settings = cniSettings(resource);
    const value = settings?.variable(VARIABLE);
    // A Patch does not change what it does not set.
    if (!value || value.kind === "undetermined" || (value.kind === "absent" && resource.isPatch)) return;
    const custom = settings?.flag(CUSTOM);
    if (custom?.kind !== "known") {
      if (resource.isPatch) resource.undetermined("what it patches may turn custom networking on");
      return;
    }
    if (custom.value) return;
    if (nodeSubnets === "private" && !isExternal(value)) {
      report("not-external", value, {
        found: text`pod traffic leaves with the node's address`,
        passes: setTo("true"),
        set: settingFor(value, VARIABLE, { [VARIABLE]: "true" }),
      });
    } else if (nodeSubnets === "public" && isExternal(value)) {
      report("external-in-public", value, {
        found: text`pods in public subnets can't reach the internet`,
        passes: setTo("false"),
        set: settingFor(value, VARIABLE, { [VARIABLE]: "false" }),
      });
    }
  },
  checkStack(stack, { nodeSubnets }, report) {
    const settings = decidingSettings(stackCniSettings(stack), VARIABLE);
    if (settings.length === 0 && nodeSubnets === "from-stack") recordMissingSettings(stack);
    for (const { resource, value } of settings) {
      if (value.kind === "undetermined" || (nodeSubnets !== "from-stack" && !isExternal(value))) continue;
      const isCustom = usesCustomNetworking(stack, resource);
      if (isCustom === undefined) continue;
      // Pods then leave through the first interface of their node, whatever their own subnets lead to.
      if (isCustom ? !isExternal(value) : nodeSubnets !== "from-stack") continue;
      const uses = isCustom ? usesOfPods(stack, resource) : usesOfNodes(stack, resource);
      if (!uses) continue;
      const routes = routesOf(stack, uses);
      const publicOne = routes.known.find(({ route }) => route.kind === "public");
      if (publicOne) {
        if (isExternal(value)) {
          report("external-in-public", value, {
            found: text`${publicOne.of} subnet ${publicOne.subnet} routes to an internet gateway, so its pods can't reach the internet`,
            passes: setTo("false"),
          });
        }
      } else if (routes.gaps.length > 0) {
        for (const { place, reason } of routes.gaps) place.undetermined(reason);
      } else if (!isExternal(value)) {
        if (areAllPrivate(routes)) {
          report("not-external", value, {
            found: text`all node subnets are private, but pod traffic leaves with the node's address`,
            passes: setTo("true"),
          });
        }
      } else {
        const isolated = routes.known.find(({ of, route }) => of === "pod" && route.kind === "none");
        if (isolated && nodesHaveWayOut(stack, resource)) {
          report("no-way-out", value, {
            found: text`pod subnet ${isolated.subnet} has no default route, so its pods can't leave the VPC`,
            passes: text`${setTo("false")}, with which they leave through their node's subnet`,
          });
        }
      }
    }
  },
  examples: {
    good: [
      {
        title: "Nodes behind a NAT gateway",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: '{ "env": { "AWS_VPC_K8S_CNI_EXTERNALSNAT": "true" } }',
        },
        options: { nodeSubnets: "private" },
      },
    ],
    bad: [
      {
        title: "The default, with nodes behind a NAT gateway",
        type: "aws:eks/addon:Addon",
        props: { addonName: "vpc-cni" },
        options: { nodeSubnets: "private" },
      },
    ],
  },
});

const SET_OPTION = text`set the option nodeSubnets to where the nodes are`;

function setTo(value: "true" | "false"): Text {
  return text`set ${VARIABLE} to "${value}"`;
}

/** True if the value is true; the CNI treats a value that is not set, or not a boolean, as false. */
function isExternal(value: Reading<string>): boolean {
  return value.kind === "known" && parseGoBoolean(value.value) === true;
}

/** The cluster that gets these CNI settings, if it is in the stack; undefined if that is not known, which is recorded. */
function targetOf(
  stack: StackView,
  settings: ResourceView,
): { readonly cluster: ResourceView | undefined } | undefined {
  const clusters = stack.ofType([CLUSTER]);
  if (clusters.length < 2) return { cluster: clusters[0] };
  const cluster = clusterOf(stack, settings);
  if (cluster) return { cluster };
  settings.undetermined("the stack has several clusters, and nothing shows which one it is for");
  return undefined;
}

/** Undefined if that is not known, or if the pods have IPv6 addresses, which nothing translates. */
function usesCustomNetworking(stack: StackView, settings: ResourceView): boolean | undefined {
  const target = targetOf(stack, settings);
  // Source: Amazon EKS user guide, "Enable outbound internet access for Pods", read 2026-11.
  if (!target || !hasIpv4Pods(target.cluster)) return undefined;
  const patch = effectiveCniSettings(stack).find(
    (one) => one.resource.isPatch && one.variable(CUSTOM).kind === "absent",
  );
  patch?.resource.undetermined("what it patches may turn custom networking on");
  return patch ? undefined : flagOfCluster(stack, target.cluster, CUSTOM);
}

/** The subnets of ENIConfigs; undefined if the stack shows none, which is then recorded. */
function usesOfPods(stack: StackView, settings: ResourceView): readonly RoutedUse[] | undefined {
  const cluster = targetOf(stack, settings)?.cluster;
  const hasSeveral = stack.ofType([CLUSTER]).length > 1;
  const uses = podSubnets(stack)
    .filter(({ owner }) => !hasSeveral || clusterOf(stack, owner) === cluster)
    .map((use) => ({ ...use, of: "pod" as const }));
  if (uses.length > 0) return uses;
  settings.undetermined("no ENIConfigs in the stack, whose subnets decide");
  return undefined;
}

/**
 * The subnets of the nodes that get these CNI settings, and those that are tagged for pods; undefined if there is nothing to judge.
 */
function usesOfNodes(stack: StackView, settings: ResourceView): readonly RoutedUse[] | undefined {
  const cluster = targetOf(stack, settings)?.cluster;
  const nodes = nodesOf(stack, settings);
  if (nodes.length === 0) {
    // The nodes of Auto Mode have their own CNI, to which these settings don't apply.
    if (!cluster || hasOwnNodes(cluster)) {
      const hidden = hiddenNodes(stack);
      settings.undetermined(
        hidden
          ? text`its nodes may be those of ${hidden}, whose subnets the stack does not show; ${SET_OPTION}`
          : text`no node group in the stack; ${SET_OPTION}`,
      );
    }
    return undefined;
  }
  const uses = nodes
    .filter(({ user }) => runsLinux(stack, user))
    .map((use) => ({ ...use, of: "node" as const, place: use.subnetIds }));
  return uses.length > 0 ? [...uses, ...taggedUses(stack, uses)] : undefined;
}

/** The subnets in which the CNI creates network interfaces for pods because of their tag. */
function taggedUses(stack: StackView, uses: readonly RoutedUse[]): readonly RoutedUse[] {
  const others = new Set(uses.flatMap(({ resources, candidates = [] }) => [...resources, ...candidates]));
  const subnets = stack.ofType([SUBNET]).filter((subnet) => !others.has(subnet));
  const unknown = subnets.map((subnet) => subnet.at(["tags", CNI_TAG])).filter((tag) => tag.isUnknown());
  return [
    ...subnets
      .filter((subnet) => isTagged(subnet, CNI_TAG))
      .map((subnet): RoutedUse => ({ resources: [subnet], of: "pod", place: subnet })),
    ...unknown.map((place): RoutedUse => ({ resources: [], of: "pod", place, gap: NOT_KNOWN })),
  ];
}

function nodesOf(stack: StackView, settings: ResourceView): readonly SubnetUse[] {
  if (stack.ofType([CLUSTER]).length < 2) return ec2Nodes(stack);
  return ec2NodesByCluster(stack).get(targetOf(stack, settings)?.cluster) ?? [];
}

/** True if a subnet of these nodes has a default route; what the stack does not show of them is recorded if none has. */
function nodesHaveWayOut(stack: StackView, settings: ResourceView): boolean {
  const uses = nodesOf(stack, settings).map((use) => ({ ...use, of: "node" as const, place: use.subnetIds }));
  const { known, gaps } = routesOf(stack, uses);
  if (known.some(({ route }) => route.kind !== "none")) return true;
  if (uses.length === 0) settings.undetermined("no node group in the stack");
  for (const { place, reason } of gaps) place.undetermined(reason);
  return false;
}

/** Returns the uses of subnets by EC2 nodes; the CNI of Fargate and Auto Mode takes no variables. */
function ec2Nodes(stack: StackView): readonly SubnetUse[] {
  return subnetUses(stack).filter(({ kind }) => kind === "node group" || kind === "autoscaling group");
}

const ec2NodesByCluster = oncePerStack((stack) =>
  groupBy(ec2Nodes(stack), ({ user }) => clusterOfNodes(stack, user)),
);

/** Records private nodes whose CNI is configured elsewhere, or nowhere, so that they don't pass silently. */
function recordMissingSettings(stack: StackView): void {
  const nodes = ec2Nodes(stack).filter(({ user }) => runsWindows(stack, user) === false);
  const uses = nodes.map((use) => ({ ...use, of: "node" as const, place: use.subnetIds }));
  const routes = routesOf(stack, uses);
  const [first] = nodes;
  if (!first || !areAllPrivate(routes) || routes.gaps.length > 0) return;
  const clusters = stack.ofType([CLUSTER]);
  if (!clusters.every((one) => hasIpv4Pods(one))) return;
  if (hasOtherCni(stack)) first.user.notApplicable(OTHER_CNI);
  else first.user.undetermined(missingSettings(stack));
}
