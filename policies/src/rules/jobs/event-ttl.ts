import { CLUSTER } from "../../cluster/aws-types.ts";
import { plannedCronJobs } from "../../cluster/workloads/cron-jobs.ts";
import { parseDuration } from "../../facts/duration.ts";
import { busiestMinutes } from "../../facts/schedule-load.ts";
import { sum } from "../../facts/sum.ts";
import { DURATION } from "../../rule/kinds.ts";
import { integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { exampleCronJob } from "./example-jobs.ts";

// Source: AWS API reference, KubeApiServerConfig, "eventTtl", read 2026-11.
const DEFAULT_MINUTES = 60;

export default defineRule({
  id: "event-ttl",
  title: "Events of CronJobs don't fill the cluster's database",
  severity: "low",
  tags: ["etcd"],
  article: "CronJobs exhaust cooling IPs",
  why: "Each run of a CronJob leaves a dozen events, which the API server keeps for an hour. With hundreds of runs an hour, they make up most of etcd, and slow down lists and watches of everything else.",
  fix: "Set kubeApiServerConfig.eventTtl of the cluster to 15m, or another time of 10 minutes or more, and ship events to your logs if you need them for longer.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_KubeApiServerConfig.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/control-plane.html",
  ],
  findings: { long: "Events are kept for longer than `maxMinutes`, although CronJobs run often." },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    runsPerHour: integer({
      description: "Number of runs of CronJobs in the busiest hour at which `maxMinutes` starts to apply.",
      default: 100,
      min: 1,
      max: 1_000_000,
    }),
    maxMinutes: integer({
      description: "Longest time that events may be kept, in minutes.",
      default: 30,
      min: 10,
      max: 60,
    }),
  },
  checkStack(stack, { runsPerHour, maxMinutes }, report) {
    for (const cluster of stack.ofType([CLUSTER])) {
      const ttl = cluster.value("kubeApiServerConfig.eventTtl", DURATION);
      if (ttl.kind === "undetermined") continue;
      const minutes = ttl.kind === "known" ? (parseDuration(ttl.value) ?? 0) / 60 : DEFAULT_MINUTES;
      if (minutes <= maxMinutes) continue;
      const runs = runsOfBusiestHour(stack, cluster);
      if (runs < runsPerHour) continue;
      report("long", ttl, {
        found: text`the events of ${stack.calculated(runs)} runs of CronJobs an hour are kept for ${ttl.kind === "known" ? ttl : text`an hour, the default`}`,
        passes: text`set ${maxMinutes}m or less`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Events that are kept for 15 minutes",
        type: CLUSTER,
        props: { name: "batch", kubeApiServerConfig: { eventTtl: "15m" } },
        options: { runsPerHour: 12 },
        beside: [cronJob()],
      },
    ],
    bad: [
      {
        title: "Events that are kept for an hour",
        type: CLUSTER,
        props: { name: "batch" },
        options: { runsPerHour: 12 },
        beside: [cronJob()],
      },
    ],
  },
});

function cronJob() {
  return {
    type: "kubernetes:batch/v1:CronJob",
    name: "report",
    props: exampleCronJob({ schedule: "*/5 * * * *" }),
  };
}

/** The number of runs of CronJobs that aren't suspended, whatever the number of pods of a run. */
function runsOfBusiestHour(stack: StackView, cluster: ResourceView): number {
  const cronJobs = plannedCronJobs(stack, cluster);
  const calendar = cronJobs.flatMap(({ schedule, timeZone }) =>
    schedule.kind === "calendar" ? [{ schedule, timeZone, weight: 1 }] : [],
  );
  const byInterval = cronJobs.map(({ schedule }) =>
    schedule.kind === "interval" ? 3600 / schedule.seconds : 0,
  );
  return (calendar.length > 0 ? busiestMinutes(calendar, 60) : 0) + Math.round(sum(byInterval));
}
