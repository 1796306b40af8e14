import { CRON_WORKFLOW } from "../../cluster/workloads/custom-kinds.ts";
import { CRON_JOB } from "../../rule/kubernetes-kinds.ts";
import { someOf } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { joined, text } from "../../rule/text.ts";
import { exampleCronJob } from "./example-jobs.ts";
import { CONCURRENCY_POLICY, isSuspended } from "./job-spec.ts";

export default defineRule({
  id: "cronjob-concurrency",
  title: "Runs of a CronJob don't pile up: concurrencyPolicy is Forbid or Replace",
  severity: "high",
  article: "CronJobs are problematic",
  why: "With Allow, the default, a CronJob starts its next run while the last one still hangs. Every run holds pods and IP addresses until the subnet has none left.",
  fix: "Set spec.concurrencyPolicy to Forbid, which skips a run while the last one is active, or to Replace, which ends the active run first: a run that takes longer than the time to the next one then never finishes.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy",
    "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/cron-job-v1/#CronJobSpec",
  ],
  findings: { allow: "concurrencyPolicy is not in `allowed`; if unset, it is Allow." },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    allowed: someOf(["Forbid", "Replace"], {
      description: "Policies that pass.",
      default: ["Forbid", "Replace"],
    }),
  },
  remediates: "Sets concurrencyPolicy to the first policy of `allowed`.",
  targets: [...CRON_JOB, ...CRON_WORKFLOW],
  check(resource, { allowed }, report) {
    if (isSuspended(resource)) return;
    const policy = resource.value("spec.concurrencyPolicy", CONCURRENCY_POLICY);
    const [set] = allowed;
    const passes = text`set ${joined(allowed, " or ")}`;
    const isDefault =
      policy.kind === "known" ? policy.value === "" : policy.kind === "absent" && !resource.isPatch;
    if (isDefault) {
      report("allow", policy, { found: text`no concurrencyPolicy, which means Allow`, passes, set });
    } else if (policy.kind === "known" && !allowed.some((name) => name === policy.value)) {
      report("allow", policy, { found: text`concurrencyPolicy is ${policy}`, passes, set });
    }
  },
  examples: {
    good: [
      {
        title: "A CronJob that skips a run while the last one is active",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "*/5 * * * *", concurrencyPolicy: "Forbid" }),
      },
    ],
    bad: [
      {
        title: "A CronJob with the default policy",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "*/5 * * * *" }),
      },
    ],
  },
});
