import { CRON_JOB, HORIZONTAL_POD_AUTOSCALER } from "../../rule/kubernetes-kinds.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";
import { JOB_KINDS, jobSpec } from "../jobs/job-spec.ts";

/** Numbers of the Job's spec; other rules judge its deadline. */
const JOB_NUMBERS = [
  "parallelism",
  "completions",
  "backoffLimit",
  "backoffLimitPerIndex",
  "maxFailedIndexes",
  "ttlSecondsAfterFinished",
] as const;
const CRON_JOB_NUMBERS = ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"] as const;
const WORKLOAD_NUMBERS = ["replicas", "minReadySeconds", "revisionHistoryLimit"] as const;

/** Reports numbers below zero where Kubernetes counts from zero. */
export function judgeNumbers(resource: ResourceView, report: Report<"below-minimum">): void {
  if (HORIZONTAL_POD_AUTOSCALER.includes(resource.type)) {
    judge(resource.at("spec"), ["minReplicas"], report);
  } else if (JOB_KINDS.includes(resource.type)) {
    if (CRON_JOB.includes(resource.type)) judge(resource.at("spec"), CRON_JOB_NUMBERS, report);
    judge(jobSpec(resource), JOB_NUMBERS, report);
  } else {
    judge(resource.at("spec"), WORKLOAD_NUMBERS, report);
  }
}

function judge(spec: View, properties: readonly string[], report: Report<"below-minimum">): void {
  for (const property of properties) {
    const number = spec.integer(property);
    if (number.kind === "known" && number.value < 0) {
      report("below-minimum", number, {
        found: text`${number}, which the API server rejects`,
        passes: text`set 0 or more`,
      });
    }
  }
}
