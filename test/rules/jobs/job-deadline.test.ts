import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import jobDeadline from "../../../policies/src/rules/jobs/job-deadline.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const JOB = "kubernetes:batch/v1:Job";
const CRON_JOB = "kubernetes:batch/v1:CronJob";

const job = (activeDeadlineSeconds: number) => ({ type: JOB, props: { spec: { activeDeadlineSeconds } } });
const missing = (path: string) => ({
  key: "missing",
  level: "mandatory" as const,
  path,
  message: "no deadline, so a run that hangs keeps its pods and their IPs; set 120 to 3600 seconds",
});
const missingElsewhere = { ...missing("spec.activeDeadlineSeconds"), key: "missing-elsewhere" } as const;
const tooShort = (seconds: number, path = "spec.activeDeadlineSeconds") => ({
  key: "too-short",
  level: "advisory" as const,
  path,
  message: `${seconds} seconds; set 120 to 3600`,
});
const tooLong = (seconds: number, path = "spec.activeDeadlineSeconds") => ({
  key: "too-long",
  level: "advisory" as const,
  path,
  message: `${seconds} seconds; set 120 to 3600, or the option max to the time that the work needs`,
});
const withPodDeadline = (activeDeadlineSeconds: PropertyValue, spec: PropertyObject = {}) => ({
  type: JOB,
  props: { spec: { ...spec, template: { spec: { activeDeadlineSeconds } } } },
});
const SCALED_JOB = "kubernetes:keda.sh/v1alpha1:ScaledJob";
const CRON_WORKFLOW = "kubernetes:argoproj.io/v1alpha1:CronWorkflow";
const cronJob = (spec: PropertyObject, activeDeadlineSeconds: PropertyValue) => ({
  type: CRON_JOB,
  props: { spec: { ...spec, jobTemplate: { spec: { activeDeadlineSeconds } } } },
});
const overlapping = (message: string, key: "overlapping" | "replaced" | "skips-runs" = "overlapping") => ({
  key,
  level: "advisory" as const,
  path: "spec.jobTemplate.spec.activeDeadlineSeconds",
  message,
});

