import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import noAwsAuth from "../../../policies/src/rules/access/no-aws-auth.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "../control-plane/cluster-resource.ts";

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
      stack: [configMap({}, { name: "amazon-vpc-cni", namespace: "kube-system" })],
    },
    {
      name: "one with the same name in another namespace",
      stack: [configMap({}, { name: "aws-auth", namespace: "shop" })],
    },
    { name: "one with a generated name", stack: [configMap({}, {})] },
  ],
  invalid: [
    { name: "roles", stack: [configMap({ mapRoles: NODES })], findings: [awsAuth()] },
    {
      name: "roles, in the provider's default namespace, under strict",
      stack: [configMap({ mapRoles: NODES }, { name: "aws-auth" })],
      preset: "strict",
      findings: [{ ...awsAuth(), level: "mandatory" }],
    },
    {
      name: "users",
      stack: [configMap({ mapUsers: "- userarn: arn:aws:iam::123456789012:user/alice\n" })],
      findings: [users, awsAuth()],
    },
    { name: "an empty list of users", stack: [configMap({ mapUsers: "[]\n" })], findings: [awsAuth()] },
    {
      name: "a Patch",
      stack: [{ type: `${CONFIG_MAP}Patch`, props: { metadata: AWS_AUTH, data: { mapRoles: NODES } } }],
      findings: [awsAuth()],
    },
    ...["API", "API_AND_CONFIG_MAP"].map((authenticationMode) => ({
      name: `a cluster that does not need it: ${authenticationMode}`,
      stack: [
        { ...configMap({ mapRoles: NODES }), name: "nodes" },
        cluster({ accessConfig: { authenticationMode } }),
      ],
      findings: [{ ...awsAuth(), name: "nodes" }],
    })),
    {
      name: "one member of a list",
      stack: [
        {
          type: "kubernetes:core/v1:ConfigMapList",
          props: { items: [{ metadata: { name: "settings" } }, { metadata: AWS_AUTH }] },
        },
      ],
      findings: [awsAuth("items[1].metadata.name")],
    },
  ],
  unknown: [
    {
      name: "a name that is not known yet",
      stack: [configMap({}, { name: UNKNOWN })],
      undetermined: ["metadata.name: not known before pulumi up"],
    },
    {
      name: "a namespace that is not known yet",
      stack: [configMap({}, { name: "aws-auth", namespace: UNKNOWN })],
      undetermined: ["metadata.namespace: not known before pulumi up"],
    },
    {
      name: "users that are not known yet",
      stack: [configMap({ mapUsers: UNKNOWN })],
      undetermined: ["data.mapUsers: not known before pulumi up"],
      findings: [awsAuth()],
    },
    ...[{ accessConfig: { authenticationMode: UNKNOWN } }, { accessConfig: UNKNOWN }].map((props) => ({
      name: `a cluster that may need it: ${JSON.stringify(props)}`,
      stack: [{ ...configMap({ mapRoles: NODES }), name: "nodes" }, cluster(props)],
      undetermined: [
        `accessConfig${props.accessConfig === UNKNOWN ? "" : ".authenticationMode"}: not known before pulumi up`,
      ],
    })),
  ],
  notApplicable: [
    ...[{}, { accessConfig: { authenticationMode: "CONFIG_MAP" } }].map((props) => ({
      name: `a cluster that needs it: ${JSON.stringify(props)}`,
      stack: [{ ...configMap({ mapRoles: NODES }), name: "nodes" }, cluster(props)],
      because: ["nodes: its cluster has no access entries: only aws-auth lets nodes join it"],
    })),
  ],
});
