import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleCronJob, exampleJob } from "./example-jobs.ts";
import { JOB_CREATORS, jobSpec } from "./job-spec.ts";

// The default of backoffLimit. Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy
const DEFAULT_BACKOFF_LIMIT = 6;

export default defineRule({
  id: "job-backoff",
  title: "Jobs give up: backoffLimit is set and low",
  severity: "high",
  article: "CronJobs: backoff limit does not work",
  why: "Each retry of a failing Job is a new pod with a new IP address, while the address of the last one is still cooling down. A CronJob that fails six times on every run takes the addresses that working pods need.",
  fix: "Set backoffLimit in the Job's spec (in a CronJob: spec.jobTemplate.spec) to as many retries as can help; an Indexed Job counts them for each index with backoffLimitPerIndex.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy",
    "https://kubernetes.io/docs/concepts/workloads/controllers/job/#backoff-limit-per-index",
    "https://github.com/kubernetes/kubernetes/issues/62382",
  ],
  findings: {
    missing: "The Job has no backoffLimit, and the Kubernetes default of 6 is above `max`.",
    "too-many": "backoffLimit, or backoffLimitPerIndex if it is set, is above `max`.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    max: integer({
      description: "Maximum number of retries of a Job, or of each index of an Indexed Job.",
      default: 3,
      min: 0,
      max: 1000,
    }),
  },
  remediates:
    "Sets backoffLimit to `max`. The limit for each index of an existing Job can't be changed, so it is left as it is.",
  targets: JOB_CREATORS,
  check(resource, { max }, report) {
    const spec = jobSpec(resource);
    // With a limit for each index, backoffLimit is unbounded unless it is set: the limit for each index applies.
    const property = spec.isSet("backoffLimitPerIndex") ? "backoffLimitPerIndex" : "backoffLimit";
    const retries = spec.integer(property);
    if (retries.kind === "known" && retries.value > max) {
      report("too-many", retries, {
        found: text`${retries} retries`,
        passes: text`set ${property} to ${max} or less`,
        set: property === "backoffLimit" ? max : undefined,
      });
    } else if (retries.kind === "absent" && !resource.isPatch && max < DEFAULT_BACKOFF_LIMIT) {
      report("missing", retries, {
        found: text`no backoffLimit, which means ${DEFAULT_BACKOFF_LIMIT} retries`,
        passes: text`set ${max} or less`,
        set: max,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A Job that is tried three times",
        type: "kubernetes:batch/v1:Job",
        props: exampleJob({ activeDeadlineSeconds: 600, backoffLimit: 2 }),
      },
    ],
    bad: [
      {
        title: "A CronJob whose failing runs are tried eleven times",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "0 3 * * *" }, { backoffLimit: 10 }),
      },
    ],
  },
});