ruleTester(jobDeadline, {
  valid: [
    { name: "the shortest deadline", resource: job(120) },
    { name: "the longest deadline", resource: job(3600) },
    {
      name: "a CronJob with a deadline in its template",
      resource: {
        type: CRON_JOB,
        props: {
          spec: { concurrencyPolicy: "Replace", jobTemplate: { spec: { activeDeadlineSeconds: 600 } } },
        },
      },
    },
    {
      name: "a run that ends before the next one starts",
      resource: cronJob({ schedule: "*/5 * * * *" }, 300),
    },
    {
      name: "a longer run for which the next one waits",
      resource: cronJob({ schedule: "*/5 * * * *", concurrencyPolicy: "Forbid" }, 3600),
    },
    {
      name: "a hanging run that skips as many runs as the option allows",
      resource: cronJob({ schedule: "*/5 * * * *", concurrencyPolicy: "Forbid" }, 900),
      options: { maxSkippedRuns: 2 },
    },
    {
      name: "a run that ends when the next one would replace it",
      resource: cronJob({ schedule: "*/5 * * * *", concurrencyPolicy: "Replace" }, 300),
    },
    { name: "a deadline of each pod", resource: withPodDeadline(600, { backoffLimit: 2 }) },
    {
      name: "a CronJob with a deadline of each pod",
      resource: {
        type: CRON_JOB,
        props: { spec: { jobTemplate: { spec: { template: { spec: { activeDeadlineSeconds: 600 } } } } } },
      },
    },
    {
      name: "a ScaledJob with a deadline",
      resource: { type: SCALED_JOB, props: { spec: { jobTargetRef: { activeDeadlineSeconds: 600 } } } },
    },
    {
      name: "a CronWorkflow with a deadline",
      resource: { type: CRON_WORKFLOW, props: { spec: { workflowSpec: { activeDeadlineSeconds: 600 } } } },
    },
    {
      name: "a suspended CronWorkflow",
      resource: { type: CRON_WORKFLOW, props: { spec: { suspend: true } } },
    },
    { name: "a suspended CronJob", resource: { type: CRON_JOB, props: { spec: { suspend: true } } } },
    { name: "a suspended Job", resource: { type: JOB, props: { spec: { suspend: true } } } },
    {
      name: "a Job that no CronJob creates, if the team doesn't ask that of them",
      resource: { type: JOB, props: { spec: {} } },
      options: { jobs: false },
    },
    { name: "a schedule that never runs", resource: cronJob({ schedule: "0 0 30 2 *" }, 3600) },
    {
      name: "a Patch of a CronJob that doesn't set the schedule and the policy",
      resource: {
        type: "kubernetes:batch/v1:CronJobPatch",
        props: { spec: { jobTemplate: { spec: { activeDeadlineSeconds: 3600 } } } },
      },
    },
    {
      name: "a Patch that doesn't set the deadline",
      resource: { type: "kubernetes:batch/v1:JobPatch", props: { spec: { backoffLimit: 1 } } },
    },
    { name: "a longer deadline that the team allows", resource: job(7200), options: { max: 7200 } },
  ],
  invalid: [
    {
      name: "a Job without a deadline",
      resource: { type: JOB, props: { spec: {} } },
      findings: [missing("spec.activeDeadlineSeconds")],
    },
    {
      name: "a Job without a spec",
      resource: { type: JOB, props: {} },
      findings: [missing("spec.activeDeadlineSeconds")],
    },
    ...[
      "kubernetes:yaml:ConfigFile",
      "kubernetes:yaml/v2:ConfigFile",
      "kubernetes:yaml/v2:ConfigGroup",
      "kubernetes:yaml:ConfigGroup$kubernetes:yaml:ConfigFile",
      "kubernetes:helm.sh/v2:Chart",
      "shop:platform:Ingress$kubernetes:helm.sh/v3:Chart",
      "kubernetes:helm.sh/v4:Chart",
      "kubernetes:kustomize:Directory",
      "kubernetes:kustomize/v2:Directory",
    ].map((within) => ({
      name: `a Job of a ${within}`,
      resource: { type: JOB, within, props: { spec: {} } },
      findings: [{ ...missingElsewhere, level: "advisory" as const }],
    })),
    ...["kubernetes:yaml:ConfigGroup", "shop:platform:Migration"].map((within) => ({
      name: `a Job of the program itself, in a ${within}`,
      resource: { type: JOB, within, props: { spec: {} } },
      findings: [missing("spec.activeDeadlineSeconds")],
    })),
    {
      name: "a Helm hook that the program creates",
      resource: { type: JOB, props: { metadata: { annotations: { "helm.sh/hook": "post-install" } } } },
      findings: [{ ...missingElsewhere, level: "advisory" }],
    },
    {
      name: "a Job of a chart, if the team wants to stop for it",
      resource: { type: JOB, within: "kubernetes:helm.sh/v4:Chart", props: { spec: {} } },
      options: { advisory: [] },
      findings: [missingElsewhere],
    },
    {
      name: "a Job of a chart, under strict",
      resource: { type: JOB, within: "kubernetes:helm.sh/v3:Chart", props: { spec: { suspend: false } } },
      preset: "strict",
      findings: [missingElsewhere],
    },
    {
      name: "a CronJob of a chart, which hangs as often as any other, though the team doesn't ask it of Jobs",
      resource: { type: CRON_JOB, within: "kubernetes:helm.sh/v4:Chart", props: { spec: {} } },
      options: { jobs: false },
      findings: [missing("spec.jobTemplate.spec.activeDeadlineSeconds")],
    },
    {
      name: "a ScaledJob, which starts a Job for each message, even if it comes from a file",
      resource: { type: SCALED_JOB, within: "kubernetes:yaml:ConfigFile", props: { spec: {} } },
      options: { jobs: false },
      findings: [missing("spec.jobTargetRef.activeDeadlineSeconds")],
    },
    {
      name: "a CronWorkflow",
      resource: { type: CRON_WORKFLOW, props: { spec: { workflowSpec: { entrypoint: "main" } } } },
      findings: [missing("spec.workflowSpec.activeDeadlineSeconds")],
    },
    {
      name: "a deadline of each pod that is too short",
      resource: withPodDeadline(119),
      findings: [tooShort(119, "spec.template.spec.activeDeadlineSeconds")],
    },
    {
      name: "the Job's deadline, which counts although its pods have one too",
      resource: withPodDeadline(600, { activeDeadlineSeconds: 3601 }),
      preset: "strict",
      findings: [tooLong(3601)],
    },
    {
      name: "a run that the next one replaces before its deadline",
      resource: cronJob({ schedule: "*/5 * * * *", concurrencyPolicy: "Replace" }, 301),
      findings: [
        overlapping(
          "301 seconds, but the next run starts after 300 and ends this one, so a longer run never finishes; set concurrencyPolicy to Forbid, or this to 300 or less",
          "replaced",
        ),
      ],
    },
    {
      name: "a run every minute that the next one replaces, under strict",
      resource: cronJob({ schedule: "* * * * *", concurrencyPolicy: "Replace" }, 3600),
      preset: "strict",
      findings: [
        overlapping(
          "3600 seconds, but the next run starts after 60 and ends this one, so a longer run never finishes; set concurrencyPolicy to Forbid",
          "replaced",
        ),
      ],
    },
    {
      name: "a hanging run that skips more runs than the option allows",
      resource: cronJob({ schedule: "*/5 * * * *", concurrencyPolicy: "Forbid" }, 901),
      options: { maxSkippedRuns: 2 },
      findings: [
        overlapping(
          "901 seconds, in which a run that hangs skips 3 runs; set 900 or less, or leave more time between runs",
          "skips-runs",
        ),
      ],
    },
    {
      name: "a hanging run that skips hundreds of runs, whose interval is too short for any deadline",
      resource: cronJob({ schedule: "@every 5s", concurrencyPolicy: "Forbid" }, 3600),
      findings: [
        overlapping(
          "3600 seconds, in which a run that hangs skips 719 runs; leave more time between runs",
          "skips-runs",
        ),
      ],
    },
    {
      name: "a CronJob of an old API version",
      resource: {
        type: "kubernetes:batch/v1beta1:CronJob",
        props: { spec: { jobTemplate: { spec: { activeDeadlineSeconds: null } } } },
      },
      findings: [missing("spec.jobTemplate.spec.activeDeadlineSeconds")],
    },
    {
      name: "one member of a list",
      resource: {
        type: "kubernetes:batch/v1:JobList",
        props: { items: [{ spec: { activeDeadlineSeconds: 600 } }, { spec: {} }] },
      },
      findings: [missing("items[1].spec.activeDeadlineSeconds")],
    },
    { name: "one second below the shortest", resource: job(119), findings: [tooShort(119)] },
    { name: "one second above the longest", resource: job(3601), findings: [tooLong(3601)] },
    {
      name: "one second longer than the time to the next run",
      resource: cronJob({ schedule: "*/5 * * * *" }, 301),
      findings: [
        overlapping(
          "301 seconds, but the next run starts after 300 and doesn't wait; set concurrencyPolicy to Forbid, or this to 300 or less",
        ),
      ],
    },
    {
      name: "runs that are closer together than the shortest deadline, by a macro and the policy's name",
      resource: cronJob({ schedule: "@every 90s", concurrencyPolicy: "Allow" }, 120),
      findings: [
        overlapping(
          "120 seconds, but the next run starts after 90 and doesn't wait; set concurrencyPolicy to Forbid",
        ),
      ],
    },
    {
      name: "a Patch that sets a deadline out of range, under strict",
      resource: { type: "kubernetes:batch/v1:JobPatch", props: { spec: { activeDeadlineSeconds: 30 } } },
      preset: "strict",
      findings: [{ ...tooShort(30), level: "mandatory" }],
    },
  ],
  unknown: [
    {
      name: "a schedule that is not known yet",
      resource: cronJob({ schedule: UNKNOWN }, 600),
      undetermined: ["spec.schedule: not known before pulumi up"],
    },
    {
      name: "a schedule that Kubernetes rejects",
      resource: cronJob({ schedule: "0 * * * * *" }, 600),
      undetermined: ["spec.schedule: expected a schedule"],
    },
    {
      name: "a policy that is not known yet",
      resource: cronJob({ schedule: "* * * * *", concurrencyPolicy: UNKNOWN }, 600),
      undetermined: ["spec.concurrencyPolicy: not known before pulumi up"],
    },
    {
      name: "a deadline that is not known yet",
      resource: { type: JOB, props: { spec: { activeDeadlineSeconds: UNKNOWN } } },
      undetermined: ["spec.activeDeadlineSeconds: not known before pulumi up"],
    },
    {
      name: "a deadline of each pod that is not known yet",
      resource: withPodDeadline(UNKNOWN),
      undetermined: ["spec.template.spec.activeDeadlineSeconds: not known before pulumi up"],
    },
    {
      name: "a CronWorkflow of a template",
      resource: {
        type: CRON_WORKFLOW,
        props: { spec: { workflowSpec: { workflowTemplateRef: { name: "report" } } } },
      },
      undetermined: ["spec.workflowSpec.workflowTemplateRef: the template may set the deadline"],
    },
    ...["jobset.x-k8s.io/v1alpha2:JobSet", "ray.io/v1:RayJob"].map((kind) => ({
      name: `a ${kind}`,
      resource: { type: `kubernetes:${kind}`, props: { spec: {} } },
      undetermined: [": starts Jobs in a way that this rule doesn't know"],
    })),
    {
      name: "a Job that may be suspended",
      resource: { type: JOB, props: { spec: { suspend: UNKNOWN } } },
      undetermined: ["spec.suspend: not known before pulumi up"],
    },
    {
      name: "a spec that is not known yet",
      resource: { type: JOB, props: { spec: UNKNOWN } },
      undetermined: ["spec: not known before pulumi up"],
    },
    {
      name: "a deadline that isn't a number",
      resource: { type: JOB, props: { spec: { activeDeadlineSeconds: "600" } } },
      undetermined: ["spec.activeDeadlineSeconds: expected a whole number"],
    },
    {
      name: "a spec that isn't an object",
      resource: { type: JOB, props: { spec: 600 } },
      undetermined: ["spec: expected an object, found a number"],
    },
    {
      name: "a list whose items are not known yet",
      resource: { type: "kubernetes:batch/v1:JobList", props: { items: UNKNOWN } },
      undetermined: ["items: not known before pulumi up"],
    },
  ],
  remediate: [
    {
      name: "a Job without a deadline",
      resource: { type: JOB, props: { spec: { backoffLimit: 1 } } },
      options: { deadline: 900 },
      props: { spec: { backoffLimit: 1, activeDeadlineSeconds: 900 } },
    },
    {
      name: "a CronJob whose template is empty",
      resource: { type: CRON_JOB, props: { spec: {} } },
      options: { deadline: 3600 },
      props: { spec: { jobTemplate: { spec: { activeDeadlineSeconds: 3600 } } } },
    },
    {
      name: "one member of a list",
      resource: { type: "kubernetes:batch/v1:JobList", props: { items: [{ spec: { suspend: false } }] } },
      options: { deadline: 120 },
      props: { items: [{ spec: { suspend: false, activeDeadlineSeconds: 120 } }] },
    },
  ],
  exempt: [
    {
      name: "the members of a list that are in the namespace",
      resource: {
        type: "kubernetes:batch/v1:JobList",
        props: { items: [{ metadata: { namespace: "shop" } }, { metadata: { namespace: "billing" } }] },
      },
      options: {
        exempt: [
          { namespace: "shop", reason: "Replaced in spring.", owner: "team-shop", expires: "2026-09-01" },
        ],
      },
      findings: [missing("items[1].spec.activeDeadlineSeconds")],
    },
  ],
});
