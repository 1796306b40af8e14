import { isAddon } from "../../cluster/addon.ts";
import { ADDON, CLUSTER, POD_IDENTITY_ASSOCIATION, ROLE } from "../../cluster/aws-types.ts";
import { isIpv6Cluster } from "../../cluster/cni/cni-mode.ts";
import { hasOtherCni, OTHER_CNI } from "../../cluster/cni/other-cni.ts";
import { hasOwnNodes } from "../../cluster/nodes/auto-mode.ts";
import { clusterOf, groupsOfCluster } from "../../cluster/nodes/node-groups.ts";
import { referencesOf } from "../../cluster/references.ts";
import { allowedActions, allows } from "../../cluster/role-permissions.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { joined, text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

/** Calls without which aws-node ends when it starts. Source: amazon-vpc-cni-k8s v1.23.1, pkg/ipamd/ipamd.go, read 2026-11-28. */
const TO_START = ["ec2:AssignIpv6Addresses", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"] as const;

/** The others. Source: amazon-vpc-cni-k8s docs/iam-policy.md, "IPv6 mode", read 2026-11-28. */
const OTHERS = [
  "ec2:CreateTags",
  "ec2:DescribeInstances",
  "ec2:DescribeInstanceTypes",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeTags",
  "ec2:ModifyNetworkInterfaceAttribute",
] as const;

export default defineRule({
  id: "cni-ipv6-permissions",
  title: "The VPC CNI of an IPv6 cluster has the AWS permissions that it needs",
  severity: "critical",
  tags: ["vpc-cni", "ipv6", "iam"],
  why: "For IPv6 there is no AWS managed policy: AmazonEKS_CNI_Policy lacks ec2:AssignIpv6Addresses, and a policy of one's own stays as it was when the CNI starts to call more. Since version 1.22, it calls ec2:DescribeSubnets when it starts. If a call is denied, aws-node restarts over and over, and no new node becomes ready.",
  fix: "Give the CNI's role a policy with the actions that amazon-vpc-cni-k8s lists in docs/iam-policy.md for IPv6 mode, and compare them again when you update the add-on.",
  references: [
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/iam-policy.md",
    "https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html",
  ],
  findings: {
    "cannot-start": `The role lacks an action without which the CNI doesn't start: ${TO_START.join(", ")}.`,
    incomplete: "The role lacks another action in the CNI's own list.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["incomplete"] },
    strict: { level: "mandatory", advisory: ["incomplete"] },
  },
  options: {},
  checkStack(stack, _, report) {
    const clusters = stack
      .ofType([CLUSTER])
      .filter((cluster) => isIpv6Cluster(cluster) === true && hasOwnNodes(cluster));
    for (const cluster of clusters) {
      if (hasOtherCni(stack)) {
        cluster.notApplicable(OTHER_CNI);
        continue;
      }
      for (const role of rolesOfCni(stack, cluster)) {
        const allowed = allowedActions(stack, role);
        if (!allowed) continue;
        const [needed, others] = [TO_START, OTHERS].map((actions) =>
          actions.filter((action) => !allows(allowed, action)),
        );
        if (needed && needed.length > 0) {
          report("cannot-start", role, {
            found: text`the VPC CNI of IPv6 cluster ${cluster} has this role, which lacks ${joined(needed, ", ")}: no node becomes ready`,
            passes: text`allow ${joined([...needed, ...(others ?? [])], ", ")}`,
          });
        } else if (others && others.length > 0) {
          report("incomplete", role, {
            found: text`the VPC CNI of IPv6 cluster ${cluster} has this role, which lacks ${joined(others, ", ")}`,
            passes: text`allow ${joined(others, ", ")}`,
          });
        }
      }
    }
  },
  examples: {
    good: [
      {
        title: "All actions of the CNI's list",
        type: ROLE,
        props: { arn: "arn:aws:iam::123456789012:role/vpc-cni", name: "vpc-cni" },
        beside: ipv6Cluster([...TO_START, ...OTHERS]),
      },
    ],
    bad: [
      {
        title: "The actions that version 1.21 needed",
        type: ROLE,
        props: { arn: "arn:aws:iam::123456789012:role/vpc-cni", name: "vpc-cni" },
        beside: ipv6Cluster([
          "ec2:AssignIpv6Addresses",
          "ec2:DescribeInstances",
          "ec2:DescribeTags",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeInstanceTypes",
          "ec2:CreateTags",
        ]),
      },
    ],
  },
});

/** The roles whose permissions the CNI of a cluster has: its own, or else those of the nodes. What is not known is recorded. */
function rolesOfCni(stack: StackView, cluster: ResourceView): readonly ResourceView[] {
  const addon = stack
    .ofType([ADDON])
    .find((one) => isAddon(one, "vpc-cni") && clusterOf(stack, one) === cluster);
  const own = addon ? ownRoles(addon) : [];
  const associated = stack
    .ofType([POD_IDENTITY_ASSOCIATION])
    .filter((one) => isOfCni(one) && clusterOf(stack, one) === cluster)
    .map((one) => ({ owner: one, arn: one.at("roleArn") }));
  const ofNodes = (groupsOfCluster(stack, cluster) ?? [])
    .filter(({ resource }) => resource.isSet("nodeRoleArn"))
    .map(({ resource }) => ({ owner: resource, arn: resource.at("nodeRoleArn") }));
  const places = own.length > 0 ? own : associated.length > 0 ? associated : ofNodes;
  const roles = places.flatMap(({ owner, arn }) => {
    const { resources } = referencesOf(stack, owner, arn.path, [arn], [ROLE]);
    if (resources.length === 0) arn.undetermined("its role is not in the stack");
    return resources;
  });
  return [...new Set(roles)];
}

function ownRoles(addon: ResourceView): readonly { readonly owner: ResourceView; readonly arn: View }[] {
  const pods = addon.list("podIdentityAssociations");
  const places = [
    ...(pods.kind === "known" ? pods.value.map((one) => one.at("roleArn")) : []),
    ...(pods.kind === "undetermined" ? [addon.at("podIdentityAssociations")] : []),
    addon.at("serviceAccountRoleArn"),
  ];
  return places.filter((arn) => arn.isSet()).map((arn) => ({ owner: addon, arn }));
}

function isOfCni(association: ResourceView): boolean {
  const account = association.string("serviceAccount");
  return account.kind === "known" && account.value === "aws-node";
}

/** An IPv6 cluster, and the VPC CNI with a role that allows these actions. */
function ipv6Cluster(Action: readonly string[]) {
  return [
    { type: CLUSTER, name: "shop", props: { name: "shop", kubernetesNetworkConfig: { ipFamily: "ipv6" } } },
    {
      type: ADDON,
      name: "vpc-cni",
      props: {
        clusterName: "shop",
        addonName: "vpc-cni",
        podIdentityAssociations: [
          { serviceAccount: "aws-node", roleArn: "arn:aws:iam::123456789012:role/vpc-cni" },
        ],
      },
    },
    {
      type: "aws:iam/rolePolicy:RolePolicy",
      name: "vpc-cni",
      props: {
        role: "vpc-cni",
        policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action, Resource: "*" }],
        }),
      },
    },
  ];
}
