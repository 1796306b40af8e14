// Type tokens of custom resources that run pods, as their CustomResourceDefinitions name them, read 2026-11-28.

/** KEDA's ScaledObject, from which KEDA makes a HorizontalPodAutoscaler: https://keda.sh/docs/latest/reference/scaledobject-spec */
export const SCALED_OBJECT: readonly string[] = ["kubernetes:keda.sh/v1alpha1:ScaledObject"];

/** Argo's Rollout, which runs pods as a Deployment does: https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
export const ROLLOUT: readonly string[] = ["kubernetes:argoproj.io/v1alpha1:Rollout"];

/** KEDA's ScaledJob, which starts Jobs from a template: https://keda.sh/docs/latest/reference/scaledjob-spec */
export const SCALED_JOB: readonly string[] = ["kubernetes:keda.sh/v1alpha1:ScaledJob"];

/** Argo's CronWorkflow, which starts workflows on a schedule: https://argo-workflows.readthedocs.io/en/latest/cron-workflows/ */
export const CRON_WORKFLOW: readonly string[] = ["kubernetes:argoproj.io/v1alpha1:CronWorkflow"];

/** Groups of Jobs that belong together, which often train for days: https://jobset.sigs.k8s.io and https://docs.ray.io, "RayJob" */
export const JOB_GROUP: readonly string[] = [
  "kubernetes:jobset.x-k8s.io/v1alpha2:JobSet",
  "kubernetes:ray.io/v1:RayJob",
  "kubernetes:ray.io/v1alpha1:RayJob",
];
