import { matchesGlob } from "../../rule/glob.ts";
import { names } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleCronJob, exampleJob } from "./example-jobs.ts";
import { JOB_KINDS, jobSpec } from "./job-spec.ts";

export default defineRule({
  id: "job-sidecar",
  title: "A sidecar doesn't keep a Job from completing",
  severity: "medium",
  article: "CronJobs: backoff limit does not work",
  why: "A Job is complete when all containers of its pods have ended. A proxy or an agent among spec.containers runs until it is stopped, so the pod keeps its IP address for ever or, with a deadline, a run that did its work counts as failed.",
  fix: "Move the container to initContainers and set its restartPolicy to Always: Kubernetes starts it before the others, and ends it when they have ended.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#jobs-with-sidecar-containers",
    "https://kubernetes.io/blog/2023/08/25/native-sidecar-containers/",
  ],
  findings: {
    "never-ends":
      "A container of the Job's pods, next to others, is named like a proxy or an agent that doesn't end.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    sidecars: names({
      description: "The names of containers that don't end by themselves; `*` stands for any characters.",
      // Not a complete list: names in reports of Jobs that never complete, such as those at kubernetes/kubernetes#25908 and
      // istio/istio#11045; the name that hashicorp/consul-k8s 0027b7e gives what it injects; and names of containers in public
      // manifests, next to the images of Envoy, Dapr, the Cloud SQL Auth Proxy, Filebeat, Vector, and the agents of CloudWatch
      // and ADOT; read 2026-11-28.
      default: [
        "istio-proxy",
        "linkerd-proxy",
        "envoy",
        "kuma-sidecar",
        "consul-dataplane",
        "daprd",
        "cloud-sql-proxy",
        "cloudsql-proxy",
        "vault-agent",
        "fluent-bit",
        "fluentd",
        "filebeat",
        "vector",
        "xray-daemon",
        "datadog-agent",
        "cloudwatch-agent",
        "otel-collector",
        "aws-otel-collector",
      ],
    }),
  },
  targets: JOB_KINDS,
  check(resource, { sidecars }, report) {
    const containers = jobSpec(resource).list("template.spec.containers");
    // A sidecar alone is what the Job is about. A Patch may list one container of several.
    if (containers.kind !== "known" || (containers.value.length < 2 && !resource.isPatch)) return;
    for (const container of containers.value) {
      const name = container.string("name");
      if (name.kind !== "known" || !sidecars.some((pattern) => matchesGlob(pattern, name.value))) continue;
      report("never-ends", container, {
        found: text`a sidecar that runs until it is stopped, so the Job never completes`,
        passes: text`move it to initContainers, with restartPolicy Always`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A proxy that ends with the Job",
        type: "kubernetes:batch/v1:Job",
        props: exampleJob(
          { activeDeadlineSeconds: 600 },
          {
            initContainers: [
              {
                name: "cloud-sql-proxy",
                image: "registry.example.com/proxy:2.14",
                restartPolicy: "Always",
              },
            ],
          },
        ),
      },
    ],
    bad: [
      {
        title: "A mesh's proxy next to the nightly report",
        type: "kubernetes:batch/v1:CronJob",
        props: exampleCronJob(
          { schedule: "0 3 * * *" },
          { activeDeadlineSeconds: 600 },
          {
            containers: [
              { name: "main", image: "registry.example.com/shop/batch:1.4" },
              { name: "istio-proxy", image: "registry.example.com/proxyv2:1.29" },
            ],
          },
        ),
      },
    ],
  },
});
