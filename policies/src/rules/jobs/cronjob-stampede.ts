import { plannedCronJobs } from "../../cluster/workloads/cron-jobs.ts";
import { busiestMinute, weightOf } from "../../facts/schedule-load.ts";
import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleCronJob } from "./example-jobs.ts";

export default defineRule({
  id: "cronjob-stampede",
  title: "CronJobs don't all start in the same minute",
  severity: "medium",
  article: "CronJobs vs the CNI",
  why: "Schedules that people write coincide on the hour and at midnight. The pods of one such minute need that many free addresses at once, end at about the same time, and leave just as many addresses that can't be used for 30 seconds: the CNI doesn't request more, because it counts cooling addresses as free.",
  fix: "Spread the schedules over the hour: minute 17 is as good as minute 0 for most work.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax",
    "https://github.com/aws/amazon-vpc-cni-k8s/issues/2896",
  ],
  findings: { "too-many": "More CronJob pods than `maxPodsPerMinute` start in the same minute." },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    maxPodsPerMinute: integer({
      description: "Maximum number of CronJob pods that may start in the same minute.",
      default: 20,
      min: 1,
      max: 100_000,
    }),
  },
  checkStack(stack, { maxPodsPerMinute }, report) {
    // The start of an interval depends on when its CronJob was created.
    const runs = plannedCronJobs(stack).flatMap(({ schedule, timeZone, pods, place }) =>
      schedule.kind === "calendar" ? [{ schedule, timeZone, weight: pods, place }] : [],
    );
    // If all of them together are few enough, it doesn't matter when they start.
    if (weightOf(runs) <= maxPodsPerMinute) return;
    const together = busiestMinute(runs);
    const [first] = together;
    const pods = weightOf(together);
    if (!first || pods <= maxPodsPerMinute) return;
    report("too-many", first.place, {
      found: text`${stack.calculated(together.length)} CronJobs start ${stack.calculated(pods)} pods in the same minute, and their addresses then cool down together`,
      passes: text`spread their schedules so that ${maxPodsPerMinute} or fewer need an address at once`,
    });
  },
  examples: {
    good: [
      {
        title: "A CronJob that starts four pods, and another one that runs at a different time",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "0 3 * * *" }, { parallelism: 4 }),
        options: { maxPodsPerMinute: 4 },
        beside: [
          {
            type: "kubernetes:batch/v1:CronJob",
            name: "sync",
            props: exampleCronJob({ schedule: "17 * * * *" }),
          },
        ],
      },
    ],
    bad: [
      {
        title: "Everything at midnight",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "@daily" }, { parallelism: 4 }),
        options: { maxPodsPerMinute: 4 },
        beside: [
          {
            type: "kubernetes:batch/v1:CronJob",
            name: "sync",
            props: exampleCronJob({ schedule: "0 * * * *" }),
          },
        ],
      },
    ],
  },
});
