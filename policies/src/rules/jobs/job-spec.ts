import { CRON_JOB, JOB } from "../../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { View } from "../../rule/view.ts";

/** What makes Jobs: Job itself, and CronJob, which holds the Job's spec in its template. */
export const JOB_KINDS = [...JOB, ...CRON_JOB];

/** The spec of the Job that a resource is or makes. */
export function jobSpec(resource: ResourceView): View {
  return resource.at(CRON_JOB.includes(resource.type) ? "spec.jobTemplate.spec" : "spec");
}
