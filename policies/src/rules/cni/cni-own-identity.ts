import { isAddon } from "../../cluster/addon.ts";
import { ADDON, NODE_GROUP, ROLE, ROLE_POLICY_ATTACHMENT } from "../../cluster/aws-types.ts";
import { reference } from "../../cluster/references.ts";
import type { Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
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
  findings: {
    "node-role": "The add-on vpc-cni has no role of its own.",
    "policy-left":
      "The add-on vpc-cni has a role of its own, and the role of the nodes still has its policy.",
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
    // Without a role of its own the CNI needs the policy where it is.
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
          found: text`the nodes of ${group} still have the permissions of the VPC CNI, and so have pods that reach the metadata service`,
          passes: text`detach the policy: the VPC CNI has a role of its own`,
        });
      }
    }
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

/** AWS's own policy, and the one that a team makes for IPv6 as the user guide says. */
const CNI_POLICY = /\/AmazonEKS_CNI(_IPv6)?_Policy$/;

/** Where the add-on gets a role of its own, or would. */
function ownIdentity(addon: ResourceView): Reading<unknown> {
  // A role that only pulumi up will know is one.
  const role = addon.at("serviceAccountRoleArn");
  if (role.isSet()) return { kind: "known", urn: role.urn, path: role.path, value: role };
  const pods = addon.list("podIdentityAssociations");
  if (pods.kind !== "known") return pods;
  const isSet = (one: View) => one.isUnknown() || one.object().kind !== "absent";
  return pods.value.some(isSet) ? pods : { kind: "absent", urn: pods.urn, path: pods.path };
}

/** The ARNs of the managed policies that the stack attaches to a role. */
function policiesOf(stack: StackView, role: ResourceView): readonly View[] {
  const attached = stack
    .ofType([ROLE_POLICY_ATTACHMENT])
    .filter((one) => reference(stack, one, "role", [ROLE])?.urn === role.urn)
    .map((one) => one.at("policyArn"));
  // AWS reports the list back, so it is unknown for a new role that sets none.
  const listed = role.isUnknown("managedPolicyArns") ? undefined : role.list("managedPolicyArns");
  return listed?.kind === "known" ? [...attached, ...listed.value] : attached;
}
