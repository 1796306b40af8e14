import { cniModeOf, isIpv6Cluster } from "../../cluster/cni/cni-mode.ts";
import { typedNodes } from "../../cluster/nodes/group-instance-types.ts";
import { addressablePods } from "../../facts/max-pods.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

const EXAMPLE_CNI = {
  type: "aws:eks/addon:Addon",
  name: "vpc-cni",
  props: {
    clusterName: "prod",
    addonName: "vpc-cni",
    configurationValues: '{ "env": { "ENABLE_PREFIX_DELEGATION": "true" } }',
  },
};

export default defineRule({
  id: "prefix-needs-nitro",
  title: "Nodes that need prefixes have an instance type that supports them",
  severity: "high",
  tags: ["prefix-delegation", "ipv6", "instance-types"],
  article: "Limited pod capacity per node",
  why: "Only instances built on the Nitro System support address prefixes. On any other, the VPC CNI falls back to single addresses and only its log says so: the node has room for a fraction of the pods that the others run. In an IPv6 cluster, there are no single addresses, so aws-node exits with an error and the node never becomes ready.",
  fix: "Use a Nitro instance type: m5, c5, r5, t3, and all later generations.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html",
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/v1.23.1/pkg/ipamd/ipamd.go",
  ],
  findings: {
    "ipv6-on-xen": "A node of an IPv6 cluster may have an instance type that does not support prefixes.",
    "no-prefixes":
      "ENABLE_PREFIX_DELEGATION is true, and a node may have an instance type that does not support prefixes.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["no-prefixes"] },
    strict: { level: "mandatory", advisory: ["no-prefixes"] },
  },
  options: {},
  checkStack(stack, _options, report) {
    for (const { resource, types, cluster } of typedNodes(stack)) {
      const others = types.filter(({ type }) => !type.isNitro);
      if (others.length === 0) continue;
      const owner = cluster();
      const isIpv6 = owner ? isIpv6Cluster(owner) : false;
      const mode = isIpv6 === false ? cniModeOf(stack, resource) : undefined;
      for (const { name, type } of others) {
        if (isIpv6 === true) {
          report("ipv6-on-xen", name, {
            found: text`${name} does not support prefixes, so its nodes never become ready in an IPv6 cluster`,
            passes: NITRO,
          });
        } else if (mode?.prefixDelegation) {
          report("no-prefixes", name, {
            found: text`${name} does not support prefixes, so its nodes have addresses for only ${addressablePods(type, mode)} pods`,
            passes: NITRO,
          });
        }
      }
    }
  },
  examples: {
    good: [
      {
        title: "A Nitro instance type",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", instanceTypes: ["m5.large"] },
        beside: [EXAMPLE_CNI],
      },
    ],
    bad: [
      {
        title: "Two types, one of which does not support prefixes",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", instanceTypes: ["m5.large", "m4.large"] },
        beside: [EXAMPLE_CNI],
      },
      {
        title: "An IPv6 cluster with nodes that can't join",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", instanceTypes: ["r4.xlarge"] },
        beside: [
          {
            type: "aws:eks/cluster:Cluster",
            name: "prod",
            props: { name: "prod", kubernetesNetworkConfig: { ipFamily: "ipv6" } },
          },
        ],
      },
    ],
  },
});

const NITRO = text`use a Nitro instance type`;
