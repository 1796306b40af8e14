import { CLUSTER, SECURITY_GROUP, SECURITY_GROUP_OWNERS } from "../../cluster/aws-types.ts";
import { haveCommon, isClosed } from "../../cluster/network/open-port.ts";
import { clusterOfNodes, nodeGroups } from "../../cluster/nodes/node-groups.ts";
import { nodeSecurityGroups } from "../../cluster/nodes/node-security-groups.ts";
import { references, settled } from "../../cluster/references.ts";
import type { PropertyObject } from "../../rule/property-value.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "node-security-groups",
  title: "Nodes with their own security groups reach the API server, and it reaches them",
  severity: "critical",
  tags: ["security-groups", "launch-template"],
  why: "EKS gives nodes the cluster's security group only if the launch template sets none. The private endpoint lets only that group in: nodes with other groups don't join, and the node group fails after half an hour. In the other direction, kubectl logs and exec, metrics and webhooks need the ports of nodes and pods.",
  fix: "Add the cluster's security group (cluster.vpcConfig.clusterSecurityGroupId) to vpcSecurityGroupIds of the launch template. Or allow 443/tcp from the nodes' groups into the cluster's, and 10250/tcp and the ports of webhooks from the cluster's group into theirs.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html",
  ],
  findings: {
    "no-api": "The nodes' security groups can't reach the private endpoint of the API server.",
    "no-kubelet": "The control plane can't reach the kubelets of the nodes.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["no-kubelet"] },
    strict: { level: "mandatory" },
  },
  options: {},
  checkStack(stack, _, report) {
    const judged = new Set<string>();
    for (const group of nodeGroups(stack)) {
      const { resource, launchTemplate } = group;
      const nodes = hasOwnTemplate(resource) ? nodeSecurityGroups(stack, group) : undefined;
      const cluster = nodes && clusterOfNodes(stack, resource);
      if (!launchTemplate || !cluster || judged.has(launchTemplate.urn + cluster.urn)) continue;
      judged.add(launchTemplate.urn + cluster.urn);
      // The cluster's own group lets its members reach each other.
      const isMember = haveCommon(nodes, [cluster]) || nodes.some((one) => hasRulesOfComponent(stack, one));
      const controlPlane = isMember ? undefined : controlPlaneGroups(stack, cluster);
      if (!controlPlane) continue;
      const place = launchTemplate.at(
        launchTemplate.isSet("vpcSecurityGroupIds") ? "vpcSecurityGroupIds" : "networkInterfaces",
      );
      const isPrivate = cluster.boolean("vpcConfig.endpointPrivateAccess");
      if (
        isPrivate.kind === "known" &&
        isPrivate.value &&
        isClosed(
          stack,
          { from: nodes, into: controlPlane, protocol: "tcp", port: 443 },
          text`may allow requests to the API server`,
        )
      ) {
        report("no-api", place, {
          found: text`the nodes of ${resource} can't join: port 443 of cluster ${cluster} is closed to these security groups`,
          passes: text`add the cluster's security group, or allow 443/tcp from one of these`,
        });
      } else if (
        isClosed(
          stack,
          { from: controlPlane, into: nodes, protocol: "tcp", port: 10250 },
          text`may allow requests to kubelets`,
        )
      ) {
        report("no-kubelet", place, {
          found: text`cluster ${cluster} can't reach the kubelets of ${resource} on port 10250, so logs, exec and metrics fail`,
          passes: text`add the cluster's security group, or allow 10250/tcp from it into one of these`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "The cluster's security group next to the nodes' own",
        ...exampleTemplate("sg-1", "sg-cluster"),
        beside: exampleCluster(),
      },
    ],
    bad: [
      {
        title: "The nodes' own security group alone, which the cluster's doesn't let in",
        ...exampleTemplate("sg-1"),
        beside: exampleCluster(),
      },
    ],
  },
});

/**
 * True for a security group that `@pulumi/eks` creates for nodes, with the rules that this rule asks for; some of their sources
 * reach them through outputs that lose their dependencies. Source: pulumi-eks v4.3.0, nodes/securitygroup.ts, read 2026-11-28.
 */
function hasRulesOfComponent(stack: StackView, securityGroup: ResourceView): boolean {
  return stack.parent(securityGroup)?.type.startsWith("eks:index:") === true;
}

/** False for a group without a launch template: EKS gives its nodes the cluster's security group. */
function hasOwnTemplate(group: ResourceView): boolean {
  return ["launchTemplate", "mixedInstancesPolicy", "launchConfiguration"].some((path) => group.isSet(path));
}

/**
 * The security groups of a cluster's network interfaces, where the cluster stands for the one that EKS creates; undefined if the
 * stack does not show all of them, which is then recorded.
 */
function controlPlaneGroups(stack: StackView, cluster: ResourceView): readonly ResourceView[] | undefined {
  const path = "vpcConfig.securityGroupIds";
  const { resources, gap } = settled(references(stack, cluster, path, SECURITY_GROUP_OWNERS), () => true);
  if (gap === undefined) return [cluster, ...resources];
  cluster.at(path).undetermined(gap);
  return undefined;
}

function exampleTemplate(...vpcSecurityGroupIds: readonly string[]) {
  return { type: "aws:ec2/launchTemplate:LaunchTemplate", props: { id: "lt-1", vpcSecurityGroupIds } };
}

function exampleCluster(): readonly { type: string; name: string; props: PropertyObject }[] {
  return [
    {
      type: CLUSTER,
      name: "shop",
      props: {
        name: "shop",
        vpcConfig: { endpointPrivateAccess: true, clusterSecurityGroupId: "sg-cluster" },
      },
    },
    { type: SECURITY_GROUP, name: "nodes", props: { id: "sg-1" } },
    {
      type: "aws:eks/nodeGroup:NodeGroup",
      name: "apps",
      props: { clusterName: "shop", launchTemplate: { id: "lt-1", version: "1" } },
    },
  ];
}
