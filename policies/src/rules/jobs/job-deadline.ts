import { shortestGap } from "../../facts/schedule.ts";
import { SCHEDULE } from "../../rule/kinds.ts";
import { integer, optionalInteger, emptyRangeProblems } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleCronJob, exampleJob } from "./example-jobs.ts";
import { JOB_KINDS, jobSpec, mayOverlap } from "./job-spec.ts";

export default defineRule({
  id: "job-deadline",
  title: "Jobs must have a deadline",
  severity: "high",
  article: "CronJobs: backoff limit does not work",
  why: "A Job without activeDeadlineSeconds that hangs keeps its pods and their IP addresses forever, and the next runs of its CronJob pile up. backoffLimit only counts failures, and a pod that hangs never fails.",
  fix: "Set activeDeadlineSeconds in the Job's spec (in a CronJob: spec.jobTemplate.spec) to the time that the slowest successful run needs, with room for retries: the deadline counts from the Job's start and includes all of them.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup",
    "https://github.com/aws/amazon-vpc-cni-k8s/issues/18",
  ],
  findings: {
    missing: "The Job has no activeDeadlineSeconds.",
    "out-of-range": "activeDeadlineSeconds is below `min` or above `max`.",
    overlapping: "A run may still be active when the next one starts, and concurrencyPolicy allows it.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["out-of-range", "overlapping"] },
    strict: { level: "mandatory" },
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
    // No default: a deadline that is too short ends a good run, and only the team knows how long that takes.
    deadline: optionalInteger({
      description: "Deadline in seconds that the level `remediate` sets on a Job without one.",
      min: 1,
      max: 31_536_000,
    }),
  },
  refuses: ({ min, max }) => emptyRangeProblems(min, max),
  remediates: "Sets the deadline of a Job without one to the option `deadline`, if that is set.",
  targets: JOB_KINDS,
  check(resource, { min, max, deadline: remedy }, report) {
    const deadline = jobSpec(resource).integer("activeDeadlineSeconds");
    if (deadline.kind === "absent" && !resource.isPatch) {
      report("missing", deadline, {
        found: text`no deadline, so a run that hangs keeps its pods and their IPs`,
        passes: text`set ${min} to ${max} seconds`,
        set: remedy !== undefined && remedy >= min && remedy <= max ? remedy : undefined,
      });
    } else if (deadline.kind === "known" && (deadline.value < min || deadline.value > max)) {
      report("out-of-range", deadline, {
        found: text`${deadline} seconds`,
        passes: text`set ${min} to ${max}`,
      });
    } else if (deadline.kind === "known") {
      const gap = overlappingGap(resource);
      if (gap === undefined || deadline.value <= gap) return;
      const wait = text`set concurrencyPolicy to Forbid or Replace`;
      report("overlapping", deadline, {
        found: text`${deadline} seconds, but the next run starts after ${gap} and doesn't wait`,
        passes: gap < min ? wait : text`${wait}, or this to ${gap} or less`,
      });
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

/** The fewest seconds between two runs of a CronJob whose runs may overlap; undefined for other Jobs. */
function overlappingGap(resource: ResourceView): number | undefined {
  if (!mayOverlap(resource)) return undefined;
  const schedule = resource.value("spec.schedule", SCHEDULE);
  return schedule.kind === "known" ? shortestGap(schedule.value) : undefined;
}
