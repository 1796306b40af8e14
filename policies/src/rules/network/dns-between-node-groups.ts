import { CLUSTER, SECURITY_GROUP } from "../../cluster/aws-types.ts";
import { haveCommon, isClosed } from "../../cluster/network/open-port.ts";
import { ENI_CONFIG } from "../../cluster/nodes/eni-config.ts";
import { clusterOf, nodeGroups, type NodeGroup } from "../../cluster/nodes/node-groups.ts";
import { nodeSecurityGroups } from "../../cluster/nodes/node-security-groups.ts";
import { runsWindows } from "../../cluster/nodes/windows.ts";
import { holds } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text, type Text } from "../../rule/text.ts";

const DNS_PORT = 53;

export default defineRule({
  id: "dns-between-node-groups",
  title: "Nodes of every group reach DNS pods on nodes of the other groups",
  severity: "high",
  tags: ["dns", "security-groups"],
  article: "Only one kube-dns pod",
  why: "CoreDNS runs on some nodes and answers for all of them. If the security groups of two node groups don't allow traffic from each other on port 53, lookups fail only for pods whose queries go to the other group: now and then, and more often the more nodes there are.",
  fix: "Give all node groups one security group in common (managed groups without a launch template, or whose launch template sets none, have the cluster's), or allow port 53 over UDP and TCP from the security groups of the other node groups.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html",
  ],
  findings: {
    closed: "The security groups of a node group don't allow DNS queries from the nodes of another group.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  checkStack(stack, _, report) {
    const [custom] = stack.ofType([ENI_CONFIG]).filter((one) => one.isSet("spec.securityGroups"));
    const groups = nodeGroups(stack);
    if (groups.length < 2) return;
    if (custom) {
      custom
        .at("spec.securityGroups")
        .undetermined("pods have these security groups, not those of their nodes");
      return;
    }
    const nodes = groups.flatMap((group) => {
      const securityGroups = nodeSecurityGroups(stack, group);
      return securityGroups ? [{ group, securityGroups, cluster: clusterFor(stack, group) }] : [];
    });
    for (const server of nodes.filter(({ group }) => mayRunDns(stack, group))) {
      const clients = nodes.filter(
        (client) =>
          client.cluster === server.cluster && !haveCommon(client.securityGroups, server.securityGroups),
      );
      const closed = clients.filter((client) =>
        (["udp", "tcp"] as const).some((protocol) =>
          isClosed(
            stack,
            { from: client.securityGroups, into: server.securityGroups, protocol, port: DNS_PORT },
            text`may allow DNS queries`,
          ),
        ),
      );
      if (closed.length === 0) continue;
      report("closed", server.group.resource, {
        found: text`port 53 is closed to the nodes of ${namesOf(closed)}, so their pods get no answer from DNS pods here`,
        passes: text`allow 53/udp and 53/tcp from their security groups, or give both one in common`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Node groups without their own security groups, which have the cluster's",
        type: CLUSTER,
        props: { name: "shop", roleArn: "arn:aws:iam::123456789012:role/shop-cluster" },
        beside: [nodeGroup("apps"), nodeGroup("batch")],
      },
    ],
    bad: [
      {
        title: "A node group with its own security group, next to one with the cluster's",
        type: CLUSTER,
        props: { name: "shop", roleArn: "arn:aws:iam::123456789012:role/shop-cluster" },
        beside: [
          nodeGroup("apps"),
          { type: SECURITY_GROUP, name: "batch", props: { id: "sg-0b2", vpcId: "vpc-0a1" } },
          {
            type: "aws:ec2/launchTemplate:LaunchTemplate",
            name: "batch",
            props: { id: "lt-0b2", vpcSecurityGroupIds: ["sg-0b2"] },
          },
          nodeGroup("batch", { launchTemplate: { id: "lt-0b2", version: "1" } }),
        ],
      },
    ],
  },
});

/** The most groups that a message names. */
const MOST_NAMED = 5;

function namesOf(nodes: readonly { readonly group: NodeGroup }[]): Text {
  const named = nodes.slice(0, MOST_NAMED).map(({ group }) => text`${group.resource}`);
  const others = nodes.length - named.length;
  return joined(others > 0 ? [...named, text`${others} more`] : named, " and ");
}

/** The cluster of a group, if there are several clusters; otherwise undefined for every group. */
function clusterFor(stack: StackView, { resource }: NodeGroup): ResourceView | undefined {
  return stack.ofType([CLUSTER]).length > 1 ? clusterOf(stack, resource) : undefined;
}

const EFFECTS = ["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"] as const;

/**
 * The taints that CoreDNS tolerates, and with which effects. Sources: Amazon EKS user guide, "Enable or disable built-in NodePools"
 * and "Important CoreDNS upgrade considerations", 2024-12.
 */
const TOLERATED: Readonly<Record<string, readonly string[]>> = {
  CriticalAddonsOnly: ["NO_SCHEDULE", "NO_EXECUTE"],
  "node-role.kubernetes.io/control-plane": ["NO_SCHEDULE"],
};

function mayRunDns(stack: StackView, { resource }: NodeGroup): boolean {
  if (runsWindows(stack, resource) !== false) return false;
  const taints = resource.list("taints");
  if (taints.kind !== "known") return taints.kind === "absent";
  return taints.value.every((taint) => {
    const effect = taint.oneOf(EFFECTS, "effect");
    const keepsOut = holds(effect, (one) => one !== "PREFER_NO_SCHEDULE");
    const isTolerated = holds(
      taint.string("key"),
      (key) => effect.kind === "known" && TOLERATED[key]?.includes(effect.value) === true,
    );
    return keepsOut === false || isTolerated === true;
  });
}

function nodeGroup(name: string, more = {}) {
  return {
    type: "aws:eks/nodeGroup:NodeGroup",
    name,
    props: { clusterName: "shop", nodeRoleArn: "arn:aws:iam::123456789012:role/shop-nodes", ...more },
  };
}
