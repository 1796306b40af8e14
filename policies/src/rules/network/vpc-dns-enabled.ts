import { CLUSTER, DEFAULT_VPC, SUBNET, VPC } from "../../cluster/aws-types.ts";
import { clusterSubnets } from "../../cluster/network/cluster-subnets.ts";
import { referencesOfOne } from "../../cluster/references.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "vpc-dns-enabled",
  title: "A cluster's VPC resolves DNS names",
  severity: "high",
  tags: ["dns"],
  why: "Nodes look up a private API endpoint, ECR and interface endpoints through the VPC's resolver. Without DNS support and DNS hostnames, nodes can't register with their cluster; a VPC that a program creates has no DNS hostnames unless the program enables them.",
  fix: "Set enableDnsHostnames and enableDnsSupport of the VPC to true; both can be updated in place.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html",
  ],
  findings: {
    "no-hostnames": "enableDnsHostnames is not true; if unset, it is false.",
    "no-support": "enableDnsSupport is false; if unset, it is true.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["no-hostnames"] },
    strict: { level: "mandatory" },
  },
  options: {},
  checkStack(stack, _, report) {
    const vpcs = new Map<string, ResourceView>();
    for (const { cluster, resources, candidates = [], gap } of clusterSubnets(stack)) {
      const found = [...resources, ...candidates].map((subnet) => ({
        subnet,
        ...referencesOfOne(stack, subnet, "vpcId", [VPC, DEFAULT_VPC]),
      }));
      for (const vpc of found.flatMap((one) => one.resources)) vpcs.set(vpc.urn, vpc);
      if (found.some((one) => one.resources.length > 0)) continue;
      // All subnets of a cluster are in one VPC. The one to name doesn't depend on the order in which they were registered.
      const [first] = found.toSorted((a, b) => (a.subnet.urn < b.subnet.urn ? -1 : 1));
      if (first?.gap !== undefined) first.subnet.at("vpcId").undetermined(first.gap);
      else if (gap !== undefined) cluster.at("vpcConfig.subnetIds").undetermined(gap);
    }
    for (const vpc of vpcs.values()) {
      const hostnames = vpc.boolean("enableDnsHostnames");
      const isOff =
        hostnames.kind === "absent" ? vpc.type === VPC : hostnames.kind === "known" && !hostnames.value;
      if (isOff) {
        report("no-hostnames", hostnames, {
          found:
            hostnames.kind === "absent"
              ? text`enableDnsHostnames is not set, which means false`
              : text`enableDnsHostnames is false`,
          passes: text`set it to true`,
        });
      }
      const support = vpc.boolean("enableDnsSupport");
      if (support.kind === "known" && !support.value) {
        report("no-support", support, {
          found: text`enableDnsSupport is false`,
          passes: text`set it to true`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "A VPC with both enabled",
        type: VPC,
        props: { id: "vpc-0a1", cidrBlock: "10.0.0.0/16", enableDnsSupport: true, enableDnsHostnames: true },
        beside: clusterIn("vpc-0a1"),
      },
    ],
    bad: [
      {
        title: "A VPC with AWS's defaults",
        type: VPC,
        props: { id: "vpc-0a1", cidrBlock: "10.0.0.0/16" },
        beside: clusterIn("vpc-0a1"),
      },
    ],
  },
});

function clusterIn(vpcId: string) {
  return [
    { type: SUBNET, name: "control-plane-a", props: { id: "subnet-0a1", vpcId, cidrBlock: "10.0.96.0/27" } },
    {
      type: CLUSTER,
      name: "shop",
      props: {
        name: "shop",
        roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
        vpcConfig: { subnetIds: ["subnet-0a1"] },
      },
    },
  ];
}
