import { CLUSTER } from "../../cluster/aws-types.ts";
import { CNI_CONFIGURATION_TYPES } from "../../cluster/cni/cni-configuration.ts";
import { hasIpv4Pods } from "../../cluster/cni/cni-mode.ts";
import {
  cniSettings,
  decidingSettings,
  settingFor,
  stackCniSettings,
} from "../../cluster/cni/cni-settings.ts";
import { parseGoBoolean } from "../../cluster/cni/cni-variables.ts";
import { hasOtherCni, OTHER_CNI } from "../../cluster/cni/other-cni.ts";
import { defaultRoute, type Reason } from "../../cluster/network/default-route.ts";
import { hasOwnNodes } from "../../cluster/nodes/auto-mode.ts";
import { hiddenNodes } from "../../cluster/nodes/hidden-nodes.ts";
import { clusterOf, clusterOfNodes } from "../../cluster/nodes/node-groups.ts";
import { subnetUses, type SubnetUse } from "../../cluster/nodes/node-subnets.ts";
import { runsLinux, runsWindows } from "../../cluster/nodes/windows.ts";
import { settled, type Settled } from "../../cluster/references.ts";
import { groupBy } from "../../facts/group-by.ts";
import { oncePerStack } from "../../rule/once.ts";
import { oneOf } from "../../rule/option.ts";
import type { Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text, type Text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

const VARIABLE = "AWS_VPC_K8S_CNI_EXTERNALSNAT";

export default defineRule({
  id: "external-snat",
  title: "The VPC CNI leaves address translation to the NAT gateway, if there is one",
  severity: "high",
  article: "External SNAT",
  why: "By default, the VPC CNI translates the source address of pod traffic that leaves the VPC to the node's address. Behind a NAT gateway, that is a second translation, which hides pods from peered networks and VPNs (before version 1.8.0, those could not even open a connection to a pod). In a public subnet, it is the other way around: without the CNI's translation, pods can't reach the internet.",
  fix: 'Nodes in private subnets behind a NAT or transit gateway: set AWS_VPC_K8S_CNI_EXTERNALSNAT to "true" where the VPC CNI is configured. Nodes in subnets with a route to an internet gateway: set it to "false", or move the nodes.',
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/external-snat.html",
    "https://github.com/aws/amazon-vpc-cni-k8s#cni-configuration-variables",
  ],
  findings: {
    "not-external": `All nodes are in private subnets, and ${VARIABLE} is not true.`,
    "external-in-public": `A node subnet routes to an internet gateway, and ${VARIABLE} is true.`,
  },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: {
    nodeSubnets: oneOf(["from-stack", "private", "public"], {
      description:
        "Where the nodes are: in subnets whose routes the stack shows, or, for a stack that configures the VPC CNI of nodes created elsewhere, in private subnets (behind a NAT or transit gateway) or in public ones.",
      default: "from-stack",
    }),
  },
  remediates: `Sets ${VARIABLE} if the option \`nodeSubnets\` sets where the nodes are; not in the env of a container that lacks it.`,
  targets: CNI_CONFIGURATION_TYPES,
  check(resource, { nodeSubnets }, report) {
    if (nodeSubnets === "from-stack") return;
    const value = cniSettings(resource)?.variable(VARIABLE);
    // A Patch does not change what it does not set.
    if (!value || value.kind === "undetermined" || (value.kind === "absent" && resource.isPatch)) return;
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
    if (nodeSubnets !== "from-stack") return;
    const settings = decidingSettings(stackCniSettings(stack), VARIABLE);
    if (settings.length === 0) recordMissingSettings(stack);
    for (const { resource, value } of settings) {
      const nodes = value.kind === "undetermined" ? undefined : nodesOf(stack, resource);
      if (!nodes) continue;
      const { publicSubnet, gaps, areAllPrivate } = routesOf(stack, nodes);
      if (publicSubnet) {
        if (isExternal(value)) {
          report("external-in-public", value, {
            found: text`node subnet ${publicSubnet} routes to an internet gateway, so its pods can't reach the internet`,
            passes: setTo("false"),
          });
        }
      } else if (gaps.length > 0) {
        for (const { place, reason } of gaps) place.undetermined(reason);
      } else if (areAllPrivate && !isExternal(value)) {
        report("not-external", value, {
          found: text`all node subnets are private, but pod traffic leaves with the node's address`,
          passes: setTo("true"),
        });
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

/** Returns the uses of subnets by the nodes that get these CNI settings; undefined if there is nothing to judge. */
function nodesOf(stack: StackView, settings: ResourceView): readonly SubnetUse[] | undefined {
  const clusters = stack.ofType([CLUSTER]);
  const hasSeveral = clusters.length > 1;
  const cluster = hasSeveral ? clusterOf(stack, settings) : clusters[0];
  if (hasSeveral && !cluster) {
    settings.undetermined("the stack has several clusters, and nothing shows which one it is for");
    return undefined;
  }
  const nodes = hasSeveral ? (ec2NodesByCluster(stack).get(cluster) ?? []) : ec2Nodes(stack);
  if (!hasIpv4Pods(cluster) || (cluster && mayHaveIpv6Pods(cluster))) return undefined;
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
  const linuxNodes = nodes.filter(({ user }) => runsLinux(stack, user));
  return linuxNodes.length > 0 ? linuxNodes : undefined;
}

/** Returns the uses of subnets by EC2 nodes; the CNI of Fargate and Auto Mode takes no variables. */
function ec2Nodes(stack: StackView): readonly SubnetUse[] {
  return subnetUses(stack).filter(({ kind }) => kind === "node group" || kind === "autoscaling group");
}

const ec2NodesByCluster = oncePerStack((stack) =>
  groupBy(ec2Nodes(stack), ({ user }) => clusterOfNodes(stack, user)),
);

/**
 * True, and recorded, for a cluster of which only `pulumi up` will show whether it is an IPv6 cluster: IPv6 addresses are not
 * translated. Source: Amazon EKS user guide, "Enable outbound internet access for Pods", read 2026-11.
 */
function mayHaveIpv6Pods(cluster: ResourceView): boolean {
  return cluster.string("kubernetesNetworkConfig.ipFamily").kind === "undetermined";
}

interface Routes {
  readonly publicSubnet: ResourceView | undefined;
  /** True if each node subnet that the stack shows has a default route, and none to an internet gateway. */
  readonly areAllPrivate: boolean;
  /** What the stack does not show. */
  readonly gaps: readonly { readonly place: View; readonly reason: Reason | NonNullable<Settled["gap"]> }[];
}

function routesOf(stack: StackView, nodes: readonly SubnetUse[]): Routes {
  const uses = nodes.map((use) => ({
    place: use.subnetIds,
    ...settled(use, (subnet) => defaultRoute(stack, subnet).kind),
  }));
  const subnets = uses.flatMap(({ resources }) => resources);
  const routes = subnets.map((subnet) => ({ subnet, route: defaultRoute(stack, subnet) }));
  return {
    publicSubnet: routes.find(({ route }) => route.kind === "public")?.subnet,
    areAllPrivate: routes.length > 0 && routes.every(({ route }) => route.kind === "private"),
    gaps: [
      ...uses.flatMap(({ place, gap }) => (gap === undefined ? [] : [{ place, reason: gap }])),
      ...routes.flatMap(({ route }) => (route.kind === "undetermined" ? [route] : [])),
    ],
  };
}

/** Records private nodes whose CNI is configured elsewhere, or nowhere, so that they don't pass silently. */
function recordMissingSettings(stack: StackView): void {
  const nodes = ec2Nodes(stack).filter(({ user }) => !runsWindows(stack, user));
  const { areAllPrivate, gaps } = routesOf(stack, nodes);
  const [first] = nodes;
  if (!first || !areAllPrivate || gaps.length > 0) return;
  const clusters = stack.ofType([CLUSTER]);
  if (!clusters.every((one) => hasIpv4Pods(one) && !mayHaveIpv6Pods(one))) return;
  if (hasOtherCni(stack)) first.user.notApplicable(OTHER_CNI);
  else first.user.undetermined("no VPC CNI settings in the stack");
}
