import { CRON_WORKFLOW, JOB_GROUP } from "../../cluster/workloads/custom-kinds.ts";
import { isFromElsewhere } from "../../cluster/workloads/object-author.ts";
import { shortestGap } from "../../facts/schedule.ts";
import { SCHEDULE } from "../../rule/kinds.ts";
import { JOB } from "../../rule/kubernetes-kinds.ts";
import { boolean, integer, optionalInteger, emptyRangeProblems } from "../../rule/option.ts";
import type { Shown } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleCronJob, exampleJob } from "./example-jobs.ts";
import { concurrencyOf, isSuspended, JOB_CREATORS, jobSpec } from "./job-spec.ts";

export default defineRule({
  id: "job-deadline",
  title: "Jobs must have a deadline",
  severity: "high",
  article: "CronJobs: backoff limit does not work",
  why: "A Job without activeDeadlineSeconds that hangs keeps its pods and their IP addresses forever, and the next runs of its CronJob pile up. backoffLimit only counts failures, and a pod that hangs never fails.",
  fix: "Set activeDeadlineSeconds in the Job's spec (in a CronJob: spec.jobTemplate.spec) to the time that the slowest successful run needs, with room for retries: the deadline counts from the Job's start and includes all of them. For work that takes longer than the rule's option `max`, raise the option.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup",
    "https://github.com/aws/amazon-vpc-cni-k8s/issues/18",
  ],
  findings: {
    missing: "The Job has no activeDeadlineSeconds, and neither have its pods.",
    "missing-elsewhere":
      "The same, in a Job of a chart or of manifest files, or in a Helm hook, which the team can't change there.",
    "too-short": "The deadline is below `min`.",
    "too-long": "The deadline is above `max`.",
    overlapping: "A run may still be active when the next one starts, and concurrencyPolicy allows it.",
    replaced: "The next run ends this one before its deadline, because concurrencyPolicy is Replace.",
    "skips-runs":
      "A run that hangs skips more than `maxSkippedRuns` runs, because concurrencyPolicy is Forbid.",
  },
  presets: {
    baseline: {
      level: "mandatory",
      advisory: ["missing-elsewhere", "too-short", "too-long", "overlapping", "replaced", "skips-runs"],
    },
    strict: { level: "mandatory", advisory: ["too-long", "replaced", "skips-runs"] },
  },
  options: {
    min: integer({
      description:
        "Shortest deadline, in seconds. A pod may wait 30 s for an IP address to cool down and 10 s for a network interface, and pull its image, before it starts.",
      default: 120,
      min: 1,
      max: 86_400,
    }),
    max: integer({ description: "Longest deadline, in seconds.", default: 3600, min: 1, max: 31_536_000 }),
    maxSkippedRuns: integer({
      description: "How many runs of a CronJob with concurrencyPolicy Forbid one run may skip.",
      default: 12,
      min: 1,
      max: 100_000,
    }),
    jobs: boolean({
      description: "Whether Jobs that no CronJob creates must have a deadline, too.",
      default: true,
    }),
    // No default: a deadline that is too short ends a good run, and only the team knows how long that takes.
    deadline: optionalInteger({
      description: "Deadline in seconds that the level `remediate` sets on a Job without one.",
      min: 1,
      max: 31_536_000,
    }),
  },
  refuses: ({ min, max }) => emptyRangeProblems(min, max),
  remediates: "Sets the deadline of a Job without one to the option `deadline`, if that is set.",
  targets: [...JOB_CREATORS, ...CRON_WORKFLOW, ...JOB_GROUP],
  check(resource, options, report) {
    const { min, max, jobs, deadline: remedy } = options;
    if (JOB_GROUP.includes(resource.type)) {
      resource.undetermined("starts Jobs in a way that this rule doesn't know");
      return;
    }
    // Nothing runs until somebody resumes it.
    if (isSuspended(resource)) return;
    const isWorkflow = CRON_WORKFLOW.includes(resource.type);
    const spec = isWorkflow ? resource.at("spec.workflowSpec") : jobSpec(resource);
    const ofJob = spec.integer("activeDeadlineSeconds");
    // The kubelet ends a pod at the pod's own deadline, and a Job has only so many pods.
    const deadline = ofJob.kind === "absent" ? spec.integer("template.spec.activeDeadlineSeconds") : ofJob;
    if (deadline.kind === "absent") {
      const isOneShot = JOB.includes(resource.type);
      if (resource.isPatch || (isOneShot && !jobs)) return;
      if (isWorkflow && spec.isSet("workflowTemplateRef")) {
        spec.at("workflowTemplateRef").undetermined("the template may set the deadline");
        return;
      }
      report(isOneShot && isFromElsewhere(resource) ? "missing-elsewhere" : "missing", ofJob, {
        found: text`no deadline, so a run that hangs keeps its pods and their IPs`,
        passes: text`set ${min} to ${max} seconds`,
        set: remedy !== undefined && remedy >= min && remedy <= max ? remedy : undefined,
      });
    } else if (deadline.kind === "known" && deadline.value < min) {
      report("too-short", deadline, { found: text`${deadline} seconds`, passes: text`set ${min} to ${max}` });
    } else if (deadline.kind === "known") {
      if (deadline.value > max) {
        report("too-long", deadline, {
          found: text`${deadline} seconds`,
          passes: text`set ${min} to ${max}, or the option max to the time that the work needs`,
        });
      }
      judgeNextRuns(resource, deadline, options, report);
    }
  },
  examples: {
    good: [
      {
        title: "A Job that ends after ten minutes at the latest",
        type: "kubernetes:batch/v1:Job",
        props: exampleJob({ activeDeadlineSeconds: 600, backoffLimit: 3 }),
      },
    ],
    bad: [
      {
        title: "A CronJob whose runs may hang forever",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "0 3 * * *" }, { backoffLimit: 3 }),
      },
      {
        title: "A run every five minutes that may take an hour, alongside the next ones",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "*/5 * * * *" }, { activeDeadlineSeconds: 3600 }),
      },
    ],
  },
});

