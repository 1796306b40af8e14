import {
  DAEMON_SET,
  DEPLOYMENT,
  HORIZONTAL_POD_AUTOSCALER,
  REPLICA_SET,
  STATEFUL_SET,
} from "../../rule/kubernetes-kinds.ts";
import { defineRule } from "../../rule/rule.ts";
import { exampleCronJob, exampleJob } from "../jobs/example-jobs.ts";
import { JOB_KINDS } from "../jobs/job-spec.ts";
import { judgeAutoscaler } from "./accepted-autoscaler.ts";
import { judgeJob } from "./accepted-job.ts";
import { judgeName } from "./accepted-name.ts";
import { judgeNumbers } from "./accepted-numbers.ts";
import { judgeSelector } from "./accepted-selector.ts";

// The checks are those of Kubernetes 1.37.2 (pkg/apis/{batch,apps,autoscaling}/validation), read 2026-11-28; a test puts each
// case before that code.
export default defineRule({
  id: "object-accepted",
  title: "The API server accepts Jobs, workloads and autoscalers as they are written",
  severity: "medium",
  article: "CronJobs: backoff limit does not work",
  why: "The API server rejects an object whose fields don't fit together when it is created, which is in the middle of pulumi up: what was planned before it exists, and what depends on it is missing. A preview doesn't ask it unless the cluster already exists and is reachable.",
  fix: "Set the field to a value that Kubernetes accepts; the finding says which. For a Job's pods, that is restartPolicy Never or OnFailure.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/job/#writing-a-job-spec",
    "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector",
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
    "https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/batch/validation/validation.go",
  ],
  findings: {
    "restart-policy":
      "The pods of a Job restart always, or restartPolicy is not set, which means Always: the API server rejects both.",
    indexes:
      "The API server rejects the Job: fields for each index need completionMode Indexed and one another.",
    "below-minimum": "The number is below the minimum, so the API server rejects it.",
    name: "The API server rejects the name: too long, or with characters that a name of this kind can't have.",
    selector: "The API server rejects the selector: missing, empty, or not matching the labels of the pods.",
    autoscaler:
      "The API server rejects the HorizontalPodAutoscaler: no target, or no room between its bounds.",
  },
  presets: { baseline: { level: "mandatory" }, strict: { level: "mandatory" } },
  options: {},
  targets: [
    ...JOB_KINDS,
    ...DEPLOYMENT,
    ...STATEFUL_SET,
    ...DAEMON_SET,
    ...REPLICA_SET,
    ...HORIZONTAL_POD_AUTOSCALER,
  ],
  check(resource, _options, report) {
    judgeNumbers(resource, report);
    // The fields that a Patch leaves out are in the cluster.
    if (resource.isPatch) return;
    judgeName(resource, report);
    if (JOB_KINDS.includes(resource.type)) judgeJob(resource, report);
    else if (HORIZONTAL_POD_AUTOSCALER.includes(resource.type)) judgeAutoscaler(resource, report);
    else judgeSelector(resource, report);
  },
  examples: {
    good: [
      {
        title: "A Job whose pods don't restart",
        type: "kubernetes:batch/v1:Job",
        props: exampleJob({ completionMode: "Indexed", completions: 8, backoffLimitPerIndex: 1 }),
      },
    ],
    bad: [
      {
        title: "A CronJob whose pods have the default restartPolicy",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob({ schedule: "0 3 * * *" }, {}, { restartPolicy: undefined }),
      },
      {
        title: "A Deployment that selects other pods than its own",
        type: "kubernetes:apps/v1:Deployment",
        props: {
          metadata: { name: "cart", namespace: "shop" },
          spec: {
            selector: { matchLabels: { app: "cart" } },
            template: {
              metadata: { labels: { app: "carts" } },
              spec: { containers: [{ name: "main", image: "registry.example.com/shop/cart:2.1" }] },
            },
          },
        },
      },
    ],
  },
});
