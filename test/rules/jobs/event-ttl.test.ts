import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import eventTtl from "../../../policies/src/rules/jobs/event-ttl.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const preset = "strict" as const;
const cluster = (props: PropertyObject): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "batch",
  props,
});
const keeping = (ttl: PropertyObject[string]): TestResource =>
  cluster({ kubeApiServerConfig: { eventTtl: ttl } });
/** CronJobs that run twelve times an hour, unless the spec says otherwise. */
const cronJobs = (
  count: number,
  kind = "CronJob",
  spec: PropertyObject = { schedule: "*/5 * * * *" },
): readonly TestResource[] =>
  Array.from({ length: count }, (_, index) => ({
    type: `kubernetes:batch/v1:${kind}`,
    name: `report-${index}`,
    props: { spec },
  }));
const long = (time: string, path = "kubeApiServerConfig.eventTtl", passes = 30, runs = 240) => ({
  key: "long" as const,
  level: "advisory" as const,
  name: "batch",
  path,
  message: `the events of ${runs} runs of CronJobs an hour are kept for ${time}; set ${passes}m or less`,
});

ruleTester(eventTtl, {
  valid: [
    { name: "half an hour", stack: [keeping("30m"), ...cronJobs(20)], preset },
    { name: "in another notation", stack: [keeping("0h29m59s"), ...cronJobs(20)], preset },
    { name: "few runs", stack: [keeping("60m"), ...cronJobs(8)], preset },
    {
      name: "CronJobs that run once a week, in different hours",
      stack: [
        keeping("60m"),
        ...cronJobs(2, "CronJob", { schedule: "0 3 * * SUN" }),
        ...cronJobs(2, "CronJob", { schedule: "0 4 * * SUN" }).map((one) => ({
          ...one,
          name: `later-${one.name}`,
        })),
      ],
      options: { runsPerHour: 3 },
      preset,
    },
    {
      name: "CronJobs that are suspended",
      stack: [keeping("60m"), ...cronJobs(20, "CronJob", { schedule: "* * * * *", suspend: true })],
      preset,
    },
    {
      name: "one run less than the option allows",
      stack: [keeping("60m"), ...cronJobs(1)],
      options: { runsPerHour: 13 },
      preset,
    },
    { name: "Patches of CronJobs", stack: [keeping("60m"), ...cronJobs(20, "CronJobPatch")], preset },
    { name: "a cluster in another stack", stack: [...cronJobs(20)], preset },
    {
      name: "as long as the option allows",
      stack: [keeping("60m"), ...cronJobs(20)],
      options: { maxMinutes: 60 },
      preset,
    },
    { name: "an hour, under baseline", stack: [cluster({}), ...cronJobs(20)] },
  ],
  invalid: [
    {
      name: "the default",
      stack: [cluster({}), ...cronJobs(20)],
      preset,
      findings: [long("an hour, the default")],
    },
    {
      name: "one minute too long",
      stack: [keeping("31m"), ...cronJobs(20)],
      preset,
      findings: [long("31m")],
    },
    {
      name: "as many runs as the option names, by intervals and at the same hour",
      stack: [
        cluster({}),
        ...cronJobs(2, "CronJob", { schedule: "@every 90s" }),
        ...cronJobs(1, "CronJob", { schedule: "30 3 * * *" }).map((one) => ({
          ...one,
          name: `at-${one.name}`,
        })),
      ],
      options: { runsPerHour: 81 },
      preset,
      findings: [long("an hour, the default", undefined, undefined, 81)],
    },
    {
      name: "longer than the option allows",
      stack: [keeping("30m"), ...cronJobs(20)],
      options: { maxMinutes: 29 },
      preset,
      findings: [long("30m", undefined, 29)],
    },
  ],
  unknown: [
    {
      name: "a schedule that is not known yet",
      stack: [cluster({}), ...cronJobs(1, "CronJob", { schedule: UNKNOWN })],
      preset,
      undetermined: ["spec.schedule: not known before pulumi up"],
    },
    {
      name: "a time that is not known yet",
      stack: [keeping(UNKNOWN), ...cronJobs(20)],
      preset,
      undetermined: ["kubeApiServerConfig.eventTtl: not known before pulumi up"],
    },
  ],
});
