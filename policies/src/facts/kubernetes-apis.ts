// Removed, deprecated and pre-release API versions of Kubernetes' own groups, with their kinds in @pulumi/kubernetes 4.34;
// a test compares the two. Kinds of CRDs are not included: an operator's v1beta1 is up to the operator.
// Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/, read 2026-11.

/** The kinds of one API version. */
export interface KubernetesApi {
  /** `apps/v1beta1`; the core group is `core/v1`, as in type tokens. */
  readonly apiVersion: string;
  readonly kinds: readonly string[];
}

/** APIs that no supported Kubernetes version serves anymore. */
export const REMOVED_APIS = [
  removed("admissionregistration.k8s.io/v1beta1", "1.22", "admissionregistration.k8s.io/v1", [
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
  ]),
  removed("apiextensions.k8s.io/v1beta1", "1.22", "apiextensions.k8s.io/v1", ["CustomResourceDefinition"]),
  removed("apiregistration.k8s.io/v1beta1", "1.22", "apiregistration.k8s.io/v1", ["APIService"]),
  removed("apps/v1beta1", "1.16", "apps/v1", ["ControllerRevision", "Deployment", "StatefulSet"]),
  removed("apps/v1beta2", "1.16", "apps/v1", [
    "ControllerRevision",
    "DaemonSet",
    "Deployment",
    "ReplicaSet",
    "StatefulSet",
  ]),
  removed("autoscaling/v2beta1", "1.25", "autoscaling/v2", ["HorizontalPodAutoscaler"]),
  removed("autoscaling/v2beta2", "1.26", "autoscaling/v2", ["HorizontalPodAutoscaler"]),
  removed("batch/v1beta1", "1.25", "batch/v1", ["CronJob"]),
  removed("certificates.k8s.io/v1beta1", "1.22", "certificates.k8s.io/v1", ["CertificateSigningRequest"]),
  removed("coordination.k8s.io/v1beta1", "1.22", "coordination.k8s.io/v1", ["Lease"]),
  removed("discovery.k8s.io/v1beta1", "1.25", "discovery.k8s.io/v1", ["EndpointSlice"]),
  removed("events.k8s.io/v1beta1", "1.25", "events.k8s.io/v1", ["Event"]),
  removed("extensions/v1beta1", "1.16", "apps/v1", ["DaemonSet", "Deployment", "ReplicaSet"]),
  removed("extensions/v1beta1", "1.16", "networking.k8s.io/v1", ["NetworkPolicy"]),
  removed("extensions/v1beta1", "1.16", "Pod Security admission", ["PodSecurityPolicy"]),
  removed("extensions/v1beta1", "1.22", "networking.k8s.io/v1", ["Ingress"]),
  ...(
    [
      ["flowcontrol.apiserver.k8s.io/v1beta1", "1.26"],
      ["flowcontrol.apiserver.k8s.io/v1beta2", "1.29"],
      ["flowcontrol.apiserver.k8s.io/v1beta3", "1.32"],
    ] as const
  ).map(([apiVersion, removedIn]) =>
    removed(apiVersion, removedIn, "flowcontrol.apiserver.k8s.io/v1", [
      "FlowSchema",
      "PriorityLevelConfiguration",
    ]),
  ),
  removed("networking.k8s.io/v1beta1", "1.22", "networking.k8s.io/v1", ["Ingress", "IngressClass"]),
  removed("node.k8s.io/v1beta1", "1.25", "node.k8s.io/v1", ["RuntimeClass"]),
  removed("policy/v1beta1", "1.25", "policy/v1", ["PodDisruptionBudget"]),
  removed("policy/v1beta1", "1.25", "Pod Security admission", ["PodSecurityPolicy"]),
  removed("rbac.authorization.k8s.io/v1beta1", "1.22", "rbac.authorization.k8s.io/v1", [
    "ClusterRole",
    "ClusterRoleBinding",
    "Role",
    "RoleBinding",
  ]),
  removed("scheduling.k8s.io/v1beta1", "1.22", "scheduling.k8s.io/v1", ["PriorityClass"]),
  removed("storage.k8s.io/v1beta1", "1.22", "storage.k8s.io/v1", [
    "CSIDriver",
    "CSINode",
    "StorageClass",
    "VolumeAttachment",
  ]),
  removed("storage.k8s.io/v1beta1", "1.27", "storage.k8s.io/v1", ["CSIStorageCapacity"]),
];

