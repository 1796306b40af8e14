import { kubeletSettings } from "../../cluster/nodes/kubelet-settings.ts";
import { USER_DATA_TYPES } from "../../cluster/nodes/node-user-data.ts";
import { kubernetesMinorOf } from "../../cluster/workloads/kubernetes-version.ts";
import { minorVersion } from "../../facts/minor-version.ts";
import { ALPHA_APIS, BETA_APIS, byType } from "../../facts/kubernetes-apis.ts";
import { matchesGlob } from "../../rule/glob.ts";
import { names } from "../../rule/option.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text, Text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

const ALPHA = byType(ALPHA_APIS);
const BETA = byType(BETA_APIS);

export default defineRule({
  id: "no-alpha-beta",
  title: "Nothing depends on alpha and beta APIs of Kubernetes",
  severity: "high",
  tags: ["upgrade"],
  article: "Alpha features are not enabled",
  why: "EKS enables no alpha APIs, so the API server rejects the object. New beta APIs have been off by default since Kubernetes 1.24, and the few that EKS enables are removed a few versions later, in the middle of an upgrade.",
  fix: "Use the stable version of the API, if there is one, or something that does not need it. Leave the kubelet's feature gates at their defaults.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
    "https://kubernetes.io/docs/reference/using-api/#api-versioning",
  ],
  findings: {
    alpha: "The object uses an alpha API, which EKS does not serve.",
    beta: "The object uses a beta API, which may be off and will be removed.",
    "feature-gate": "The user data of nodes turns on a feature that is off by default in Kubernetes.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["beta", "feature-gate"] },
    strict: { level: "mandatory", advisory: ["beta", "feature-gate"] },
  },
  options: {
    allow: names({
      description:
        "The API versions that your clusters serve, as group/version: for example, resource.k8s.io/v1beta1 for devices.",
      default: [],
    }),
    allowGates: names({
      description: "The kubelet feature gates that may be turned on. The default is what EKS's own AMIs set.",
      default: ["RotateKubeletServerCertificate"],
    }),
  },
  targets: [...ALPHA.keys(), ...USER_DATA_TYPES],
  check(object, { allow, allowGates }, report) {
    if (USER_DATA_TYPES.includes(object.type)) {
      const gates = kubeletSettings(object)?.at("featureGates");
      if (gates) judgeGates(gates, allowGates, report);
      return;
    }
    const api = ALPHA.get(object.type);
    if (!api || isAllowed(api.apiVersion, allow)) return;
    // The type determines the API; the property is where a reader looks for it.
    report("alpha", object.string("apiVersion"), {
      found: text`${api.apiVersion} is an alpha API, which EKS does not serve`,
      passes: text`use a stable API`,
    });
  },
  checkStack(stack, { allow }, report) {
    for (const object of stack.ofType(BETA.keys())) {
      const api = BETA.get(object.type);
      if (!api || isAllowed(api.apiVersion, allow)) continue;
      const removedIn = Text.of(api.removedIn);
      const minor = kubernetesMinorOf(stack, object);
      // An API that the cluster no longer serves is reported by deprecated-apis.
      if (minor !== undefined && minor >= (minorVersion(api.removedIn) ?? 0)) continue;
      report("beta", object.string("apiVersion"), {
        found: text`${Text.of(api.apiVersion)} is a beta API, which may be off and is removed in Kubernetes ${removedIn}`,
        passes: api.stable
          ? text`use ${Text.of(api.stable.apiVersion)}, which Kubernetes has since ${Text.of(api.stable.since)}, or add it to allow`
          : text`do without it, or add it to allow`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A beta version of a CRD, which is up to its operator",
        type: "kubernetes:gateway.networking.k8s.io/v1beta1:ReferenceGrant",
        props: {
          apiVersion: "gateway.networking.k8s.io/v1beta1",
          kind: "ReferenceGrant",
          metadata: { name: "shop", namespace: "shop" },
        },
      },
    ],
    bad: [
      {
        title: "A device claim of an alpha API",
        type: "kubernetes:resource.k8s.io/v1alpha3:ResourceClaim",
        props: {
          apiVersion: "resource.k8s.io/v1alpha3",
          kind: "ResourceClaim",
          metadata: { name: "gpu" },
          spec: { devices: { requests: [{ name: "gpu", deviceClassName: "gpu.example.com" }] } },
        },
      },
      {
        title: "A VolumeAttributesClass of a beta API",
        type: "kubernetes:storage.k8s.io/v1beta1:VolumeAttributesClass",
        props: {
          apiVersion: "storage.k8s.io/v1beta1",
          kind: "VolumeAttributesClass",
          metadata: { name: "fast" },
          driverName: "ebs.csi.aws.com",
          parameters: { type: "gp3", iops: "8000" },
        },
        beside: [],
      },
      {
        title: "Nodes with a feature that is off by default",
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        props: {
          spec: {
            userData: `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      featureGates:
        KubeletCrashLoopBackOffMax: true
`,
          },
        },
      },
    ],
  },
});

function isAllowed(apiVersion: string, allow: readonly string[]): boolean {
  return allow.some((pattern) => matchesGlob(pattern, apiVersion));
}

function judgeGates(gates: View, allowGates: readonly string[], report: Report<"feature-gate">): void {
  const byName = gates.object();
  if (byName.kind !== "known") return;
  const own = [...byName.value].filter(
    ([gate, view]) => !allowGates.some((pattern) => matchesGlob(pattern, gate)) && isOn(view),
  );
  if (own.length === 0) return;
  report("feature-gate", byName, {
    found: text`${own.length} of the kubelet's feature gates turned on by hand: alpha features change without notice, and the kubelet does not start with a gate that its version no longer has`,
    passes: text`remove them, or add them to allowGates`,
  });
}

function isOn(gate: View): boolean {
  const reading = gate.boolean();
  return reading.kind === "known" && reading.value;
}
