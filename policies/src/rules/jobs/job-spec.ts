import { oneOf } from "../../rule/kinds.ts";
import { CRON_JOB, JOB } from "../../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { View } from "../../rule/view.ts";

/** The kinds that create Jobs: Job itself, and CronJob, which has the Job's spec in its template. */
export const JOB_KINDS = [...JOB, ...CRON_JOB];

/** The spec of the Job that a resource is or creates. */
export function jobSpec(resource: ResourceView): View {
  return resource.at(CRON_JOB.includes(resource.type) ? "spec.jobTemplate.spec" : "spec");
}

/** True for a Job or CronJob that starts no pods, or that may be one: an unknown value is recorded. */
export function isSuspended(resource: ResourceView): boolean {
  const suspend = resource.boolean("spec.suspend");
  return suspend.kind === "undetermined" || (suspend.kind === "known" && suspend.value);
}

/** True for a CronJob that starts a run while the last one is active: concurrencyPolicy is Allow, its default. */
export function mayOverlap(resource: ResourceView): boolean {
  if (!CRON_JOB.includes(resource.type)) return false;
  const policy = resource.value("spec.concurrencyPolicy", CONCURRENCY_POLICY);
  if (policy.kind === "absent") return !resource.isPatch;
  return policy.kind === "known" && (policy.value === "" || policy.value === "Allow");
}

/** The policies; the API server treats an empty string as Allow, too. */
export const CONCURRENCY_POLICY = {
  ...oneOf(["", "Allow", "Forbid", "Replace"]),
  expected: "one of Allow, Forbid, Replace",
};