/** APIs that are served but will be removed. */
export const DEPRECATED_APIS = [
  {
    apiVersion: "core/v1",
    kinds: ["Endpoints"],
    deprecatedIn: "1.33",
    use: "EndpointSlice of discovery.k8s.io/v1",
  },
] as const satisfies readonly (KubernetesApi & { readonly deprecatedIn: string; readonly use: string })[];

/**
 * APIs that are served if a cluster enables them, which EKS does for only a few, with the version that no longer serves them.
 * Source: zz_generated.prerelease-lifecycle.go of k8s.io/api v0.37.0, APILifecycleRemoved and APILifecycleIntroduced; what is
 * to be removed after 1.37 can still be postponed.
 */
export const BETA_APIS: readonly BetaApi[] = [
  beta("admissionregistration.k8s.io/v1beta1", "1.40", "1.36", [
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
  ]),
  beta("admissionregistration.k8s.io/v1beta1", "1.34", "1.30", [
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
  ]),
  beta("certificates.k8s.io/v1beta1", "1.40", "1.37", ["ClusterTrustBundle", "PodCertificateRequest"]),
  beta("coordination.k8s.io/v1beta1", "1.39", undefined, ["LeaseCandidate"]),
  beta("networking.k8s.io/v1beta1", "1.37", "1.33", ["IPAddress", "ServiceCIDR"]),
  beta("resource.k8s.io/v1beta1", "1.38", "1.34", [
    "DeviceClass",
    "ResourceClaim",
    "ResourceClaimTemplate",
    "ResourceSlice",
  ]),
  beta("resource.k8s.io/v1beta2", "1.39", "1.34", [
    "DeviceClass",
    "ResourceClaim",
    "ResourceClaimTemplate",
    "ResourceSlice",
  ]),
  beta("resource.k8s.io/v1beta2", "1.42", "1.37", ["DeviceTaintRule"]),
  beta("scheduling.k8s.io/v1beta1", "1.43", undefined, ["PodGroup", "Workload"]),
  beta("storage.k8s.io/v1beta1", "1.37", "1.34", ["VolumeAttributesClass"]),
  beta("storagemigration.k8s.io/v1beta1", "1.40", "1.37", ["StorageVersionMigration"]),
];

/**
 * APIs of Karpenter that its current versions no longer serve, with the version that removed them. Source: "Upgrade Guide" of
 * https://karpenter.sh/docs/upgrading/upgrade-guide/, read 2026-11.
 */
export const KARPENTER_APIS = [
  {
    apiVersion: "karpenter.sh/v1alpha5",
    kinds: ["Provisioner"],
    removedIn: "0.33",
    use: "a NodePool of karpenter.sh/v1",
  },
  {
    apiVersion: "karpenter.k8s.aws/v1alpha1",
    kinds: ["AWSNodeTemplate"],
    removedIn: "0.33",
    use: "an EC2NodeClass of karpenter.k8s.aws/v1",
  },
  { apiVersion: "karpenter.sh/v1beta1", kinds: ["NodePool"], removedIn: "1.1", use: "karpenter.sh/v1" },
  {
    apiVersion: "karpenter.k8s.aws/v1beta1",
    kinds: ["EC2NodeClass"],
    removedIn: "1.1",
    use: "karpenter.k8s.aws/v1",
  },
] as const satisfies readonly (KubernetesApi & { readonly removedIn: string; readonly use: string })[];

