import {
  Secret,
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import kubeconfigExec from "../../../policies/src/rules/access/kubeconfig-exec.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const provider = (kubeconfig: PropertyValue) => ({
  type: "pulumi:providers:kubernetes",
  props: { kubeconfig, namespace: "shop" },
});
const config = (user: PropertyObject) =>
  JSON.stringify({ apiVersion: "v1", kind: "Config", users: [{ name: "deploy", user }] });
const secret = (type: PropertyValue, token = "kubernetes:core/v1:Secret") => ({
  type: token,
  props: { metadata: { name: "deploy" }, type },
});

const EXEC = { exec: { command: "aws", args: ["eks", "get-token", "--cluster-name", "shop"] } };
const credential = (name: string) => ({
  key: "static-credential" as const,
  level: "advisory" as const,
  path: `kubeconfig.users[0].user.${name}`,
  message: `logs in with a stored ${name}; use exec with aws eks get-token`,
});
const longLived = (path = "type") => ({
  key: "long-lived-token" as const,
  level: "advisory" as const,
  path,
  message:
    "contains a service account token, which does not expire; use the token that Kubernetes projects into pods, or kubectl create token",
});

ruleTester(kubeconfigExec, {
  valid: [
    { name: "a program that gets its tokens from AWS", resource: provider(config(EXEC)) },
    {
      name: "the same in YAML",
      resource: provider("users:\n- name: a\n  user:\n    exec:\n      command: aws\n"),
    },
    { name: "the environment's kubeconfig", resource: provider(undefined) },
    { name: "an ordinary Secret", resource: secret("Opaque") },
    { name: "a Secret without a type", resource: secret(undefined) },
    {
      name: "the provider that eks.Cluster creates",
      stack: [
        { ...provider(UNKNOWN), type: "eks:index:Cluster$pulumi:providers:kubernetes", name: "shop-eks-k8s" },
      ],
    },
  ],
  invalid: [
    ...["token", "password", "client-key", "client-key-data"].map((name) => ({
      name: `a ${name}`,
      resource: provider(config({ [name]: "planted" })),
      findings: [credential(name)],
    })),
    {
      name: "a token in YAML, under strict",
      resource: provider("users:\n- name: a\n  user:\n    token: planted\n"),
      preset: "strict",
      findings: [{ ...credential("token"), level: "mandatory" }],
    },
    {
      name: "a token in a kubeconfig that is secret",
      resource: provider(new Secret(config({ token: "planted" }))),
      findings: [
        {
          ...credential("token"),
          message:
            "a secret value: A user of the kubeconfig has a token, password, or client key; use exec with aws eks get-token",
        },
      ],
    },
    {
      name: "a token that does not expire",
      resource: secret("kubernetes.io/service-account-token"),
      findings: [longLived()],
    },
    {
      name: "one member of a list",
      resource: {
        type: "kubernetes:core/v1:SecretList",
        props: { items: [{ type: "Opaque" }, { type: "kubernetes.io/service-account-token" }] },
      },
      findings: [longLived("items[1].type")],
    },
  ],
  unknown: [
    {
      name: "a kubeconfig that is not known yet",
      resource: provider(UNKNOWN),
      undetermined: ["kubeconfig: not known before pulumi up"],
    },
    {
      name: "a kubeconfig in a file",
      resource: provider("~/.kube/config"),
      undetermined: ["kubeconfig: in a file, which policies can't read"],
    },
    {
      name: "a value that is not a kubeconfig",
      resource: provider("- a\n- b\n"),
      undetermined: ["kubeconfig: expected a JSON or YAML object"],
    },
    {
      name: "a Secret whose type is not known yet",
      resource: secret(UNKNOWN),
      undetermined: ["type: not known before pulumi up"],
    },
  ],
});
