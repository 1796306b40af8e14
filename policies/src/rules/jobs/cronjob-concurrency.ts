import { CRON_JOB } from "../../rule/kubernetes-kinds.ts";
import { someOf } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";

const POLICIES = ["Allow", "Forbid", "Replace"];

export default defineRule({
  id: "cronjob-concurrency",
  title: "Runs of a CronJob do not pile up: concurrencyPolicy is Forbid or Replace",
  severity: "high",
  article: "CronJobs are problematic",
  why: "Under Allow, which is the default, a CronJob starts its next run while the last one still hangs. Every run holds pods and IP addresses until the subnet has none left for anybody.",
  fix: "Set spec.concurrencyPolicy to Forbid, which skips a run while one is going on, or to Replace, which ends the old run first.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy",
    "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/#CronJobSpec",
  ],
  findings: { allow: "concurrencyPolicy is not one that `allowed` lists; absent, it is Allow." },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    allowed: someOf(["Forbid", "Replace"], {
      description: "Policies that pass.",
      default: ["Forbid", "Replace"],
    }),
  },
  targets: CRON_JOB,
  check(resource, { allowed }, report) {
    const policy = resource.string("spec.concurrencyPolicy");
    const set = `set ${allowed.join(" or ")}`;
    // The API server makes Allow of an empty text too.
    const isDefault =
      policy.kind === "known" ? policy.value === "" : policy.kind === "absent" && !resource.isPatch;
    if (isDefault) {
      report("allow", policy, `no concurrencyPolicy, which means Allow; ${set}`);
    } else if (policy.kind === "known" && !POLICIES.includes(policy.value)) {
      // The API server takes nothing else, and a text of any kind is not for a message.
      resource.at("spec.concurrencyPolicy").undetermined(`expected one of ${POLICIES.join(", ")}`);
    } else if (policy.kind === "known" && !allowed.some((name) => name === policy.value)) {
      report("allow", policy, `concurrencyPolicy is ${policy.shown}; ${set}`);
    }
  },
  examples: {
    good: [
      {
        title: "A CronJob that skips a run while the last one is going on",
        type: "kubernetes:batch/v1:CronJob",
        props: { spec: { schedule: "*/5 * * * *", concurrencyPolicy: "Forbid", jobTemplate: {} } },
      },
    ],
    bad: [
      {
        title: "A CronJob with the default policy",
        type: "kubernetes:batch/v1:CronJob",
        props: { spec: { schedule: "*/5 * * * *", jobTemplate: {} } },
      },
    ],
  },
});
