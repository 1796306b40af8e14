import { ACCESS_ENTRY, ACCESS_POLICY_ASSOCIATION } from "../../cluster/aws-types.ts";
import { matchesGlob } from "../../rule/glob.ts";
import { names } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text, Text } from "../../rule/text.ts";

export default defineRule({
  id: "access-entry-least-privilege",
  title: "Access entries are for roles, and give no more than they need",
  severity: "high",
  article: "IAM authentication",
  why: "Who has AmazonEKSClusterAdminPolicy reads every Secret of every team and can delete the cluster's contents. IAM users have keys that do not expire, and the account's root is nobody whom a log could name.",
  fix: "Give access entries to IAM roles that people and pipelines assume. Let one break-glass role be administrator of the cluster; give teams AmazonEKSAdminPolicy or AmazonEKSEditPolicy with an accessScope of type namespace.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/cluster-access-management.html",
  ],
  findings: {
    user: "The principal is an IAM user.",
    root: "The principal is the root of an account.",
    "system-group":
      "The entry gives a group of Kubernetes itself, such as system:masters, which EKS refuses.",
    "cluster-admin":
      "The principal is administrator of the whole cluster, and `adminRoles` does not name it.",
    "cluster-wide":
      "The principal may change objects or read Secrets in every namespace, and `adminRoles` does not name it.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    adminRoles: names({
      description:
        "Roles that may be administrator of the whole cluster, by their name without path, in small letters. The default takes those whose name says what they are for.",
      default: ["*admin*", "*break*glass*"],
    }),
  },
  targets: [ACCESS_ENTRY, ACCESS_POLICY_ASSOCIATION],
  check(resource, { adminRoles }, report) {
    if (resource.type === ACCESS_ENTRY) judgeEntry(resource, report);
    else judgePolicy(resource, adminRoles, report);
  },
  examples: {
    good: [
      {
        title: "A team's role, for the team's namespace",
        type: ACCESS_POLICY_ASSOCIATION,
        props: {
          clusterName: "shop",
          principalArn: "arn:aws:iam::123456789012:role/shop-developers",
          policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy",
          accessScope: { type: "namespace", namespaces: ["shop"] },
        },
      },
    ],
    bad: [
      {
        title: "A user of IAM",
        type: ACCESS_ENTRY,
        props: { clusterName: "shop", principalArn: "arn:aws:iam::123456789012:user/alice" },
      },
      {
        title: "A pipeline that is administrator",
        type: ACCESS_POLICY_ASSOCIATION,
        props: {
          clusterName: "shop",
          principalArn: "arn:aws:iam::123456789012:role/deploy",
          policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
          accessScope: { type: "cluster" },
        },
      },
    ],
  },
});

function judgeEntry(entry: ResourceView, report: Report<"user" | "root" | "system-group">): void {
  const principal = entry.string("principalArn");
  if (principal.kind === "known" && principal.value.includes(":user/")) {
    report("user", principal, {
      found: text`lets an IAM user in, whose access keys do not expire`,
      passes: text`use a role that the user assumes`,
    });
  } else if (principal.kind === "known" && principal.value.endsWith(":root")) {
    report("root", principal, {
      found: text`lets the root of an account in`,
      passes: text`use a role`,
    });
  }
  const groups = entry.list("kubernetesGroups");
  for (const view of groups.kind === "known" ? groups.value : []) {
    const group = view.string();
    if (group.kind === "known" && group.value.startsWith("system:")) {
      report("system-group", group, {
        found: text`gives a group of Kubernetes itself, which EKS refuses`,
        passes: text`use a group of your own, or an access policy`,
      });
    }
  }
}

/** Policies that let people change objects, or read Secrets, wherever their scope reaches. */
const WIDE_POLICIES = ["AmazonEKSAdminPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSEditPolicy"] as const;

function judgePolicy(
  association: ResourceView,
  adminRoles: readonly string[],
  report: Report<"cluster-admin" | "cluster-wide">,
): void {
  const policy = association.string("policyArn");
  const policyName = policy.kind === "known" ? policy.value.split("/").at(-1) : undefined;
  const isAdmin = policyName === "AmazonEKSClusterAdminPolicy";
  const wide = WIDE_POLICIES.find((name) => name === policyName);
  if (!isAdmin && wide === undefined) return;
  const scope = association.oneOf(["cluster", "namespace"], "accessScope.type");
  if (scope.kind !== "known" || scope.value === "namespace") return;
  const principal = association.string("principalArn");
  if (principal.kind !== "known") return;
  const role = principal.value.split("/").at(-1)?.toLowerCase() ?? "";
  if (adminRoles.some((pattern) => matchesGlob(pattern, role))) return;
  const allowed = adminRoles.length === 0 ? "none" : adminRoles.join(", ");
  if (isAdmin) {
    report("cluster-admin", policy, {
      found: text`makes a role administrator that adminRoles does not name (${Text.of(allowed)})`,
      passes: text`use AmazonEKSAdminPolicy with an accessScope of type namespace`,
    });
  } else if (wide !== undefined) {
    report("cluster-wide", scope, {
      found: text`gives ${wide} in every namespace`,
      passes: text`set type to namespace and list the team's own`,
    });
  }
}
