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
  title: "Nodes that shall have prefixes are of a type that can",
  severity: "high",
  tags: ["prefix-delegation", "ipv6", "instance-types"],
  article: "Limited pod capacity per node",
  why: "Only instances of the Nitro system take address prefixes. On any other the VPC CNI goes back to single addresses and only its log says so: the node has room for a fraction of the pods that the others take. In an IPv6 cluster there are no single addresses, so aws-node ends with an error and the node never becomes ready.",
  fix: "Take an instance type of the Nitro system: m5, c5, r5, t3 and everything after them.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html",
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/v1.23.1/pkg/ipamd/ipamd.go",
  ],
  findings: {
    "ipv6-on-xen": "A node of an IPv6 cluster may be of an instance type that can't have prefixes.",
    "no-prefixes":
      "ENABLE_PREFIX_DELEGATION is true, and a node may be of an instance type that can't have prefixes.",
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
      const isIpv6 = owner !== undefined && isIpv6Cluster(owner);
      const mode = isIpv6 ? undefined : cniModeOf(stack, resource);
      for (const { name, type } of others) {
        if (isIpv6) {
          report("ipv6-on-xen", name, {
            found: text`${name} can't have prefixes, so its nodes never become ready in an IPv6 cluster`,
            passes: NITRO,
          });
        } else if (mode?.prefixDelegation) {
          report("no-prefixes", name, {
            found: text`${name} can't have prefixes, so its nodes have addresses for ${addressablePods(type, mode)} pods only`,
            passes: NITRO,
          });
        }
      }
    }
  },
  examples: {
    good: [
      {
        title: "A type of the Nitro system",
        type: "aws:eks/nodeGroup:NodeGroup",
        props: { clusterName: "prod", instanceTypes: ["m5.large"] },
        beside: [EXAMPLE_CNI],
      },
    ],
    bad: [
      {
        title: "One type of two that has no prefixes",
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

const NITRO = text`take a type of the Nitro system`;
