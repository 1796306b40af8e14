import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import rbacBroadBinding from "../../../policies/src/rules/access/rbac-broad-binding.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const GROUP = "kubernetes:rbac.authorization.k8s.io";
const CLUSTER_ROLE_BINDING = `${GROUP}/v1:ClusterRoleBinding`;
const ROLE_BINDING = `${GROUP}/v1:RoleBinding`;

const binding = (
  role: PropertyValue,
  subject: PropertyObject,
  type = CLUSTER_ROLE_BINDING,
): { readonly type: string; readonly props: PropertyObject } => ({
  type,
  props: { roleRef: { kind: "ClusterRole", name: role }, subjects: [subject] },
});
const group = (name: PropertyValue) => ({ kind: "Group", name });
const account = (name: string, namespace: PropertyValue = "shop") => ({
  kind: "ServiceAccount",
  name,
  namespace,
});

const role = (props: PropertyObject) => ({ type: `${GROUP}/v1:ClusterRole`, name: "role", props });

const NAME = "subjects[0].name";
const advisory = { level: "advisory" as const };
const broad = (key: "anonymous" | "everybody" | "masters", name: string, path = NAME) => ({
  ...advisory,
  key,
  path,
  message: `bound to ${name}; bind it to a group or service account that needs it`,
});
const defaultAccount = {
  ...advisory,
  key: "default-service-account" as const,
  path: NAME,
  message:
    "bound to a default service account, which every pod uses that does not set one; bind it to the workload's own service account",
};
const clusterAdmin = {
  ...advisory,
  key: "cluster-admin" as const,
  path: NAME,
  message:
    "a subject that is not in adminSubjects can do everything; bind a role with only what the subject uses",
};

ruleTester(rbacBroadBinding, {
  valid: [
    { name: "a group of people", resource: binding("edit", group("shop:developers"), ROLE_BINDING) },
    { name: "a service account", resource: binding("view", account("backup")) },
    {
      name: "a role that Kubernetes itself gives to everyone",
      resource: binding("system:discovery", group("system:authenticated")),
    },
    {
      name: "a role that Kubernetes itself gives to all service accounts",
      resource: binding("system:service-account-issuer-discovery", group("system:serviceaccounts")),
    },
    { name: "a namespace's administrator", resource: binding("cluster-admin", account("ci"), ROLE_BINDING) },
    {
      name: "administrators that the team lists",
      stack: [
        binding("cluster-admin", group("ops")),
        { ...binding("cluster-admin", account("argocd-controller", "argocd")), name: "argocd" },
      ],
      options: { adminSubjects: ["ops", "argocd/argocd-*"] },
    },
    { name: "a user named default", resource: binding("view", { kind: "User", name: "default" }) },
    {
      name: "a role that allows nothing",
      stack: [
        { ...binding("none", account("default")), name: "binding" },
        role({ metadata: { name: "none" }, rules: [] }),
      ],
    },
    {
      name: "a role of the namespace that allows nothing",
      stack: [
        {
          name: "binding",
          type: ROLE_BINDING,
          props: {
            metadata: { namespace: "shop" },
            roleRef: { kind: "Role", name: "none" },
            subjects: [account("default")],
          },
        },
        { ...role({ metadata: { name: "none", namespace: "shop" }, rules: [] }), type: `${GROUP}/v1:Role` },
      ],
    },
    { name: "nobody", resource: { type: ROLE_BINDING, props: { roleRef: { name: "edit" } } } },
  ],
  invalid: [
    {
      name: "anyone who can reach the API",
      resource: binding("view", { kind: "User", name: "system:anonymous" }),
      findings: [broad("anonymous", "system:anonymous")],
    },
    {
      name: "anyone who can reach the API, as a group",
      resource: binding("view", group("system:unauthenticated"), ROLE_BINDING),
      findings: [broad("anonymous", "system:unauthenticated")],
    },
    {
      name: "everyone who logs in, under strict",
      resource: binding("view", group("system:authenticated")),
      preset: "strict",
      findings: [{ ...broad("everybody", "system:authenticated"), level: "mandatory" }],
    },
    {
      name: "every service account, by a Patch of an old API version",
      resource: binding("view", group("system:serviceaccounts"), `${GROUP}/v1beta1:RoleBindingPatch`),
      findings: [broad("everybody", "system:serviceaccounts")],
    },
    {
      name: "system:masters, which the team lists as administrators",
      resource: binding("cluster-admin", group("system:masters")),
      options: { adminSubjects: ["*"] },
      findings: [broad("masters", "system:masters")],
    },
    {
      name: "a default service account",
      resource: binding("edit", account("default"), ROLE_BINDING),
      findings: [defaultAccount],
    },
    {
      name: "another administrator",
      resource: binding("cluster-admin", account("dashboard")),
      options: { adminSubjects: ["tools/dashboard"] },
      findings: [clusterAdmin],
    },
    {
      name: "a user as administrator",
      resource: binding("cluster-admin", { kind: "User", name: "bob" }),
      findings: [clusterAdmin],
    },
    ...[
      { name: "a role of another name", props: { metadata: { name: "other" }, rules: [] } },
      { name: "a role with rules", props: { metadata: { name: "shop" }, rules: [{ verbs: ["get"] }] } },
      {
        name: "a role that collects the rules of others",
        props: { metadata: { name: "shop" }, rules: [], aggregationRule: { clusterRoleSelectors: [] } },
      },
    ].map(({ name, props }) => ({
      name: `a default service account, beside ${name}`,
      stack: [
        { ...binding("shop", account("default")), name: "binding" },
        role(props),
        { ...role({ metadata: { name: "none" }, rules: [] }), name: "none" },
      ],
      findings: [{ ...defaultAccount, name: "binding" }],
    })),
    {
      name: "one member of a list",
      resource: {
        type: `${GROUP}/v1:RoleBindingList`,
        props: {
          items: [binding("edit", group("shop")).props, binding("edit", group("system:authenticated")).props],
        },
      },
      findings: [broad("everybody", "system:authenticated", "items[1].subjects[0].name")],
    },
  ],
  unknown: [
    {
      name: "a default service account, with a role whose rules are not known yet",
      stack: [
        { ...binding("shop", account("default")), name: "binding" },
        role({ metadata: { name: "shop" }, rules: UNKNOWN }),
      ],
      undetermined: ["roleRef: may be a role in this stack that allows nothing"],
    },
    {
      name: "a subject that is not known yet, next to one that is",
      resource: {
        type: ROLE_BINDING,
        props: { roleRef: { name: "edit" }, subjects: [group(UNKNOWN), group("system:masters")] },
      },
      undetermined: ["subjects[0].name: not known before pulumi up"],
      findings: [broad("masters", "system:masters", "subjects[1].name")],
    },
    {
      name: "subjects that are not known yet",
      resource: { type: ROLE_BINDING, props: { roleRef: { name: "edit" }, subjects: UNKNOWN } },
      undetermined: ["subjects: not known before pulumi up"],
    },
    {
      name: "a role that is not known yet",
      resource: binding(UNKNOWN, group("ops")),
      undetermined: ["roleRef.name: not known before pulumi up"],
    },
    {
      name: "an administrator in a namespace that is not known yet",
      resource: binding("cluster-admin", account("argocd", UNKNOWN)),
      undetermined: ["subjects[0].namespace: not known before pulumi up"],
    },
    {
      name: "a subject of a kind that does not exist",
      resource: binding("edit", { kind: "Role", name: "edit" }),
      undetermined: ["subjects[0].kind: expected one of User, Group, ServiceAccount"],
    },
  ],
});
