import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import noAlphaBeta from "../../../policies/src/rules/scheduling/no-alpha-beta.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { cluster } from "../control-plane/cluster-resource.ts";
import { bootstrapScript, launchTemplate, nodeClass, nodeConfig } from "../nodes/user-data.ts";

const object = (apiVersion: string, kind: string) => ({
  type: `kubernetes:${apiVersion}:${kind}`,
  props: { apiVersion, kind, metadata: { name: "subject" } },
});
const alpha = (apiVersion: string, path = "apiVersion") => ({
  key: "alpha" as const,
  level: "mandatory" as const,
  path,
  message: `${apiVersion} is an alpha API, which EKS does not serve; use a stable API`,
});
const beta = (apiVersion: string, removedIn: string, use: string) => ({
  key: "beta" as const,
  level: "advisory" as const,
  path: "apiVersion",
  message: `${apiVersion} is a beta API, which may be off and is removed in Kubernetes ${removedIn}; ${use}, or add it to allow`,
});

const gates = (count: number, path = "userData.spec.kubelet.config.featureGates") => ({
  key: "feature-gate" as const,
  level: "advisory" as const,
  path,
  message: `${count} of the kubelet's feature gates turned on by hand: alpha features change without notice, and the kubelet does not start with a gate that its version no longer has; remove them, or add them to allowGates`,
});

ruleTester(noAlphaBeta, {
  valid: [
    { name: "nodes without feature gates", resource: launchTemplate(nodeConfig({ maxPods: 58 })) },
    {
      name: "gates that are turned off, or that EKS sets itself",
      resource: launchTemplate(
        nodeConfig({ featureGates: { EventedPLEG: false, RotateKubeletServerCertificate: true } }),
      ),
    },
    {
      name: "gates that the team allows",
      resource: launchTemplate(nodeConfig({ featureGates: { EventedPLEG: true } })),
      options: { allowGates: ["Evented*"] },
    },
    { name: "a stable API", resource: object("apps/v1", "Deployment") },
    { name: "a beta version of a CRD", resource: object("gateway.networking.k8s.io/v1beta1", "Gateway") },
    { name: "an alpha version of a CRD", resource: object("crd.k8s.amazonaws.com/v1alpha1", "ENIConfig") },
    {
      name: "a CRD whose group only looks like one of Kubernetes",
      resource: object("snapshot.storage.k8s.io/v1beta1", "VolumeSnapshot"),
    },
    {
      name: "a beta that was removed, which another rule reports",
      resource: object("policy/v1beta1", "PodDisruptionBudget"),
    },
    {
      name: "a beta that the cluster no longer serves, which another rule reports",
      stack: [object("storage.k8s.io/v1beta1", "VolumeAttributesClass"), cluster({ version: "1.37" })],
    },
    {
      name: "APIs that the team's clusters serve",
      stack: [
        object("resource.k8s.io/v1beta1", "ResourceClaim"),
        { ...object("scheduling.k8s.io/v1alpha2", "PodGroup"), name: "group" },
      ],
      options: { allow: ["resource.k8s.io/*", "scheduling.k8s.io/v1alpha2"] },
    },
  ],
  invalid: [
    {
      name: "a feature gate of nodes",
      resource: launchTemplate(nodeConfig({ featureGates: { AllAlpha: true } })),
      findings: [gates(1)],
    },
    {
      name: "feature gates by the kubelet's flag",
      resource: launchTemplate(
        bootstrapScript("--feature-gates=EventedPLEG=true,ImageVolume=true,KMSv1=false"),
      ),
      findings: [gates(2, "userData.--feature-gates")],
    },
    {
      name: "feature gates of Karpenter nodes",
      resource: nodeClass({ userData: nodeConfig({ featureGates: { EventedPLEG: true } }) }),
      findings: [gates(1, "spec.userData.spec.kubelet.config.featureGates")],
    },
    {
      name: "an alpha API",
      resource: object("batch/v2alpha1", "CronJob"),
      findings: [alpha("batch/v2alpha1")],
    },
    {
      name: "a Patch of an alpha API, without its version",
      resource: { type: "kubernetes:scheduling.k8s.io/v1alpha1:PriorityClassPatch", props: {} },
      findings: [alpha("scheduling.k8s.io/v1alpha1")],
    },
    {
      name: "a beta API",
      stack: [object("networking.k8s.io/v1beta1", "ServiceCIDR")],
      findings: [
        beta(
          "networking.k8s.io/v1beta1",
          "1.37",
          "use networking.k8s.io/v1, which Kubernetes has since 1.33",
        ),
      ],
    },
    {
      name: "a beta API that the cluster still serves, and one without a stable version",
      stack: [
        object("storage.k8s.io/v1beta1", "VolumeAttributesClass"),
        { ...object("scheduling.k8s.io/v1beta1", "Workload"), name: "workload" },
        cluster({ version: "1.36" }),
      ],
      findings: [
        { ...beta("scheduling.k8s.io/v1beta1", "1.43", "do without it"), name: "workload" },
        beta("storage.k8s.io/v1beta1", "1.37", "use storage.k8s.io/v1, which Kubernetes has since 1.34"),
      ],
    },
    {
      name: "a beta API next to one that the team allows, under strict",
      stack: [object("resource.k8s.io/v1beta2", "DeviceClass")],
      options: { allow: ["resource.k8s.io/v1beta1"] },
      preset: "strict",
      findings: [
        beta("resource.k8s.io/v1beta2", "1.39", "use resource.k8s.io/v1, which Kubernetes has since 1.34"),
      ],
    },
    {
      name: "one member of a list of any kind",
      resource: {
        type: "kubernetes:core/v1:List",
        props: {
          items: [
            object("apps/v1", "Deployment").props,
            object("node.k8s.io/v1alpha1", "RuntimeClass").props,
          ],
        },
      },
      findings: [alpha("node.k8s.io/v1alpha1", "items[1].apiVersion")],
    },
  ],
  unknown: [
    {
      name: "user data that is not known yet",
      resource: launchTemplate(undefined, { userData: UNKNOWN }),
      undetermined: ["userData: not known before pulumi up"],
    },
    {
      name: "a list whose items are not known yet",
      resource: { type: "kubernetes:core/v1:List", props: { items: UNKNOWN } },
      undetermined: ["items: its kind is not known before pulumi up"],
    },
  ],
  // A beta API that the cluster no longer serves is a finding of deprecated-apis.
  appears: { beta: ["version"] },
});
