import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import leastPrivilege from "../../../policies/src/rules/access/access-entry-least-privilege.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const entry = (principalArn: PropertyValue, kubernetesGroups?: PropertyValue, type?: PropertyValue) => ({
  type: "aws:eks/accessEntry:AccessEntry",
  props: { clusterName: "shop", principalArn, kubernetesGroups, type },
});
const policyArn = (policy: string) => `arn:aws:eks::aws:cluster-access-policy/${policy}`;
const policy = (
  name: string,
  principalArn: PropertyValue = role("deploy"),
  accessScope: PropertyValue = { type: "cluster" },
) => ({
  type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  props: { clusterName: "shop", principalArn, policyArn: policyArn(name), accessScope },
});
const NAMESPACES = { type: "namespace", namespaces: ["shop"] };
const advisory = { level: "advisory" as const };

const clusterAdmin = (allowed = "*admin*, *break*glass*") => ({
  ...advisory,
  key: "cluster-admin" as const,
  path: "policyArn",
  message: `gives cluster administrator access to a role that is not in adminRoles (${allowed}); use AmazonEKSAdminPolicy with an accessScope of type namespace`,
});

ruleTester(leastPrivilege, {
  valid: [
    { name: "an entry for a role", resource: entry(role("developers"), ["shop:developers"]) },
    { name: "an entry that says that it is for people", resource: entry(role("developers"), [], "STANDARD") },
    {
      name: "an entry for nodes, whose role is not known yet",
      resource: entry(UNKNOWN, undefined, "EC2_LINUX"),
    },
    {
      name: "an administrator whose name says so",
      resource: policy("AmazonEKSClusterAdminPolicy", role("ops/BreakGlass")),
    },
    {
      name: "an administrator from IAM Identity Center",
      resource: policy(
        "AmazonEKSClusterAdminPolicy",
        role("aws-reserved/sso.amazonaws.com/AWSReservedSSO_PlatformAdmin_0123456789abcdef"),
      ),
    },
    {
      name: "an administrator that the team lists",
      resource: policy("AmazonEKSClusterAdminPolicy"),
      options: { adminRoles: ["deploy"] },
    },
    {
      name: "a namespace's administrator",
      resource: policy("AmazonEKSAdminPolicy", role("shop"), NAMESPACES),
    },
    {
      name: "everything in a namespace",
      resource: policy("AmazonEKSClusterAdminPolicy", role("shop"), NAMESPACES),
    },
    { name: "a view of the cluster without its Secrets", resource: policy("AmazonEKSViewPolicy") },
    { name: "a policy for Auto Mode nodes", resource: policy("AmazonEKSAutoNodePolicy", role("nodes")) },
  ],
  invalid: [
    {
      name: "a user",
      resource: entry("arn:aws:iam::123456789012:user/alice"),
      findings: [
        {
          ...advisory,
          key: "user",
          path: "principalArn",
          message:
            "grants access to an IAM user, whose access keys do not expire; use a role that the user assumes",
        },
      ],
    },
    {
      name: "the root user of an account",
      resource: entry("arn:aws:iam::123456789012:root"),
      findings: [
        {
          ...advisory,
          key: "root",
          path: "principalArn",
          message: "grants access to the root user of an account; use a role",
        },
      ],
    },
    {
      name: "a session of an assumed role, as getCallerIdentity returns it",
      resource: entry("arn:aws:sts::123456789012:assumed-role/deploy/ci"),
      findings: [
        {
          ...advisory,
          key: "session",
          path: "principalArn",
          message:
            "grants access to a session of an assumed role, which EKS rejects; use the ARN of the role itself, which starts with arn:aws:iam",
        },
      ],
    },
    {
      name: "system:masters",
      resource: entry(role("ops"), ["ops", "system:masters"]),
      findings: [
        {
          ...advisory,
          key: "system-group",
          path: "kubernetesGroups[1]",
          message:
            "uses a group that is reserved for Kubernetes, which EKS rejects; use your own group, or an access policy",
        },
      ],
    },
    {
      name: "a pipeline with cluster administrator access, under strict",
      resource: policy("AmazonEKSClusterAdminPolicy"),
      preset: "strict",
      findings: [{ ...clusterAdmin(), level: "mandatory" }],
    },
    {
      name: "an administrator, when the team lists none",
      resource: policy("AmazonEKSClusterAdminPolicy", role("admin")),
      options: { adminRoles: [] },
      findings: [clusterAdmin("none")],
    },
    {
      name: "a name that says that it is no administrator's",
      resource: policy("AmazonEKSClusterAdminPolicy", role("nonadmin-readonly")),
      findings: [clusterAdmin()],
    },
    ...["kube-system", "kube-*", "*"].map((namespace) => ({
      name: `a policy for the namespace ${namespace}`,
      resource: policy("AmazonEKSClusterAdminPolicy", role("deploy"), {
        type: "namespace",
        namespaces: ["shop", namespace],
      }),
      findings: [
        {
          ...advisory,
          key: "cluster-wide" as const,
          path: "accessScope.namespaces[1]",
          message:
            "grants AmazonEKSClusterAdminPolicy in kube-system, whose service accounts control the whole cluster; list only the team's namespaces",
        },
      ],
    })),
    ...[
      "AmazonEKSAdminPolicy",
      "AmazonEKSAdminViewPolicy",
      "AmazonEKSEditPolicy",
      "AmazonEKSSecretReaderPolicy",
    ].map((name) => ({
      name: `${name} in every namespace`,
      resource: policy(name),
      findings: [
        {
          ...advisory,
          key: "cluster-wide" as const,
          path: "accessScope.type",
          message: `grants ${name} in every namespace; set type to namespace, and list the team's namespaces`,
        },
      ],
    })),
  ],
  unknown: [
    {
      name: "a namespace that is not known yet",
      resource: policy("AmazonEKSEditPolicy", role("deploy"), { type: "namespace", namespaces: [UNKNOWN] }),
      undetermined: ["accessScope.namespaces[0]: not known before pulumi up"],
    },
    {
      name: "principals that are not known yet",
      stack: [entry(UNKNOWN), { ...policy("AmazonEKSClusterAdminPolicy", UNKNOWN), name: "policy" }],
      undetermined: ["principalArn: not known before pulumi up", "principalArn: not known before pulumi up"],
    },
    {
      name: "a type that is not known yet",
      resource: entry(role("ops"), undefined, UNKNOWN),
      undetermined: ["type: not known before pulumi up"],
    },
    {
      name: "a group that is not known yet",
      resource: entry(role("ops"), [UNKNOWN]),
      undetermined: ["kubernetesGroups[0]: not known before pulumi up"],
    },
    {
      name: "a policy that is not known yet",
      resource: { ...policy(""), props: { principalArn: role("deploy"), policyArn: UNKNOWN } },
      undetermined: ["policyArn: not known before pulumi up"],
    },
    {
      name: "a scope that is not known yet",
      resource: policy("AmazonEKSClusterAdminPolicy", role("deploy"), UNKNOWN),
      undetermined: ["accessScope: not known before pulumi up"],
    },
  ],
});
