import { isSameNamespace } from "../../cluster/workloads/namespace.ts";
import { matchesGlob } from "../../rule/glob.ts";
import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING } from "../../rule/kubernetes-kinds.ts";
import { names } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

/** The subjects that stand for no one in particular, with the finding for each. */
const BROAD_SUBJECTS = {
  "system:anonymous": "anonymous",
  "system:unauthenticated": "anonymous",
  "system:authenticated": "everybody",
  "system:serviceaccounts": "everybody",
  "system:masters": "masters",
} as const;

/**
 * The roles that Kubernetes itself gives to everyone or to all service accounts: they cover what the API offers, who the caller
 * is, and how tokens and certificates of the cluster are verified. Source: plugin/pkg/auth/authorizer/rbac/bootstrappolicy of
 * Kubernetes 1.37, read 2026-11.
 */
const DISCOVERY_ROLES = [
  "system:basic-user",
  "system:cluster-trust-bundle-discovery",
  "system:discovery",
  "system:public-info-viewer",
  "system:service-account-issuer-discovery",
];

export default defineRule({
  id: "rbac-broad-binding",
  title: "Roles are bound to specific subjects",
  severity: "high",
  article: "RBAC is enabled",
  why: "Every IAM principal with an access entry and every pod has the roles that are bound to system:authenticated; every pod that doesn't set a service account has those that are bound to its namespace's default service account. If one of them is cluster-admin, all of these control the whole cluster.",
  fix: "Bind the role to a group of people or to the workload's own service account. Replace cluster-admin with a role that has the verbs and resources that the subject uses; list the few who need cluster-admin in the option adminSubjects.",
  references: [
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
    "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings",
  ],
  findings: {
    anonymous: "Anyone who can reach the API has the role without logging in.",
    everybody: "Everyone who logs in, or every service account, has the role.",
    masters: "The role is bound to system:masters, which no authorizer limits and nobody can revoke.",
    "default-service-account": "The role is bound to a namespace's default service account.",
    "cluster-admin": "The subject is bound to cluster-admin, and `adminSubjects` does not include it.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    adminSubjects: names({
      description:
        "Users, groups and service accounts (as namespace/name) that may be bound to cluster-admin in the whole cluster.",
      default: [],
    }),
  },
  targets: [...ROLE_BINDING, ...CLUSTER_ROLE_BINDING],
  check(binding, { adminSubjects }, report) {
    if (ownRole(binding) === undefined) judge(binding, adminSubjects, report);
  },
  checkStack(stack, { adminSubjects }, report) {
    const hasEmptyRoles = stack.ofType([...ROLE, ...CLUSTER_ROLE]).some(hasNoRules);
    for (const binding of stack.ofType([...ROLE_BINDING, ...CLUSTER_ROLE_BINDING])) {
      const role = ownRole(binding);
      if (role === undefined || (hasEmptyRoles && givesNothing(stack, binding, role))) continue;
      judge(binding, adminSubjects, report);
    }
  },
  examples: {
    good: [
      {
        title: "A team's group in the team's namespace",
        type: "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
        props: {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "RoleBinding",
          metadata: { name: "developers", namespace: "shop" },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
          subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "shop:developers" }],
        },
      },
    ],
    bad: [
      {
        title: "A dashboard from a tutorial",
        type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
        props: {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "ClusterRoleBinding",
          metadata: { name: "dashboard" },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
          subjects: [
            { kind: "ServiceAccount", name: "dashboard", namespace: "tools" },
            { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "system:authenticated" },
          ],
        },
      },
    ],
  },
});

type Key = (typeof BROAD_SUBJECTS)[keyof typeof BROAD_SUBJECTS] | "default-service-account" | "cluster-admin";

function judge(binding: ResourceView, adminSubjects: readonly string[], report: Report<Key>): void {
  const roleName = binding.string("roleRef.name");
  if (roleName.kind === "known" && DISCOVERY_ROLES.includes(roleName.value)) return;
  const isClusterAdmin =
    roleName.kind === "known" &&
    roleName.value === "cluster-admin" &&
    CLUSTER_ROLE_BINDING.includes(binding.type);
  const subjects = binding.list("subjects");
  for (const subject of subjects.kind === "known" ? subjects.value : []) {
    const name = subject.string("name");
    if (name.kind !== "known") continue;
    const broad = broadSubject(subject);
    const kind = subject.oneOf(["User", "Group", "ServiceAccount"], "kind");
    if (broad) {
      report(BROAD_SUBJECTS[broad], name, {
        found: text`bound to ${broad}`,
        passes: text`bind it to a group or service account that needs it`,
      });
    } else if (kind.kind === "known" && kind.value === "ServiceAccount" && name.value === "default") {
      report("default-service-account", name, {
        found: text`bound to a default service account, which every pod uses that does not set one`,
        passes: text`bind it to the workload's own service account`,
      });
    } else if (isClusterAdmin && !isAllowed(subject, name.value, adminSubjects)) {
      report("cluster-admin", name, {
        found: text`a subject that is not in adminSubjects can do everything`,
        passes: text`bind a role with only what the subject uses`,
      });
    }
  }
}

/** The name of a role that not every cluster has: only the stack shows whether it allows something. */
function ownRole(binding: ResourceView): string | undefined {
  const name = binding.string("roleRef.name");
  if (name.kind !== "known" || /^(cluster-admin|admin|edit|view|system:.*)$/.test(name.value))
    return undefined;
  return name.value;
}

/** True if the role is in the stack, and has no rules. */
function givesNothing(stack: StackView, binding: ResourceView, roleName: string): boolean {
  const isNamed = (role: ResourceView): boolean => {
    const name = role.isUnknown("metadata.name") ? undefined : role.string("metadata.name");
    return name?.kind === "known" && name.value === roleName;
  };
  const kind = binding.string("roleRef.kind");
  const isOfCluster = kind.kind === "known" && kind.value === "ClusterRole";
  const roles = isOfCluster
    ? stack.ofType(CLUSTER_ROLE).filter(isNamed)
    : stack.ofType(ROLE).filter((role) => isNamed(role) && isSameNamespace(stack, role, binding) === true);
  return roles.length > 0 && roles.every(hasNoRules);
}

/** True for a role that allows nothing. The controller manager fills in the rules of an aggregated one. */
function hasNoRules(role: ResourceView): boolean {
  if (role.isPatch || role.isUnknown("rules") || role.isSet("aggregationRule")) return false;
  const rules = role.list("rules");
  return rules.kind === "absent" || (rules.kind === "known" && rules.value.length === 0);
}

function broadSubject(subject: View): keyof typeof BROAD_SUBJECTS | undefined {
  const name = subject.string("name");
  const broad = Object.keys(BROAD_SUBJECTS) as (keyof typeof BROAD_SUBJECTS)[];
  return broad.find((each) => name.kind === "known" && name.value === each);
}

function isAllowed(subject: View, name: string, adminSubjects: readonly string[]): boolean {
  const namespace = subject.isSet("namespace") ? subject.string("namespace") : undefined;
  // The answer may depend on a namespace that is not known yet, which is now recorded.
  if (namespace?.kind === "undetermined") return true;
  const full = namespace?.kind === "known" ? `${namespace.value}/${name}` : name;
  return adminSubjects.some((pattern) => matchesGlob(pattern, full));
}
