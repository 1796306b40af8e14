import { CRON_JOB } from "../../rule/kubernetes-kinds.ts";
import { integer, optionalInteger } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleCronJob, exampleJob } from "./example-jobs.ts";
import { JOB_KINDS } from "./job-spec.ts";

export default defineRule({
  id: "job-cleanup",
  title: "Finished Jobs are cleaned up",
  severity: "medium",
  article: "CronJobs are problematic",
  why: "A finished Job and its pods stay in the API server until somebody deletes them. Their IP addresses are free again, but thousands of finished pods slow down every list, watch and scheduler decision, and count against quotas.",
  fix: "Set ttlSecondsAfterFinished on a Job that no CronJob creates, if pulumi up may find it gone: it creates a deleted Job again, unless the Job is replaced on each deployment. Keep the history limits of CronJobs low.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/",
    "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits",
  ],
  findings: {
    "no-ttl": "A Job that no CronJob creates has no ttlSecondsAfterFinished.",
    "long-ttl": "ttlSecondsAfterFinished is above `maxTtlSeconds`.",
    "long-history": "A CronJob keeps more finished Jobs than `maxSuccessful` or `maxFailed`.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    maxTtlSeconds: integer({
      description: "Longest time in seconds that a finished Job is kept.",
      default: 86_400,
      min: 0,
      max: 31_536_000,
    }),
    maxSuccessful: integer({
      description: "Maximum number of successful Jobs that a CronJob keeps; the Kubernetes default is 3.",
      default: 3,
      min: 0,
      max: 1000,
    }),
    maxFailed: integer({
      description: "Maximum number of failed Jobs that a CronJob keeps; the Kubernetes default is 1.",
      default: 3,
      min: 0,
      max: 1000,
    }),
    // No default: with a time to live, pulumi up may find the Job gone and run it again.
    ttlSeconds: optionalInteger({
      description: "Seconds that the level `remediate` sets as ttlSecondsAfterFinished of a Job without one.",
      min: 0,
      max: 31_536_000,
    }),
  },
  remediates: "Sets ttlSecondsAfterFinished of a Job without one to the option `ttlSeconds`, if that is set.",
  targets: JOB_KINDS,
  check(resource, { maxTtlSeconds, maxSuccessful, maxFailed, ttlSeconds }, report) {
    const isCronJob = CRON_JOB.includes(resource.type);
    const ttlPath = isCronJob
      ? "spec.jobTemplate.spec.ttlSecondsAfterFinished"
      : "spec.ttlSecondsAfterFinished";
    const ttl = resource.integer(ttlPath);
    if (ttl.kind === "known" && ttl.value > maxTtlSeconds) {
      report("long-ttl", ttl, { found: text`${ttl} seconds`, passes: text`set ${maxTtlSeconds} or less` });
    } else if (ttl.kind === "absent" && !isCronJob && !resource.isPatch) {
      report("no-ttl", ttl, {
        found: text`not set, so the finished Job and its pods stay forever`,
        passes: text`set ${maxTtlSeconds} seconds or less`,
        set: ttlSeconds !== undefined && ttlSeconds <= maxTtlSeconds ? ttlSeconds : undefined,
      });
    }
    if (!isCronJob) return;
    // If unset, the limits are 3 and 1; a team that allows fewer has to set them.
    for (const [property, kept, max] of [
      ["successfulJobsHistoryLimit", 3, maxSuccessful],
      ["failedJobsHistoryLimit", 1, maxFailed],
    ] as const) {
      const limit = resource.integer(["spec", property]);
      const passes = text`set ${max} or less`;
      if (limit.kind === "known" && limit.value > max) {
        report("long-history", limit, { found: text`${property} is ${limit}`, passes });
      } else if (limit.kind === "absent" && kept > max && !resource.isPatch) {
        report("long-history", limit, {
          found: text`${property} is not set, which means ${kept}`,
          passes,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "A Job that is deleted an hour after it finishes",
        type: "kubernetes:batch/v1:Job",
        props: exampleJob({ activeDeadlineSeconds: 600, backoffLimit: 2, ttlSecondsAfterFinished: 3600 }),
      },
    ],
    bad: [
      {
        title: "A Job that stays forever",
        type: "kubernetes:batch/v1:Job",
        props: exampleJob({ activeDeadlineSeconds: 600, backoffLimit: 2 }),
      },
      {
        title: "A CronJob that keeps its last hundred runs",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "*/5 * * * *", successfulJobsHistoryLimit: 100 }),
      },
    ],
  },
});
