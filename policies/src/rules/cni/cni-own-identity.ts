import { isAddon } from "../../cluster/addon.ts";
import { ADDON } from "../../cluster/aws-types.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

export default defineRule({
  id: "cni-own-identity",
  title: "The VPC CNI has AWS permissions of its own",
  severity: "medium",
  why: "Without a role of its own the VPC CNI uses the node's, which then has to carry AmazonEKS_CNI_Policy. Every pod that reaches the instance metadata service has those permissions too: it can attach and delete network interfaces of the whole account.",
  fix: "Give the add-on a role with AmazonEKS_CNI_Policy (IPv6 clusters need a policy of their own) by podIdentityAssociations for the service account aws-node, or by serviceAccountRoleArn, and take the policy off the role of the nodes.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  ],
  findings: { "node-role": "The add-on vpc-cni has no role of its own." },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  targets: [ADDON],
  check(addon, _options, report) {
    if (!isAddon(addon, "vpc-cni")) return;
    // A role that only pulumi up will know is one.
    if (addon.isSet("serviceAccountRoleArn")) return;
    const pods = addon.list("podIdentityAssociations");
    if (pods.kind === "undetermined") return;
    const isSet = (one: View) => one.isUnknown() || one.object().kind !== "absent";
    if (pods.kind === "known" && pods.value.some(isSet)) return;
    report("node-role", pods, {
      found: text`the VPC CNI uses the permissions of the node's role`,
      passes: text`associate a role with the service account aws-node`,
    });
  },
  examples: {
    good: [
      {
        title: "A role by way of EKS Pod Identity",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          podIdentityAssociations: [
            { serviceAccount: "aws-node", roleArn: "arn:aws:iam::111122223333:role/vpc-cni" },
          ],
        },
      },
    ],
    bad: [
      {
        title: "The node's permissions",
        type: "aws:eks/addon:Addon",
        props: { addonName: "vpc-cni" },
      },
    ],
  },
});