/** Judges what becomes of the next runs of a CronJob while one of them takes until its deadline. */
function judgeNextRuns(
  cronJob: ResourceView,
  deadline: Shown<number>,
  { min, maxSkippedRuns }: { readonly min: number; readonly maxSkippedRuns: number },
  report: Report<"overlapping" | "replaced" | "skips-runs">,
): void {
  const policy = concurrencyOf(cronJob);
  if (policy === undefined) return;
  const schedule = cronJob.value("spec.schedule", SCHEDULE);
  const gap = schedule.kind === "known" ? shortestGap(schedule.value) : undefined;
  if (gap === undefined || deadline.value <= gap) return;
  const limit = policy === "Forbid" ? (maxSkippedRuns + 1) * gap : gap;
  const orLess = limit < min ? text`` : text`, or this to ${limit} or less`;
  if (policy === "Allow") {
    report("overlapping", deadline, {
      found: text`${deadline} seconds, but the next run starts after ${gap} and doesn't wait`,
      passes: text`set concurrencyPolicy to Forbid${orLess}`,
    });
  } else if (policy === "Replace") {
    report("replaced", deadline, {
      found: text`${deadline} seconds, but the next run starts after ${gap} and ends this one, so a longer run never finishes`,
      passes: text`set concurrencyPolicy to Forbid${orLess}`,
    });
  } else if (deadline.value > limit) {
    report("skips-runs", deadline, {
      found: text`${deadline} seconds, in which a run that hangs skips ${Math.floor((deadline.value - 1) / gap)} runs`,
      passes: text`${limit < min ? text`` : text`set ${limit} or less, or `}leave more time between runs`,
    });
  }
}
