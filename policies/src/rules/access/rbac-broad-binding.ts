import { matchesGlob } from "../../rule/glob.ts";
import { CLUSTER_ROLE_BINDING, ROLE_BINDING } from "../../rule/kubernetes-kinds.ts";
import { names } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

/** Subjects that nobody in particular is, with the finding that each makes. */
const BROAD_SUBJECTS = {
  "system:anonymous": "anonymous",
  "system:unauthenticated": "anonymous",
  "system:authenticated": "everybody",
  "system:serviceaccounts": "everybody",
  "system:masters": "masters",
} as const;

/** Roles that Kubernetes itself gives to everybody: they say what the API has, and who is asking. */
const DISCOVERY_ROLES = ["system:basic-user", "system:discovery", "system:public-info-viewer"];

export default defineRule({
  id: "rbac-broad-binding",
  title: "Roles are bound to somebody in particular",
  severity: "high",
  article: "RBAC is enabled",
  why: "What is bound to system:authenticated every IAM principal with an access entry has, and every pod; what is bound to a namespace's default service account has every pod that names none. A single cluster-admin among them is the whole cluster.",
  fix: "Bind the role to a group of people or to a service account of the workload's own. Replace cluster-admin by a role with the verbs and resources that the subject uses; name the few who need it in the option adminSubjects.",
  references: [
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
    "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings",
  ],
  findings: {
    anonymous: "Whoever reaches the API has the role without logging in.",
    everybody: "Everybody who logs in, or every service account, has the role.",
    masters: "The role is bound to system:masters, which no authorizer limits and nobody can take away.",
    "default-service-account": "The role is bound to a namespace's default service account.",
    "cluster-admin": "The subject is bound to cluster-admin, and `adminSubjects` does not name it.",
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
          found: text`bound to a default service account, which every pod has that names none`,
          passes: text`bind it to a service account of the workload's own`,
        });
      } else if (isClusterAdmin && !isAllowed(subject, name.value, adminSubjects)) {
        report("cluster-admin", name, {
          found: text`a subject that adminSubjects does not name may do everything`,
          passes: text`bind a role with what the subject uses`,
        });
      }
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
        title: "The dashboard of a tutorial",
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

function broadSubject(subject: View): keyof typeof BROAD_SUBJECTS | undefined {
  const name = subject.string("name");
  const broad = Object.keys(BROAD_SUBJECTS) as (keyof typeof BROAD_SUBJECTS)[];
  return broad.find((each) => name.kind === "known" && name.value === each);
}

function isAllowed(subject: View, name: string, adminSubjects: readonly string[]): boolean {
  const namespace = subject.isSet("namespace") ? subject.string("namespace") : undefined;
  // Whether it is allowed may depend on a namespace that is not known yet, which is on record now.
  if (namespace?.kind === "undetermined") return true;
  const full = namespace?.kind === "known" ? `${namespace.value}/${name}` : name;
  return adminSubjects.some((pattern) => matchesGlob(pattern, full));
}
