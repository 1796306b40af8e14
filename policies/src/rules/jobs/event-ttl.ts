import { CLUSTER } from "../../cluster/aws-types.ts";
import { parseDuration } from "../../facts/duration.ts";
import { DURATION } from "../../rule/kinds.ts";
import { CRON_JOB } from "../../rule/kubernetes-kinds.ts";
import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleCronJob } from "./example-jobs.ts";

// Source: AWS API reference, KubeApiServerConfig, "eventTtl", read 2026-11.
const DEFAULT_MINUTES = 60;

export default defineRule({
  id: "event-ttl",
  title: "Events of many CronJobs don't fill the cluster's database",
  severity: "low",
  tags: ["etcd"],
  article: "CronJobs exhaust cooling IPs",
  why: "Each run of a CronJob leaves a dozen events, which the API server keeps for an hour. With hundreds of runs an hour, they make up most of etcd, and slow down lists and watches of everything else.",
  fix: "Set kubeApiServerConfig.eventTtl of the cluster to 15m, or another time of 10 minutes or more, and ship events to your logs if you need them for longer.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_KubeApiServerConfig.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/control-plane.html",
  ],
  findings: { long: "Events are kept for longer than `maxMinutes`, in a stack with many CronJobs." },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    cronJobs: integer({
      description: "Number of CronJobs in the stack at which `maxMinutes` starts to apply.",
      default: 20,
      min: 1,
      max: 10_000,
    }),
    maxMinutes: integer({
      description: "Longest time that events may be kept, in minutes.",
      default: 30,
      min: 10,
      max: 60,
    }),
  },
  checkStack(stack, { cronJobs, maxMinutes }, report) {
    const count = stack.ofType(CRON_JOB).filter(({ isPatch }) => !isPatch).length;
    if (count < cronJobs) return;
    for (const cluster of stack.ofType([CLUSTER])) {
      const ttl = cluster.value("kubeApiServerConfig.eventTtl", DURATION);
      if (ttl.kind === "undetermined") continue;
      const minutes = ttl.kind === "known" ? (parseDuration(ttl.value) ?? 0) / 60 : DEFAULT_MINUTES;
      if (minutes <= maxMinutes) continue;
      report("long", ttl, {
        found: text`the events of ${count} CronJobs are kept for ${ttl.kind === "known" ? ttl : text`an hour, the default`}`,
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
        options: { cronJobs: 1 },
        beside: [cronJob()],
      },
    ],
    bad: [
      {
        title: "Events that are kept for an hour",
        type: CLUSTER,
        props: { name: "batch" },
        options: { cronJobs: 1 },
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
