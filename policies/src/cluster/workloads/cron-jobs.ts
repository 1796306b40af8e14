import type { CronJobPods } from "../../facts/cooling-addresses.ts";
import { isTimeZone } from "../../facts/time-zone.ts";
import { SCHEDULE } from "../../rule/kinds.ts";
import { CRON_JOB } from "../../rule/kubernetes-kinds.ts";
import type { Place } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { clusterOfKubernetes } from "./kubernetes-cluster.ts";

/** A CronJob of a stack, and the pods that a run of it starts. */
export interface PlannedCronJob extends CronJobPods {
  readonly timeZone: string;
  /** True where its pods may run on tainted nodes. */
  readonly hasTolerations: boolean;
  /** Where the schedule stands. */
  readonly place: Place;
}

/**
 * The CronJobs that run, as far as they are known; what is not known is on record.
 *
 * @param cluster where they run. @defaultValue any
 */
export function plannedCronJobs(stack: StackView, cluster?: ResourceView): readonly PlannedCronJob[] {
  return stack
    .ofType(CRON_JOB)
    .filter((cronJob) => !cluster || runsOn(stack, cronJob, cluster))
    .flatMap((cronJob) => planCronJob(cronJob) ?? []);
}

function runsOn(stack: StackView, cronJob: ResourceView, cluster: ResourceView): boolean {
  const owner = clusterOfKubernetes(stack, cronJob);
  if (!owner) cronJob.undetermined("several clusters in the stack, and nothing says on which it runs");
  return owner === cluster;
}

function planCronJob(cronJob: ResourceView): PlannedCronJob | undefined {
  if (cronJob.isPatch) return undefined;
  const suspend = cronJob.boolean("spec.suspend");
  if (suspend.kind === "undetermined" || (suspend.kind === "known" && suspend.value)) return undefined;
  const schedule = cronJob.value("spec.schedule", SCHEDULE);
  if (schedule.kind !== "known") return undefined;
  // Without a zone it is that of the control plane, which is UTC on EKS.
  const zone = cronJob.string("spec.timeZone");
  if (zone.kind === "undetermined" || (zone.kind === "known" && !isTimeZone(zone.value))) return undefined;
  const parallelism = cronJob.integer("spec.jobTemplate.spec.parallelism");
  const completions = cronJob.integer("spec.jobTemplate.spec.completions");
  if (parallelism.kind === "undetermined" || completions.kind === "undetermined") return undefined;
  const most = parallelism.kind === "known" ? parallelism.value : 1;
  return {
    place: schedule,
    hasTolerations: cronJob.isSet("spec.jobTemplate.spec.template.spec.tolerations"),
    schedule: schedule.value,
    timeZone: zone.kind === "known" ? zone.value : "UTC",
    pods: Math.max(0, completions.kind === "known" ? Math.min(most, completions.value) : most),
  };
}
