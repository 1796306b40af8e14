import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import noAwsAuth from "../../../policies/src/rules/access/no-aws-auth.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const AWS_AUTH = { name: "aws-auth", namespace: "kube-system" };
const NODES = "- rolearn: arn:aws:iam::123456789012:role/nodes\n";

const configMap = (data: PropertyObject, metadata: PropertyObject = AWS_AUTH) => ({
  type: CONFIG_MAP,
  props: { metadata, data },
});
const awsAuth = (path = "metadata.name") => ({
  key: "aws-auth" as const,
  level: "advisory" as const,
  path,
  message: "writes aws-auth, which AWS has deprecated; use access entries",
});
const users = {
  key: "users" as const,
  level: "advisory" as const,
  path: "data.mapUsers",
  message: "grants access to IAM users, whose access keys do not expire; use access entries for IAM roles",
};

ruleTester(noAwsAuth, {
  valid: [
    {
      name: "another ConfigMap",
      resource: configMap({}, { name: "amazon-vpc-cni", namespace: "kube-system" }),
    },
    {
      name: "one with the same name in another namespace",
      resource: configMap({}, { name: "aws-auth", namespace: "shop" }),
    },
    { name: "one with a generated name", resource: configMap({}, {}) },
  ],
  invalid: [
    { name: "roles", resource: configMap({ mapRoles: NODES }), findings: [awsAuth()] },
    {
      name: "roles, in the provider's default namespace, under strict",
      resource: configMap({ mapRoles: NODES }, { name: "aws-auth" }),
      preset: "strict",
      findings: [{ ...awsAuth(), level: "mandatory" }],
    },
    {
      name: "users",
      resource: configMap({ mapUsers: "- userarn: arn:aws:iam::123456789012:user/alice\n" }),
      findings: [awsAuth(), users],
    },
    { name: "an empty list of users", resource: configMap({ mapUsers: "[]\n" }), findings: [awsAuth()] },
    {
      name: "a Patch",
      resource: { type: `${CONFIG_MAP}Patch`, props: { metadata: AWS_AUTH, data: { mapRoles: NODES } } },
      findings: [awsAuth()],
    },
    {
      name: "one member of a list",
      resource: {
        type: "kubernetes:core/v1:ConfigMapList",
        props: { items: [{ metadata: { name: "settings" } }, { metadata: AWS_AUTH }] },
      },
      findings: [awsAuth("items[1].metadata.name")],
    },
  ],
  unknown: [
    {
      name: "a name that is not known yet",
      resource: configMap({}, { name: UNKNOWN }),
      undetermined: ["metadata.name: not known before pulumi up"],
    },
    {
      name: "a namespace that is not known yet",
      resource: configMap({}, { name: "aws-auth", namespace: UNKNOWN }),
      undetermined: ["metadata.namespace: not known before pulumi up"],
    },
    {
      name: "users that are not known yet",
      resource: configMap({ mapUsers: UNKNOWN }),
      undetermined: ["data.mapUsers: not known before pulumi up"],
      findings: [awsAuth()],
    },
  ],
});
