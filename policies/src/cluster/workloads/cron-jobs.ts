import type { CronJobPods } from "../../facts/cooling-addresses.ts";
import { isTimeZone } from "../../facts/time-zone.ts";
import { SCHEDULE } from "../../rule/kinds.ts";
import { CRON_JOB } from "../../rule/kubernetes-kinds.ts";
import { holds, type Place } from "../../rule/reading.ts";
import { groupBy } from "../../facts/group-by.ts";
import { oncePerResource, oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { CRON_WORKFLOW, SCALED_JOB } from "./custom-kinds.ts";
import { clusterOfKubernetes } from "./kubernetes-cluster.ts";

/** A CronJob of a stack, and the pods that each run starts. */
export interface PlannedCronJob extends CronJobPods {
  readonly timeZone: string;
  /** True if its pods may run on tainted nodes; undefined if that is not known. */
  readonly hasTolerations: boolean | undefined;
  /** The place of the schedule. */
  readonly place: Place;
}

/**
 * The CronJobs that are not suspended, as far as they are known; unknown values are recorded.
 *
 * @param cluster the cluster on which they run. @defaultValue any
 */
export function plannedCronJobs(stack: StackView, cluster?: ResourceView): readonly PlannedCronJob[] {
  recordOthers(stack);
  const cronJobs = cluster ? (cronJobsByCluster(stack).get(cluster) ?? []) : stack.ofType(CRON_JOB);
  return cronJobs.flatMap((cronJob) => planCronJob(stack, cronJob) ?? []);
}

/** Puts on record what starts pods like a CronJob, and isn't counted. */
const recordOthers = oncePerStack((stack) => {
  for (const other of stack.ofType([...SCALED_JOB, ...CRON_WORKFLOW])) {
    other.undetermined("starts pods like a CronJob, which are not counted");
  }
});

const cronJobsByCluster = oncePerStack((stack) =>
  groupBy(stack.ofType(CRON_JOB), (cronJob) => {
    const owner = clusterOfKubernetes(stack, cronJob);
    if (!owner) cronJob.undetermined("several clusters in the stack, and nothing shows which one it runs on");
    return owner;
  }),
);

const planCronJob = oncePerResource((_, cronJob): PlannedCronJob | undefined => {
  if (cronJob.isPatch) return undefined;
  const suspend = cronJob.boolean("spec.suspend");
  if (suspend.kind === "undetermined" || (suspend.kind === "known" && suspend.value)) return undefined;
  const schedule = cronJob.value("spec.schedule", SCHEDULE);
  if (schedule.kind !== "known") return undefined;
  // The default time zone is that of the control plane, which is UTC on EKS.
  const zone = cronJob.string("spec.timeZone");
  if (zone.kind === "undetermined" || (zone.kind === "known" && !isTimeZone(zone.value))) return undefined;
  const parallelism = cronJob.integer("spec.jobTemplate.spec.parallelism");
  const completions = cronJob.integer("spec.jobTemplate.spec.completions");
  if (parallelism.kind === "undetermined" || completions.kind === "undetermined") return undefined;
  const most = parallelism.kind === "known" ? parallelism.value : 1;
  return {
    place: schedule,
    hasTolerations: holds(cronJob.list("spec.jobTemplate.spec.template.spec.tolerations"), () => true),
    schedule: schedule.value,
    timeZone: zone.kind === "known" ? zone.value : "UTC",
    pods: Math.max(0, completions.kind === "known" ? Math.min(most, completions.value) : most),
  };
});
