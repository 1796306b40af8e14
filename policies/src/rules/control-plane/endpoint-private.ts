import { CLUSTER } from "../../cluster/aws-types.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "endpoint-private",
  title: "Nodes reach the API endpoint inside the VPC",
  severity: "critical",
  frameworks: { "cis-eks-1.8": ["5.4.2"] },
  article: "The API endpoint is public",
  why: "By default, a cluster's own nodes reach its API over the internet: when the NAT gateway or its route fails, the cluster loses its nodes.",
  fix: "Set vpcConfig.endpointPrivateAccess to true, and make sure that nodes, CI, and people reach the endpoint inside the VPC; then set endpointPublicAccess to false. With hybrid nodes, one of the two must be false: while both are true, hybrid nodes resolve the name to the public addresses.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/hybrid-nodes-cluster-prep.html",
  ],
  findings: {
    "not-private": "endpointPrivateAccess is not true; the default is false.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {},
  moved: { allowPublic: "endpoint-cidrs", public: "endpoint-cidrs" },
  targets: [CLUSTER],
  check(cluster, _options, report) {
    const isPrivate = cluster.boolean("vpcConfig.endpointPrivateAccess");
    if (isPrivate.kind === "undetermined" || (isPrivate.kind === "known" && isPrivate.value)) return;
    report("not-private", isPrivate, {
      found:
        isPrivate.kind === "absent"
          ? text`endpointPrivateAccess is not set, which means false: nodes reach the API over the internet`
          : text`endpointPrivateAccess is false: nodes reach the API over the internet`,
      passes: text`set it to true`,
    });
  },
  examples: {
    good: [
      {
        title: "An endpoint inside the VPC only",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          vpcConfig: {
            subnetIds: ["subnet-0a1", "subnet-0b2"],
            endpointPrivateAccess: true,
            endpointPublicAccess: false,
          },
        },
      },
    ],
    bad: [
      {
        title: "A cluster with the default endpoint",
        type: CLUSTER,
        props: {
          name: "shop",
          roleArn: "arn:aws:iam::123456789012:role/shop-cluster",
          vpcConfig: { subnetIds: ["subnet-0a1", "subnet-0b2"] },
        },
      },
    ],
  },
});
