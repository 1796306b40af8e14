import type { TestResource } from "../../../policies/src/rule/example.ts";
import type { PropertyObject, PropertyValue } from "../../../policies/src/rule/property-value.ts";

const SHOP = { app: "shop" };

/** A PodDisruptionBudget for the shop's pods. */
export function budget(
  spec: PropertyObject,
  metadata: PropertyObject = { name: "shop", namespace: "shop" },
  type = "kubernetes:policy/v1:PodDisruptionBudget",
): TestResource {
  return {
    type,
    props: {
      metadata,
      spec: { selector: { matchLabels: SHOP }, unhealthyPodEvictionPolicy: "AlwaysAllow", ...spec },
    },
  };
}

/** A workload that runs the shop's pods. */
export function workload(
  replicas: PropertyValue,
  {
    metadata = { name: "shop", namespace: "shop" },
    labels = SHOP,
    kind = "apps/v1:Deployment",
    name = "workload",
  }: {
    readonly metadata?: PropertyValue;
    readonly labels?: PropertyValue;
    readonly kind?: string;
    readonly name?: string;
  } = {},
): TestResource {
  return {
    type: `kubernetes:${kind}`,
    name,
    props: { metadata, spec: { replicas, template: { metadata: { labels } } } },
  };
}

/** An autoscaler for the workload named shop. */
export function autoscaler(minReplicas: PropertyValue, target: PropertyValue = "shop"): TestResource {
  return {
    type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    name: "autoscaler",
    props: {
      metadata: { name: "shop", namespace: "shop" },
      spec: { minReplicas, maxReplicas: 20, scaleTargetRef: { kind: "Deployment", name: target } },
    },
  };
}

/** A KEDA ScaledObject for the workload named shop. */
export function scaledObject(
  minReplicaCount: PropertyValue,
  target: PropertyObject = { name: "shop" },
): TestResource {
  return {
    type: "kubernetes:keda.sh/v1alpha1:ScaledObject",
    name: "scaled-object",
    props: {
      metadata: { name: "shop", namespace: "shop" },
      spec: { minReplicaCount, maxReplicaCount: 20, scaleTargetRef: target },
    },
  };
}
