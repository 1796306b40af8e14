import { CLUSTER } from "../../cluster/aws-types.ts";
import { boolean } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { publicEndpoint } from "./public-endpoint.ts";

export default defineRule({
  id: "endpoint-private",
  title: "The API endpoint is private",
  severity: "critical",
  article: "The API endpoint is public",
  why: "By default, everyone can reach a cluster's API, and its own nodes reach it over the internet: when the NAT gateway or its route fails, the cluster loses its nodes too.",
  fix: "Set vpcConfig.endpointPrivateAccess to true first, make sure that nodes, CI, and people reach the endpoint inside the VPC, and then set endpointPublicAccess to false. With hybrid nodes, one of the two must be false: while both are true, hybrid nodes resolve the name to the public addresses.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/hybrid-nodes-cluster-prep.html",
  ],
  findings: {
    "not-private": "endpointPrivateAccess is not true; the default is false.",
    public: "endpointPublicAccess is not false; the default is true.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    allowPublic: boolean({
      description:
        "Allow a public endpoint in addition to the private one; endpoint-cidrs judges who can reach it.",
      default: false,
    }),
  },
  targets: [CLUSTER],
  check(cluster, { allowPublic }, report) {
    const isPrivate = cluster.boolean("vpcConfig.endpointPrivateAccess");
    if (isPrivate.kind === "absent" || (isPrivate.kind === "known" && !isPrivate.value)) {
      report("not-private", isPrivate, {
        found:
          isPrivate.kind === "absent"
            ? text`endpointPrivateAccess is not set, which means false`
            : text`endpointPrivateAccess is false`,
        passes: text`set it to true`,
      });
    }
    const isPublic = publicEndpoint(cluster);
    if (isPublic && !allowPublic) {
      report("public", isPublic, {
        found:
          isPublic.kind === "absent"
            ? text`endpointPublicAccess is not set, which means true`
            : text`endpointPublicAccess is true`,
        passes: text`set it to false`,
      });
    }
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
