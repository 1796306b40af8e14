import { CLUSTER, SUBNET } from "../../cluster/aws-types.ts";
import { isIpv6Cluster } from "../../cluster/cni/cni-mode.ts";
import { clusterSubnets } from "../../cluster/network/cluster-subnets.ts";
import { clusterOfNodes } from "../../cluster/nodes/node-groups.ts";
import { subnetUses } from "../../cluster/nodes/node-subnets.ts";
import { settled, type References } from "../../cluster/references.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

export default defineRule({
  id: "ipv6-subnets",
  title: "The subnets of an IPv6 cluster have IPv6 blocks",
  severity: "critical",
  tags: ["ipv6", "subnets"],
  why: "In an IPv6 cluster, EKS and the VPC CNI take the addresses of the control plane and of all pods from the IPv6 blocks of the subnets. Without one, EKS rejects the cluster, or a node gets no prefix for its pods and never becomes ready; and the IP family of a cluster can't be changed.",
  fix: "Request an IPv6 block for the VPC (assignGeneratedIpv6CidrBlock, or from an address pool), and set ipv6CidrBlock of each subnet of the control plane and of nodes to a /64 of it.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
  ],
  findings: { "no-block": "A subnet of an IPv6 cluster's control plane or nodes has no IPv6 block." },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: {},
  checkStack(stack, _, report) {
    for (const cluster of stack.ofType([CLUSTER]).filter(isIpv6Cluster)) {
      const subnets = new Set<ResourceView>();
      for (const { place, ...use } of usesOf(stack, cluster)) {
        const { resources, gap } = settled(use, hasIpv6Block);
        if (gap !== undefined) place.undetermined(gap);
        for (const subnet of resources) subnets.add(subnet);
      }
      for (const subnet of subnets) {
        if (hasIpv6Block(subnet)) continue;
        report("no-block", subnet.at("ipv6CidrBlock"), {
          found: text`the IPv6 cluster ${cluster} uses this subnet, which has no IPv6 block`,
          passes: text`set ipv6CidrBlock to a /64 of the VPC's IPv6 block`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "A subnet with both kinds of blocks",
        type: SUBNET,
        props: { id: "subnet-0a1", cidrBlock: "10.0.0.0/24", ipv6CidrBlock: "2001:db8:1234:1a00::/64" },
        beside: [ipv6Cluster()],
      },
    ],
    bad: [
      {
        title: "A subnet of an IPv6 cluster with an IPv4 block only",
        type: SUBNET,
        props: { id: "subnet-0a1", cidrBlock: "10.0.0.0/24" },
        beside: [ipv6Cluster()],
      },
    ],
  },
});

/**
 * The properties that give a subnet an IPv6 block, one of which is enough. Source of the requirement: Amazon EKS user guide, "Learn
 * about IPv6 addresses to clusters, pods, and services", 2024-12.
 */
const BLOCKS = ["ipv6CidrBlock", "ipv6IpamPoolId", "ipv6NetmaskLength"];

function hasIpv6Block(subnet: ResourceView): boolean {
  return BLOCKS.some((property) => subnet.isSet(property));
}

function usesOf(stack: StackView, cluster: ResourceView): readonly (References & { readonly place: View })[] {
  const ofControlPlane = clusterSubnets(stack)
    .filter((one) => one.cluster === cluster)
    .map((use) => ({ ...use, place: cluster.at("vpcConfig.subnetIds") }));
  const ofNodes = subnetUses(stack)
    .filter(({ kind }) => kind === "node group" || kind === "autoscaling group")
    .filter(({ user }) => clusterOfNodes(stack, user) === cluster)
    .map((use) => ({ ...use, place: use.subnetIds }));
  return [...ofControlPlane, ...ofNodes];
}

function ipv6Cluster() {
  return {
    type: CLUSTER,
    name: "shop",
    props: {
      name: "shop",
      roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
      kubernetesNetworkConfig: { ipFamily: "ipv6" },
      vpcConfig: { subnetIds: ["subnet-0a1"] },
    },
  };
}
