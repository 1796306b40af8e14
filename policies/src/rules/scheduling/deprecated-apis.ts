import { kubernetesMinorOf } from "../../cluster/workloads/kubernetes-version.ts";
import { minorVersion } from "../../facts/minor-version.ts";
import {
  BETA_APIS,
  byType,
  DEPRECATED_APIS,
  KARPENTER_APIS,
  REMOVED_APIS,
} from "../../facts/kubernetes-apis.ts";
import { defineRule } from "../../rule/rule.ts";
import { text, Text } from "../../rule/text.ts";

const REMOVED = byType(REMOVED_APIS);
const DEPRECATED = byType(DEPRECATED_APIS);
const BETA = byType(BETA_APIS);
const KARPENTER = byType(KARPENTER_APIS);

export default defineRule({
  id: "deprecated-apis",
  title: "Objects use APIs that Kubernetes serves",
  severity: "medium",
  tags: ["upgrade"],
  article: "Alpha features are not enabled",
  why: "An object of a removed API fails in pulumi up, after everything before it was created. An object of a deprecated API fails when the cluster is upgraded.",
  fix: "Change the apiVersion (in a program: the class, k8s.apps.v1.Deployment instead of k8s.extensions.v1beta1.Deployment). Pulumi and Kubernetes treat both as the same object, so nothing is replaced. Some properties have other names, which the deprecation guide lists.",
  references: [
    "https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
    "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
  ],
  findings: {
    removed: "The cluster's Kubernetes version doesn't serve the API, or no version that EKS supports does.",
    deprecated: "The API is deprecated, or current versions of Karpenter don't have it.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["deprecated"] },
    strict: { level: "mandatory", advisory: ["deprecated"] },
  },
  options: {},
  targets: [...REMOVED.keys(), ...DEPRECATED.keys()],
  check(object, _options, report) {
    // The type determines the API; the property is where a reader looks for it.
    const place = object.string("apiVersion");
    const removed = REMOVED.get(object.type);
    const deprecated = DEPRECATED.get(object.type);
    if (removed) {
      report("removed", place, {
        found: text`${removed.apiVersion} was removed in Kubernetes ${removed.removedIn}`,
        passes: text`use ${removed.use}`,
      });
    } else if (deprecated) {
      report("deprecated", place, {
        found: text`deprecated since Kubernetes ${deprecated.deprecatedIn}`,
        passes: text`use ${deprecated.use}`,
      });
    }
  },
  checkStack(stack, _options, report) {
    for (const object of stack.ofType(KARPENTER.keys())) {
      const api = KARPENTER.get(object.type);
      if (!api) continue;
      report("deprecated", object.string("apiVersion"), {
        found: text`${api.apiVersion} is gone since Karpenter ${api.removedIn}`,
        passes: text`use ${api.use}`,
      });
    }
    for (const object of stack.ofType(BETA.keys())) {
      const api = BETA.get(object.type);
      const minor = kubernetesMinorOf(stack, object);
      if (!api || minor === undefined || minor < (minorVersion(api.removedIn) ?? 0)) continue;
      report("removed", object.string("apiVersion"), {
        found: text`${Text.of(api.apiVersion)} was removed in Kubernetes ${Text.of(api.removedIn)}`,
        passes: text`use ${api.stable ? Text.of(api.stable.apiVersion) : text`an API that Kubernetes serves`}`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A PodDisruptionBudget of the stable API",
        type: "kubernetes:policy/v1:PodDisruptionBudget",
        props: {
          apiVersion: "policy/v1",
          kind: "PodDisruptionBudget",
          metadata: { name: "shop" },
          spec: { maxUnavailable: 1, selector: { matchLabels: { app: "shop" } } },
        },
      },
    ],
    bad: [
      {
        title: "An Ingress of a removed API",
        type: "kubernetes:extensions/v1beta1:Ingress",
        props: {
          apiVersion: "extensions/v1beta1",
          kind: "Ingress",
          metadata: { name: "shop" },
          spec: { backend: { serviceName: "shop", servicePort: 80 } },
        },
      },
      {
        title: "Endpoints that are created by hand",
        type: "kubernetes:core/v1:Endpoints",
        props: {
          apiVersion: "v1",
          kind: "Endpoints",
          metadata: { name: "database" },
          subsets: [{ addresses: [{ ip: "10.0.4.7" }], ports: [{ port: 5432 }] }],
        },
      },
    ],
  },
});
