import { SECRET } from "../../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

/** The type token of the Kubernetes provider, which is a resource like any other. */
const KUBERNETES_PROVIDER = "pulumi:providers:kubernetes";

/** The fields of a kubeconfig user that contain a credential. */
const CREDENTIALS = ["token", "password", "client-key", "client-key-data"] as const;

export default defineRule({
  id: "kubeconfig-exec",
  title: "Programs log in to the cluster with IAM, not with a stored credential",
  severity: "high",
  frameworks: { "cis-eks-1.8": ["5.5.1"] },
  article: "IAM authentication",
  why: "A token, password, or key in a kubeconfig ends up in the state of every stack that uses it, works from anywhere, and stays valid after the person or pipeline is gone. A service account token in a Secret never expires.",
  fix: "Have the kubeconfig's user run `aws eks get-token` (exec, apiVersion client.authentication.k8s.io/v1beta1): each call gets a token for the IAM role that runs the program, valid for minutes. For pods, use the token that Kubernetes projects, or `kubectl create token`.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html",
    "https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets",
  ],
  findings: {
    "static-credential": "A user of the kubeconfig has a token, password, or client key.",
    "long-lived-token": "The Secret contains a service account token, which does not expire.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {},
  targets: [KUBERNETES_PROVIDER, ...SECRET],
  check(resource, _options, report) {
    if (resource.type === KUBERNETES_PROVIDER) judgeProvider(resource, report);
    else judgeSecret(resource, report);
  },
  examples: {
    good: [
      {
        title: "A provider that gets its token from AWS",
        type: KUBERNETES_PROVIDER,
        props: {
          kubeconfig: JSON.stringify({
            apiVersion: "v1",
            kind: "Config",
            clusters: [{ name: "shop", cluster: { server: "https://example.eks.amazonaws.com" } }],
            users: [
              {
                name: "shop",
                user: {
                  exec: {
                    apiVersion: "client.authentication.k8s.io/v1beta1",
                    command: "aws",
                    args: ["eks", "get-token", "--cluster-name", "shop"],
                  },
                },
              },
            ],
          }),
        },
      },
    ],
    bad: [
      {
        title: "A provider with a token in its kubeconfig",
        type: KUBERNETES_PROVIDER,
        props: {
          kubeconfig:
            "apiVersion: v1\nkind: Config\nusers:\n  - name: deploy\n    user:\n      token: example-token\n",
        },
      },
      {
        title: "A token that does not expire",
        type: "kubernetes:core/v1:Secret",
        props: {
          apiVersion: "v1",
          kind: "Secret",
          type: "kubernetes.io/service-account-token",
          metadata: { name: "deploy", annotations: { "kubernetes.io/service-account.name": "deploy" } },
        },
      },
    ],
  },
});

function judgeProvider(provider: ResourceView, report: Report<"static-credential">): void {
  // eks.Cluster writes the kubeconfig of its own provider, with exec; it is unknown until the cluster exists.
  if (provider.urn.includes(`eks:index:Cluster$${KUBERNETES_PROVIDER}`) && provider.isUnknown("kubeconfig")) {
    return;
  }
  const source = provider.string("kubeconfig");
  if (source.kind !== "known") return;
  // The property also accepts a file name.
  if (!/[{\n]/.test(source.value)) {
    provider.at("kubeconfig").undetermined("in a file, which policies can't read");
    return;
  }
  const kubeconfig = provider.document("kubeconfig");
  const users = kubeconfig.kind === "known" ? kubeconfig.value.list("users") : kubeconfig;
  for (const user of users.kind === "known" ? users.value : []) {
    const credential = CREDENTIALS.find((name) => user.at("user").isSet(name));
    if (credential === undefined) continue;
    report("static-credential", user.at(["user", credential]), {
      found: text`logs in with a stored ${credential}`,
      passes: text`use exec with aws eks get-token`,
    });
  }
}

function judgeSecret(secret: ResourceView, report: Report<"long-lived-token">): void {
  const type = secret.string("type");
  if (type.kind !== "known" || type.value !== "kubernetes.io/service-account-token") return;
  report("long-lived-token", type, {
    found: text`contains a service account token, which does not expire`,
    passes: text`use the token that Kubernetes projects into pods, or kubectl create token`,
  });
}
