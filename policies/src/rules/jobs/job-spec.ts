import { SCALED_JOB } from "../../cluster/workloads/custom-kinds.ts";
import { oneOf } from "../../rule/kinds.ts";
import { CRON_JOB, JOB } from "../../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { View } from "../../rule/view.ts";

/** The kinds that create Jobs: Job itself, and CronJob, which has the Job's spec in its template. */
export const JOB_KINDS = [...JOB, ...CRON_JOB];

/** The kinds that create Jobs, with those of other projects. */
export const JOB_CREATORS = [...JOB_KINDS, ...SCALED_JOB];

/** The spec of the Job that a resource is or creates. */
export function jobSpec(resource: ResourceView): View {
  if (SCALED_JOB.includes(resource.type)) return resource.at("spec.jobTargetRef");
  return resource.at(CRON_JOB.includes(resource.type) ? "spec.jobTemplate.spec" : "spec");
}

/** True for a Job or CronJob that starts no pods, or that may be one: an unknown value is recorded. */
export function isSuspended(resource: ResourceView): boolean {
  const suspend = resource.boolean("spec.suspend");
  return suspend.kind === "undetermined" || (suspend.kind === "known" && suspend.value);
}

/** What a CronJob does if a run is still active when the next one is due; undefined for other Jobs, and if it is not known. */
export function concurrencyOf(resource: ResourceView): "Allow" | "Forbid" | "Replace" | undefined {
  if (!CRON_JOB.includes(resource.type)) return undefined;
  const policy = resource.value("spec.concurrencyPolicy", CONCURRENCY_POLICY);
  if (policy.kind === "undetermined" || (policy.kind === "absent" && resource.isPatch)) return undefined;
  return policy.kind === "absent" || policy.value === "" ? "Allow" : policy.value;
}

/** The policies; the API server treats an empty string as Allow, too. */
export const CONCURRENCY_POLICY = {
  ...oneOf(["", "Allow", "Forbid", "Replace"]),
  expected: "one of Allow, Forbid, Replace",
};
