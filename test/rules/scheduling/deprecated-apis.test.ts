import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import deprecatedApis from "../../../policies/src/rules/scheduling/deprecated-apis.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "../control-plane/cluster-resource.ts";

const object = (apiVersion: string, kind: string, type = apiVersion) => ({
  type: `kubernetes:${type}:${kind}`,
  props: { apiVersion, kind, metadata: { name: "subject" } },
});
const removed = (apiVersion: string, version: string, use: string, path = "apiVersion") => ({
  key: "removed" as const,
  level: "mandatory" as const,
  path,
  message: `${apiVersion} was removed in Kubernetes ${version}; use ${use}`,
});

const provider = (name: string, from: string) => ({
  type: "pulumi:providers:kubernetes",
  name,
  props: { kubeconfig: UNKNOWN },
  from: { kubeconfig: [from] },
});

ruleTester(deprecatedApis, {
  valid: [
    { name: "a stable API", resource: object("apps/v1", "Deployment") },
    {
      name: "a kind that stayed in an API version from which others were removed",
      resource: object("storage.k8s.io/v1beta1", "VolumeAttributesClass"),
    },
    {
      name: "a beta API that its cluster still serves",
      stack: [object("storage.k8s.io/v1beta1", "VolumeAttributesClass"), cluster({ version: "1.36" })],
    },
    {
      name: "a beta API, without a cluster in the stack",
      stack: [object("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicy")],
    },
    { name: "Karpenter's current API", stack: [object("karpenter.sh/v1", "NodePool")] },
    { name: "EndpointSlices", resource: object("discovery.k8s.io/v1", "EndpointSlice") },
  ],
  invalid: [
    {
      name: "a removed API",
      resource: object("extensions/v1beta1", "Deployment"),
      findings: [removed("extensions/v1beta1", "1.16", "apps/v1")],
    },
    {
      name: "kinds of one API version that were removed at different times",
      stack: [
        object("extensions/v1beta1", "Ingress"),
        { ...object("policy/v1beta1", "PodSecurityPolicy"), name: "psp" },
      ],
      findings: [
        removed("extensions/v1beta1", "1.22", "networking.k8s.io/v1"),
        { ...removed("policy/v1beta1", "1.25", "Pod Security admission"), name: "psp" },
      ],
    },
    {
      name: "a Patch of a removed API, without its version",
      resource: { type: "kubernetes:autoscaling/v2beta2:HorizontalPodAutoscalerPatch", props: {} },
      findings: [removed("autoscaling/v2beta2", "1.26", "autoscaling/v2")],
    },
    {
      name: "APIs that Karpenter no longer has",
      stack: [
        object("karpenter.sh/v1beta1", "NodePool"),
        { ...object("karpenter.sh/v1alpha5", "Provisioner"), name: "old" },
      ],
      findings: [
        {
          key: "deprecated",
          level: "advisory",
          name: "old",
          path: "apiVersion",
          message: "karpenter.sh/v1alpha5 is gone since Karpenter 0.33; use a NodePool of karpenter.sh/v1",
        },
        {
          key: "deprecated",
          level: "advisory",
          path: "apiVersion",
          message: "karpenter.sh/v1beta1 is gone since Karpenter 1.1; use karpenter.sh/v1",
        },
      ],
    },
    {
      name: "a beta API that its cluster no longer serves, next to one that it serves",
      stack: [
        object("storage.k8s.io/v1beta1", "VolumeAttributesClass"),
        { ...object("resource.k8s.io/v1beta1", "DeviceClass"), name: "gpu" },
        cluster({ version: "1.37" }),
      ],
      findings: [removed("storage.k8s.io/v1beta1", "1.37", "storage.k8s.io/v1")],
    },
    {
      name: "a version that was removed long ago, and a stable API after it",
      stack: [
        object("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicyBinding"),
        cluster({ version: "1.34" }),
      ],
      findings: [removed("admissionregistration.k8s.io/v1beta1", "1.34", "admissionregistration.k8s.io/v1")],
    },
    {
      name: "the object's own cluster, of two",
      stack: [
        { ...object("storage.k8s.io/v1beta1", "VolumeAttributesClass"), provider: "provider" },
        {
          ...object("storage.k8s.io/v1beta1", "VolumeAttributesClass"),
          name: "old",
          provider: "old-provider",
        },
        { ...cluster({ version: "1.37" }), name: "new-cluster" },
        { ...cluster({ version: "1.36" }), name: "old-cluster" },
        provider("provider", "new-cluster"),
        provider("old-provider", "old-cluster"),
      ],
      findings: [removed("storage.k8s.io/v1beta1", "1.37", "storage.k8s.io/v1")],
    },
    {
      name: "a deprecated API",
      resource: object("v1", "Endpoints", "core/v1"),
      preset: "strict",
      findings: [
        {
          key: "deprecated",
          level: "advisory",
          path: "apiVersion",
          message: "deprecated since Kubernetes 1.33; use EndpointSlice of discovery.k8s.io/v1",
        },
      ],
    },
    {
      name: "one member of a list",
      resource: {
        type: "kubernetes:batch/v1beta1:CronJobList",
        props: { items: [{ metadata: { name: "report" } }] },
      },
      findings: [removed("batch/v1beta1", "1.25", "batch/v1", "items[0].apiVersion")],
    },
  ],
  unknown: [
    {
      name: "a cluster whose version is not known yet",
      stack: [object("storage.k8s.io/v1beta1", "VolumeAttributesClass"), cluster({ version: UNKNOWN })],
      undetermined: ["version: not known before pulumi up"],
    },
    {
      name: "a list whose items are not known yet",
      resource: { type: "kubernetes:core/v1:List", props: { items: UNKNOWN } },
      undetermined: ["items: its kind is not known before pulumi up"],
    },
  ],
});
