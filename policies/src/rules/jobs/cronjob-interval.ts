import { CRON_WORKFLOW } from "../../cluster/workloads/custom-kinds.ts";
import { shortestGap } from "../../facts/schedule.ts";
import { SCHEDULE } from "../../rule/kinds.ts";
import { CRON_JOB } from "../../rule/kubernetes-kinds.ts";
import { integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";
import { exampleCronJob } from "./example-jobs.ts";
import { isSuspended } from "./job-spec.ts";

export default defineRule({
  id: "cronjob-interval",
  title: "CronJobs leave time between runs",
  severity: "medium",
  article: "CronJobs are problematic",
  why: "Every run is a new pod: an image to pull, an address that cools down for half a minute afterwards, events and objects in the API server. Many CronJobs that run every minute are the heaviest churn that a cluster sees, for work that one long-running pod could do.",
  fix: "Run it less often, or turn it into a Deployment that sleeps between rounds.",
  references: ["https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax"],
  findings: { "too-often": "The time between two runs is shorter than `minSeconds`." },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    minSeconds: integer({
      description: "Shortest time between two runs, in seconds.",
      default: 300,
      min: 1,
      max: 86_400,
    }),
  },
  targets: [...CRON_JOB, ...CRON_WORKFLOW],
  check(resource, { minSeconds }, report) {
    if (isSuspended(resource)) return;
    for (const view of schedulesOf(resource)) {
      const schedule = view.value("", SCHEDULE);
      const gap = schedule.kind === "known" ? shortestGap(schedule.value) : undefined;
      if (schedule.kind !== "known" || gap === undefined || gap >= minSeconds) continue;
      report("too-often", schedule, {
        found: text`two runs are ${gap} seconds apart`,
        passes: text`set a schedule that leaves ${minSeconds} or more`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A run every ten minutes",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "*/10 * * * *" }),
      },
    ],
    bad: [
      {
        title: "A run every minute",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "* * * * *" }),
      },
    ],
  },
});

/** The schedules of a CronJob, which has one, or of a CronWorkflow, which has a list of them since Argo Workflows 3.6. */
function schedulesOf(resource: ResourceView): readonly View[] {
  const list = resource.list("spec.schedules");
  return [resource.at("spec.schedule"), ...(list.kind === "known" ? list.value : [])];
}
