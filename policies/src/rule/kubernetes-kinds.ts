// Type tokens of the Kubernetes kinds that rules judge: every API version in @pulumi/kubernetes 4.34, each with its Patch
// resource. Lists are unfolded before a rule sees them. A test compares these tokens with the SDK.

const RBAC_VERSIONS = [
  "rbac.authorization.k8s.io/v1",
  "rbac.authorization.k8s.io/v1beta1",
  "rbac.authorization.k8s.io/v1alpha1",
];

/** Jobs. */
export const JOB = kind("Job", ["batch/v1"]);

/** CronJobs. */
export const CRON_JOB = kind("CronJob", ["batch/v1", "batch/v1beta1", "batch/v2alpha1"]);

/** Deployments. */
export const DEPLOYMENT = kind("Deployment", [
  "apps/v1",
  "apps/v1beta2",
  "apps/v1beta1",
  "extensions/v1beta1",
]);

/** StatefulSets. */
export const STATEFUL_SET = kind("StatefulSet", ["apps/v1", "apps/v1beta2", "apps/v1beta1"]);

/** DaemonSets. */
export const DAEMON_SET = kind("DaemonSet", ["apps/v1", "apps/v1beta2", "extensions/v1beta1"]);

/** ReplicaSets, which Deployments create; few are written by hand. */
export const REPLICA_SET = kind("ReplicaSet", ["apps/v1", "apps/v1beta2", "extensions/v1beta1"]);

/** ReplicationControllers, the predecessors of Deployments. */
export const REPLICATION_CONTROLLER = kind("ReplicationController", ["core/v1"]);

/** Pods that no workload creates. */
export const POD = kind("Pod", ["core/v1"]);

/** HorizontalPodAutoscalers. */
export const HORIZONTAL_POD_AUTOSCALER = kind("HorizontalPodAutoscaler", [
  "autoscaling/v2",
  "autoscaling/v2beta2",
  "autoscaling/v2beta1",
  "autoscaling/v1",
]);

/** PodDisruptionBudgets. */
export const POD_DISRUPTION_BUDGET = kind("PodDisruptionBudget", ["policy/v1", "policy/v1beta1"]);

/** PriorityClasses. */
export const PRIORITY_CLASS = kind("PriorityClass", [
  "scheduling.k8s.io/v1",
  "scheduling.k8s.io/v1beta1",
  "scheduling.k8s.io/v1alpha1",
]);

/** StorageClasses. */
export const STORAGE_CLASS = kind("StorageClass", ["storage.k8s.io/v1", "storage.k8s.io/v1beta1"]);

/** Webhooks that the API server calls before it admits an object. */
export const WEBHOOK_CONFIGURATION = [
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
].flatMap((name) => kind(name, ["admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1beta1"]));

/** NetworkPolicies, which only have an effect if something on the nodes enforces them. */
export const NETWORK_POLICY = kind("NetworkPolicy", ["networking.k8s.io/v1", "extensions/v1beta1"]);

/** Namespaces. */
export const NAMESPACE = kind("Namespace", ["core/v1"]);

/** Services. */
export const SERVICE = kind("Service", ["core/v1"]);

/** ConfigMaps. */
export const CONFIG_MAP = kind("ConfigMap", ["core/v1"]);

/** Secrets. */
export const SECRET = kind("Secret", ["core/v1"]);

/** Roles, which grant permissions in their namespace. */
export const ROLE = kind("Role", RBAC_VERSIONS);

/** ClusterRoles. */
export const CLUSTER_ROLE = kind("ClusterRole", RBAC_VERSIONS);

/** RoleBindings, which bind a role in their namespace. */
export const ROLE_BINDING = kind("RoleBinding", RBAC_VERSIONS);

/** ClusterRoleBindings. */
export const CLUSTER_ROLE_BINDING = kind("ClusterRoleBinding", RBAC_VERSIONS);

/** Helm releases. The provider renders their charts where no policy can see the objects, so only their values can be judged. */
export const HELM_RELEASE = ["kubernetes:helm.sh/v3:Release"] as const;

function kind(name: string, groupVersions: readonly string[]): readonly string[] {
  return groupVersions.flatMap((version) => [
    `kubernetes:${version}:${name}`,
    `kubernetes:${version}:${name}Patch`,
  ]);
}