/** APIs that EKS never serves, because it enables no alpha features. */
export const ALPHA_APIS = [
  api("admissionregistration.k8s.io/v1alpha1", [
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
  ]),
  api("auditregistration.k8s.io/v1alpha1", ["AuditSink"]),
  api("batch/v2alpha1", ["CronJob"]),
  api("certificates.k8s.io/v1alpha1", ["ClusterTrustBundle"]),
  api("coordination.k8s.io/v1alpha1", ["LeaseCandidate"]),
  api("coordination.k8s.io/v1alpha2", ["LeaseCandidate"]),
  api("flowcontrol.apiserver.k8s.io/v1alpha1", ["FlowSchema", "PriorityLevelConfiguration"]),
  api("lifecycle.k8s.io/v1alpha1", ["Eviction", "EvictionRequest"]),
  api("networking.k8s.io/v1alpha1", ["ClusterCIDR", "IPAddress", "ServiceCIDR"]),
  api("node.k8s.io/v1alpha1", ["RuntimeClass"]),
  api("rbac.authorization.k8s.io/v1alpha1", ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]),
  api("resource.k8s.io/v1alpha1", [
    "PodScheduling",
    "ResourceClaim",
    "ResourceClaimTemplate",
    "ResourceClass",
  ]),
  api("resource.k8s.io/v1alpha2", [
    "PodSchedulingContext",
    "ResourceClaim",
    "ResourceClaimParameters",
    "ResourceClaimTemplate",
    "ResourceClass",
    "ResourceClassParameters",
    "ResourceSlice",
  ]),
  api("resource.k8s.io/v1alpha3", [
    "DeviceClass",
    "DeviceTaintRule",
    "PodSchedulingContext",
    "ResourceClaim",
    "ResourceClaimTemplate",
    "ResourcePoolStatusRequest",
    "ResourceSlice",
  ]),
  api("scheduling.k8s.io/v1alpha1", ["PriorityClass", "Workload"]),
  api("scheduling.k8s.io/v1alpha2", ["PodGroup", "Workload"]),
  api("scheduling.k8s.io/v1alpha3", ["CompositePodGroup", "PodGroup", "Workload"]),
  api("settings.k8s.io/v1alpha1", ["PodPreset"]),
  api("storage.k8s.io/v1alpha1", ["VolumeAttachment", "VolumeAttributesClass"]),
  api("storagemigration.k8s.io/v1alpha1", ["StorageVersionMigration"]),
];

/** The kinds of some API versions by type token, each with its Patch resource. */
export function byType<Api extends KubernetesApi>(apis: readonly Api[]): ReadonlyMap<string, Api> {
  return new Map(
    apis.flatMap((each) =>
      each.kinds.flatMap((kind) => [
        [`kubernetes:${each.apiVersion}:${kind}`, each] as const,
        [`kubernetes:${each.apiVersion}:${kind}Patch`, each] as const,
      ]),
    ),
  );
}

/** A beta API of Kubernetes. */
export interface BetaApi extends KubernetesApi {
  /** The first version that doesn't serve it: `1.37`. */
  readonly removedIn: string;
  /** The stable API and the first version that serves it; undefined if there is none. */
  readonly stable: { readonly apiVersion: string; readonly since: string } | undefined;
}

function beta(
  apiVersion: string,
  removedIn: string,
  stableSince: string | undefined,
  kinds: readonly string[],
): BetaApi {
  const stable =
    stableSince === undefined
      ? undefined
      : { apiVersion: apiVersion.replace(/v\d+beta\d+$/, "v1"), since: stableSince };
  return { apiVersion, removedIn, stable, kinds };
}

function api<const ApiVersion extends string>(apiVersion: ApiVersion, kinds: readonly string[]) {
  return { apiVersion, kinds };
}

function removed<const ApiVersion extends string, const RemovedIn extends string, const Use extends string>(
  apiVersion: ApiVersion,
  removedIn: RemovedIn,
  use: Use,
  kinds: readonly string[],
) {
  return { apiVersion, removedIn, use, kinds };
}
