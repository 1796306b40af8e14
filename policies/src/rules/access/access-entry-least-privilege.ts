import { ACCESS_ENTRY, ACCESS_POLICY_ASSOCIATION } from "../../cluster/aws-types.ts";
import { matchesGlob } from "../../rule/glob.ts";
import { names } from "../../rule/option.ts";
import type { Known } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text, Text } from "../../rule/text.ts";

export default defineRule({
  id: "access-entry-least-privilege",
  title: "Access entries are for roles, and grant no more than they need",
  severity: "high",
  frameworks: { "cis-eks-1.8": ["4.1.1", "4.1.2"], kubescape: ["C-0035"] },
  article: "IAM authentication",
  why: "Anyone with AmazonEKSClusterAdminPolicy can read every team's Secrets and delete everything in the cluster. IAM users have access keys that do not expire, and no log can tell who used the account's root user.",
  fix: "Create access entries for IAM roles that people and pipelines assume. Make one break-glass role the cluster administrator; give teams AmazonEKSAdminPolicy or AmazonEKSEditPolicy with an accessScope of type namespace.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/cluster-access-management.html",
  ],
  findings: {
    user: "The principal is an IAM user.",
    root: "The principal is the root user of an account.",
    session: "The principal is a session of an assumed role, which EKS rejects.",
    "system-group":
      "The entry uses a group that is reserved for Kubernetes, such as system:masters, which EKS rejects.",
    "cluster-admin":
      "The principal is an administrator of the whole cluster, and `adminRoles` does not include it.",
    "cluster-wide":
      "The principal can change objects or read Secrets in every namespace or in kube-system, and `adminRoles` does not include it.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    adminRoles: names({
      description:
        "Roles that may be administrators of the whole cluster, by name without the path, in lowercase. The default matches roles whose names state that purpose. A name that states the opposite, such as nonadmin-readonly, matches no wildcards.",
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
        title: "An IAM user",
        type: ACCESS_ENTRY,
        props: { clusterName: "shop", principalArn: "arn:aws:iam::123456789012:user/alice" },
      },
      {
        title: "A pipeline with cluster administrator access",
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

function judgeEntry(entry: ResourceView, report: Report<"user" | "root" | "session" | "system-group">): void {
  // All other types are for nodes: EKS accepts no groups and no access policies for them (2026-11),
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html#AmazonEKS-CreateAccessEntry-request-type
  const type = entry.string("type");
  if (type.kind === "known" && type.value !== "STANDARD") return;
  const principal = entry.string("principalArn");
  if (principal.kind === "known" && principal.value.includes(":user/")) {
    report("user", principal, {
      found: text`grants access to an IAM user, whose access keys do not expire`,
      passes: text`use a role that the user assumes`,
    });
  } else if (principal.kind === "known" && principal.value.endsWith(":root")) {
    report("root", principal, {
      found: text`grants access to the root user of an account`,
      passes: text`use a role`,
    });
  } else if (principal.kind === "known" && /^arn:[^:]+:sts:/.test(principal.value)) {
    // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html (2026-11)
    report("session", principal, {
      found: text`grants access to a session of an assumed role, which EKS rejects`,
      passes: text`use the ARN of the role itself, which starts with arn:aws:iam`,
    });
  }
  const groups = entry.list("kubernetesGroups");
  for (const view of groups.kind === "known" ? groups.value : []) {
    const group = view.string();
    if (group.kind === "known" && group.value.startsWith("system:")) {
      report("system-group", group, {
        found: text`uses a group that is reserved for Kubernetes, which EKS rejects`,
        passes: text`use your own group, or an access policy`,
      });
    }
  }
}

/** The policies that allow changing objects or reading Secrets throughout their scope. */
const WIDE_POLICIES = [
  "AmazonEKSAdminPolicy",
  "AmazonEKSAdminViewPolicy",
  "AmazonEKSClusterAdminPolicy",
  "AmazonEKSEditPolicy",
  "AmazonEKSSecretReaderPolicy",
] as const;

function judgePolicy(
  association: ResourceView,
  adminRoles: readonly string[],
  report: Report<"cluster-admin" | "cluster-wide">,
): void {
  const policy = association.string("policyArn");
  const policyName = policy.kind === "known" ? policy.value.split("/").at(-1) : undefined;
  const wide = WIDE_POLICIES.find((name) => name === policyName);
  if (wide === undefined) return;
  const scope = association.oneOf(["cluster", "namespace"], "accessScope.type");
  if (scope.kind !== "known") return;
  const system = scope.value === "namespace" ? systemNamespace(association) : undefined;
  if (scope.value === "namespace" && !system) return;
  const principal = association.string("principalArn");
  if (principal.kind !== "known") return;
  const role = principal.value.split("/").at(-1)?.toLowerCase() ?? "";
  if (isAdminRole(role, adminRoles)) return;
  const allowed = adminRoles.length === 0 ? "none" : adminRoles.join(", ");
  if (system) {
    report("cluster-wide", system, {
      found: text`grants ${wide} in kube-system, whose service accounts control the whole cluster`,
      passes: text`list only the team's namespaces`,
    });
  } else if (wide === "AmazonEKSClusterAdminPolicy") {
    report("cluster-admin", policy, {
      found: text`gives cluster administrator access to a role that is not in adminRoles (${Text.of(allowed)})`,
      passes: text`use AmazonEKSAdminPolicy with an accessScope of type namespace`,
    });
  } else {
    report("cluster-wide", scope, {
      found: text`grants ${wide} in every namespace`,
      passes: text`set type to namespace, and list the team's namespaces`,
    });
  }
}

/** The namespace in the scope that is kube-system, or a pattern that matches it: EKS accepts `*` in names. */
function systemNamespace(association: ResourceView): Known<string> | undefined {
  const namespaces = association.list("accessScope.namespaces");
  const readings = namespaces.kind === "known" ? namespaces.value.map((one) => one.string()) : [];
  return readings
    .filter((reading) => reading.kind === "known")
    .find(({ value }) => matchesGlob(value, "kube-system"));
}

/** True for a role that a pattern matches; `*admin*` is not meant for a name that says that it is no administrator. */
function isAdminRole(role: string, adminRoles: readonly string[]): boolean {
  const saysOtherwise = /non[-_]?admin|not[-_]admin|read[-_]?only/.test(role);
  return adminRoles.some((pattern) => pattern === role || (!saysOtherwise && matchesGlob(pattern, role)));
}
