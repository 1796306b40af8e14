import { isSameNamespace } from "../../cluster/workloads/namespace.ts";
import { matchesGlob } from "../../rule/glob.ts";
import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING } from "../../rule/kubernetes-kinds.ts";
import { names } from "../../rule/option.ts";
import { holds } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { some, every } from "../../rule/truth.ts";
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
  frameworks: {
    checkov: ["CKV_K8S_42"],
    "cis-eks-1.8": ["4.1.1", "4.1.5"],
    kubescape: ["C-0035", "C-0262", "C-0265"],
  },
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
    if (isOfEveryCluster(binding) === true) judge(binding, adminSubjects, report);
  },
  checkStack(stack, { adminSubjects }, report) {
    const mayHaveEmptyRoles = stack
      .ofType([...ROLE, ...CLUSTER_ROLE])
      .some((role) => hasNoRules(role) !== false);
    for (const binding of stack.ofType([...ROLE_BINDING, ...CLUSTER_ROLE_BINDING])) {
      if (isOfEveryCluster(binding) !== false) continue;
      const isEmpty = mayHaveEmptyRoles ? givesNothing(stack, binding) : false;
      if (isEmpty === undefined)
        binding.at("roleRef").undetermined("may be a role in this stack that allows nothing");
      if (isEmpty === false) judge(binding, adminSubjects, report);
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

/**
 * True for a role that every cluster has. For any other one, only the stack shows whether it allows something; undefined, and
 * recorded, for one whose name is not known.
 */
function isOfEveryCluster(binding: ResourceView): boolean | undefined {
  const name = binding.string("roleRef.name");
  return name.kind === "absent" || holds(name, (text) => EVERYWHERE.test(text));
}

const EVERYWHERE = /^(cluster-admin|admin|edit|view|system:.*)$/;

/** Whether the role is in the stack, and has no rules; undefined if that is not known. */
function givesNothing(stack: StackView, binding: ResourceView): boolean | undefined {
  const wanted = binding.string("roleRef.name");
  const isClusterRole = holds(binding.string("roleRef.kind"), (kind) => kind === "ClusterRole");
  const isIt = (role: ResourceView): boolean | undefined => {
    const name = role.isUnknown("metadata.name") ? undefined : role.string("metadata.name");
    const isOfCluster = CLUSTER_ROLE.includes(role.type);
    return every([
      name && wanted.kind === "known" && holds(name, (text) => text === wanted.value),
      isClusterRole === undefined ? undefined : isClusterRole === isOfCluster,
      isOfCluster || isSameNamespace(stack, role, binding),
    ]);
  };
  return some(stack.ofType([...ROLE, ...CLUSTER_ROLE]).map((role) => every([isIt(role), hasNoRules(role)])));
}

/** Whether a role allows nothing; undefined if that is not known. The controller manager fills in the rules of an aggregated one. */
function hasNoRules(role: ResourceView): boolean | undefined {
  if (role.isPatch || role.isSet("aggregationRule")) return false;
  if (role.isUnknown("rules")) return undefined;
  const rules = role.list("rules");
  return rules.kind === "absent" || holds(rules, ({ length }) => length === 0);
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
