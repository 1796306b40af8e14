// Type tokens of custom resources that run pods, as their CustomResourceDefinitions name them, read 2026-11-28.

/** KEDA's ScaledObject, from which KEDA makes a HorizontalPodAutoscaler: https://keda.sh/docs/latest/reference/scaledobject-spec */
export const SCALED_OBJECT: readonly string[] = ["kubernetes:keda.sh/v1alpha1:ScaledObject"];

/** Argo's Rollout, which runs pods as a Deployment does: https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
export const ROLLOUT: readonly string[] = ["kubernetes:argoproj.io/v1alpha1:Rollout"];
