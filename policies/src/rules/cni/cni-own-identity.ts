import { isAddon } from "../../cluster/addon.ts";
import { ADDON, NODE_GROUP, ROLE, ROLE_POLICY_ATTACHMENT } from "../../cluster/aws-types.ts";
import { reference } from "../../cluster/references.ts";
import { groupBy } from "../../facts/group-by.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

export default defineRule({
  id: "cni-own-identity",
  title: "The VPC CNI has its own AWS permissions",
  severity: "medium",
  frameworks: { "cis-eks-1.8": ["5.2.1"] },
  why: "Without its own role, the VPC CNI uses the node's role, which then needs AmazonEKS_CNI_Policy. Every pod that reaches the instance metadata service has those permissions too: it can attach and delete network interfaces in the whole account.",
  fix: "Give the add-on a role with AmazonEKS_CNI_Policy (IPv6 clusters need a different policy) with podIdentityAssociations for the service account aws-node, or with serviceAccountRoleArn, and detach the policy from the nodes' role.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  ],
  findings: {
    "node-role": "The vpc-cni add-on does not have its own role.",
    "policy-left": "The vpc-cni add-on has its own role, but the nodes' role still has the CNI's policy.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  targets: [ADDON],
  check(addon, _options, report) {
    const pods = isAddon(addon, "vpc-cni") ? ownIdentity(addon) : undefined;
    if (pods?.kind !== "absent") return;
    report("node-role", pods, {
      found: text`the VPC CNI uses the permissions of the node's role`,
      passes: text`associate a role with the service account aws-node`,
    });
  },
  checkStack(stack, _options, report) {
    const addons = stack.ofType([ADDON]).filter((addon) => isAddon(addon, "vpc-cni"));
    // Without its own role, the CNI needs the policy on the nodes' role.
    if (addons.length === 0 || !addons.every((addon) => ownIdentity(addon).kind === "known")) return;
    const judged = new Set<string>();
    for (const group of stack.ofType([NODE_GROUP])) {
      const role = reference(stack, group, "nodeRoleArn", [ROLE]);
      if (!role || judged.has(role.urn)) continue;
      judged.add(role.urn);
      for (const policy of policiesOf(stack, role)) {
        const arn = policy.string();
        if (arn.kind !== "known" || !CNI_POLICY.test(arn.value)) continue;
        report("policy-left", arn, {
          found: text`the nodes of ${group} still have the permissions of the VPC CNI, and so do pods that reach the metadata service`,
          passes: text`detach the policy: the VPC CNI has its own role`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "A role through EKS Pod Identity",
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

/** AWS's own policy, and the one that a team creates for IPv6 as the user guide describes. */
const CNI_POLICY = /\/AmazonEKS_CNI(_IPv6)?_Policy$/;

/** Returns where the add-on gets its own role, or would get it. */
function ownIdentity(addon: ResourceView): Reading<unknown> {
  // A role that is not known before pulumi up counts as set.
  const role = addon.at("serviceAccountRoleArn");
  if (role.isSet()) return { kind: "known", urn: role.urn, path: role.path, value: role };
  const pods = addon.list("podIdentityAssociations");
  if (pods.kind !== "known") return pods;
  const isSet = (one: View) => one.isUnknown() || one.object().kind !== "absent";
  return pods.value.some(isSet) ? pods : { kind: "absent", urn: pods.urn, path: pods.path };
}

const attachmentsByRole = oncePerStack((stack) =>
  groupBy(stack.ofType([ROLE_POLICY_ATTACHMENT]), (one) => reference(stack, one, "role", [ROLE])),
);

/** Returns the ARNs of the managed policies that the stack attaches to a role. */
function policiesOf(stack: StackView, role: ResourceView): readonly View[] {
  const attached = (attachmentsByRole(stack).get(role) ?? []).map((one) => one.at("policyArn"));
  const listed = role.list("managedPolicyArns");
  return listed.kind === "known" ? [...attached, ...listed.value] : attached;
}
