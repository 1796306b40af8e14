import { isPropertyObject, type PropertyObject, type PropertyValue } from "../../../rule/property-value.ts";

/**
 * The kinds whose scope the provider knows without a cluster, all of them in Kubernetes' own groups.
 * Source: pulumi-kubernetes, provider/pkg/kinds/kinds.go, 2026-07-01.
 */
const NAMESPACED = words(`
  Binding ConfigMap ControllerRevision CronJob CSIStorageCapacity DaemonSet Deployment Endpoints EndpointSlice Event
  HorizontalPodAutoscaler Ingress Job Lease LimitRange NetworkPolicy PersistentVolumeClaim Pod PodDisruptionBudget PodTemplate
  ReplicaSet ReplicationController ResourceQuota Role RoleBinding Secret Service ServiceAccount StatefulSet`);
const CLUSTER_SCOPED = words(`
  APIService CertificateSigningRequest ClusterRole ClusterRoleBinding CSIDriver CSINode CustomResourceDefinition FlowSchema
  IngressClass MutatingWebhookConfiguration Namespace Node PersistentVolume PodSecurityPolicy PriorityClass
  PriorityLevelConfiguration RuntimeClass StorageClass ValidatingWebhookConfiguration VolumeAttachment`);

/** Kubernetes' own API versions; custom resources have a group with more dots or another domain. */
const BUILT_IN = /^(?:[a-z]+\/)?v\w+$|^[a-z]+(?:\.authorization|\.apiserver)?\.k8s\.io\/v\w+$/;

/** Sets the namespace of the objects that have none and for whose kind there is one. */
export function withNamespace(
  objects: readonly PropertyObject[],
  namespace: string,
  isNamespaced: (object: PropertyObject) => boolean,
): PropertyObject[] {
  return objects.map((object) => {
    const metadata = object["metadata"] ?? {};
    const hasPlace = isPropertyObject(metadata) && (metadata["namespace"] ?? "") === "";
    return hasPlace && isNamespaced(object) ? { ...object, metadata: { ...metadata, namespace } } : object;
  });
}

/** True for a kind of Kubernetes itself whose objects have a namespace, undefined for other kinds. */
export function isNamespacedKind({ apiVersion, kind }: PropertyObject): boolean | undefined {
  if (typeof kind !== "string" || typeof apiVersion !== "string" || !BUILT_IN.test(apiVersion))
    return undefined;
  const base = kind.replace(/(?:Patch|List)$/, "");
  if (NAMESPACED.has(base)) return true;
  return CLUSTER_SCOPED.has(base) ? false : undefined;
}

/** True if a definition of a custom kind says that its objects have a namespace, undefined if none of the objects defines the kind. */
export function isDefinedAsNamespaced(
  { apiVersion, kind }: PropertyObject,
  objects: readonly PropertyObject[],
): boolean | undefined {
  const group = typeof apiVersion === "string" ? apiVersion.split("/")[0] : undefined;
  const definition = objects
    .filter((object) => object["kind"] === "CustomResourceDefinition")
    .map(({ spec }) => fields(spec))
    .find((spec) => spec["group"] === group && fields(spec["names"])["kind"] === kind);
  return definition === undefined ? undefined : definition["scope"] === "Namespaced";
}

function fields(value: PropertyValue): PropertyObject {
  return isPropertyObject(value) ? value : {};
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
