import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import leastPrivilege from "../../../policies/src/rules/access/access-entry-least-privilege.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const entry = (principalArn: PropertyValue, kubernetesGroups?: PropertyValue) => ({
  type: "aws:eks/accessEntry:AccessEntry",
  props: { clusterName: "shop", principalArn, kubernetesGroups },
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
  message: `makes a role administrator that adminRoles does not name (${allowed}); use AmazonEKSAdminPolicy with an accessScope of type namespace`,
});

ruleTester(leastPrivilege, {
  valid: [
    { name: "an entry for a role", resource: entry(role("developers"), ["shop:developers"]) },
    {
      name: "an administrator whose name says so",
      resource: policy("AmazonEKSClusterAdminPolicy", role("ops/BreakGlass")),
    },
    {
      name: "an administrator of Identity Center",
      resource: policy(
        "AmazonEKSClusterAdminPolicy",
        role("aws-reserved/sso.amazonaws.com/AWSReservedSSO_PlatformAdmin_0123456789abcdef"),
      ),
    },
    {
      name: "an administrator whom the team names",
      resource: policy("AmazonEKSClusterAdminPolicy"),
      options: { adminRoles: ["deploy"] },
    },
    {
      name: "a namespace's administrator",
      resource: policy("AmazonEKSAdminPolicy", role("shop"), NAMESPACES),
    },
    { name: "all of a namespace", resource: policy("AmazonEKSClusterAdminPolicy", role("shop"), NAMESPACES) },
    { name: "a view of the cluster without its Secrets", resource: policy("AmazonEKSViewPolicy") },
    { name: "a policy for nodes of Auto Mode", resource: policy("AmazonEKSAutoNodePolicy", role("nodes")) },
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
          message: "lets an IAM user in, whose access keys do not expire; use a role that the user assumes",
        },
      ],
    },
    {
      name: "the root of an account",
      resource: entry("arn:aws:iam::123456789012:root"),
      findings: [
        {
          ...advisory,
          key: "root",
          path: "principalArn",
          message: "lets the root of an account in; use a role",
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
            "gives a group of Kubernetes itself, which EKS refuses; use a group of your own, or an access policy",
        },
      ],
    },
    {
      name: "a pipeline that is administrator, under strict",
      resource: policy("AmazonEKSClusterAdminPolicy"),
      preset: "strict",
      findings: [{ ...clusterAdmin(), level: "mandatory" }],
    },
    {
      name: "an administrator, where the team names none",
      resource: policy("AmazonEKSClusterAdminPolicy", role("admin")),
      options: { adminRoles: [] },
      findings: [clusterAdmin("none")],
    },
    ...["AmazonEKSAdminPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSEditPolicy"].map((name) => ({
      name: `${name} in every namespace`,
      resource: policy(name),
      findings: [
        {
          ...advisory,
          key: "cluster-wide" as const,
          path: "accessScope.type",
          message: `gives ${name} in every namespace; set type to namespace and list the team's own`,
        },
      ],
    })),
  ],
  unknown: [
    {
      name: "principals that are not known yet",
      stack: [entry(UNKNOWN), { ...policy("AmazonEKSClusterAdminPolicy", UNKNOWN), name: "policy" }],
      undetermined: ["principalArn: not known before pulumi up", "principalArn: not known before pulumi up"],
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
