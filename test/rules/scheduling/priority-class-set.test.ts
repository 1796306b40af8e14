import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import priorityClassSet from "../../../policies/src/rules/scheduling/priority-class-set.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const SYSTEM = { priorityClassName: "system-cluster-critical" };

const workload = (kind: string, podSpec: PropertyObject, namespace?: PropertyValue): TestResource => ({
  type: `kubernetes:${kind}`,
  props: { metadata: { namespace }, spec: specOf(kind, podSpec) },
});
function specOf(kind: string, podSpec: PropertyObject): PropertyObject {
  if (kind.endsWith(":Pod")) return podSpec;
  const template = { template: { spec: podSpec } };
  return kind.includes("CronJob") ? { jobTemplate: { spec: template } } : template;
}

const critical = (path = "spec.template.spec.priorityClassName") => ({
  key: "critical" as const,
  level: "advisory" as const,
  path,
  message:
    "no priority class for a component of the cluster itself; set priorityClassName to system-cluster-critical, or system-node-critical in a DaemonSet",
});
const job = (path = "spec.template.spec.priorityClassName") => ({
  key: "job" as const,
  level: "advisory" as const,
  path,
  message:
    "no priority class, so the Job's pods compete with those of services; set priorityClassName to a class for batch work",
});

const jobCritical = (path: string) => ({
  key: "job-critical" as const,
  level: "advisory" as const,
  path,
  message:
    "a class of the system, so the Job's pods preempt those of services and DNS; set priorityClassName to a class for batch work",
});

ruleTester(priorityClassSet, {
  valid: [
    { name: "a class in kube-system", resource: workload("apps/v1:Deployment", SYSTEM, "kube-system") },
    { name: "a service", resource: workload("apps/v1:Deployment", {}, "shop") },
    { name: "a service in the provider's namespace", resource: workload("apps/v1:StatefulSet", {}) },
    {
      name: "a Job with a class",
      resource: workload("batch/v1:Job", { priorityClassName: "batch" }, "shop"),
    },
    {
      name: "a Job of the cluster itself with a class of the system",
      resource: workload("batch/v1:Job", SYSTEM, "kube-system"),
    },
    {
      name: "a DaemonSet of the cluster in its own namespace",
      resource: workload("apps/v1:DaemonSet", { priorityClassName: "system-node-critical" }, "monitoring"),
    },
    { name: "a Patch", resource: workload("batch/v1:JobPatch", {}, "kube-system") },
    {
      name: "Jobs of a team that has no classes",
      resource: workload("batch/v1:Job", {}),
      options: { jobs: false },
    },
    {
      name: "no critical namespaces",
      resource: workload("apps/v1:Deployment", {}, "kube-system"),
      options: { criticalNamespaces: [] },
    },
  ],
  invalid: [
    ...[
      "core/v1:ReplicationController",
      "apps/v1:ReplicaSet",
      "apps/v1:Deployment",
      "apps/v1:StatefulSet",
      "apps/v1:DaemonSet",
    ].map((kind) => ({
      name: `${kind} in kube-system`,
      resource: workload(kind, {}, "kube-system"),
      findings: [critical()],
    })),
    {
      name: "a Pod in kube-system",
      resource: workload("core/v1:Pod", {}, "kube-system"),
      findings: [critical("spec.priorityClassName")],
    },
    {
      name: "a namespace that the team lists",
      resource: workload("apps/v1:Deployment", {}, "ingress-public"),
      options: { criticalNamespaces: ["ingress-*"] },
      findings: [critical()],
    },
    { name: "a Job", resource: workload("batch/v1:Job", {}, "shop"), findings: [job()] },
    {
      name: "a CronJob",
      resource: workload("batch/v1:CronJob", {}),
      findings: [job("spec.jobTemplate.spec.template.spec.priorityClassName")],
    },
    ...["system-node-critical", "system-cluster-critical"].map((priorityClassName) => ({
      name: `a Job with ${priorityClassName}, whatever the option for Jobs`,
      resource: workload("batch/v1:Job", { priorityClassName }, "shop"),
      options: { jobs: false },
      findings: [jobCritical("spec.template.spec.priorityClassName")],
    })),
    {
      name: "a CronJob with a class of the system, in the provider's namespace",
      resource: workload("batch/v1:CronJob", SYSTEM),
      findings: [jobCritical("spec.jobTemplate.spec.template.spec.priorityClassName")],
    },
    {
      name: "a member of a list",
      resource: {
        type: "kubernetes:batch/v1:JobList",
        props: { items: [workload("batch/v1:Job", {}).props] },
      },
      findings: [job("items[0].spec.template.spec.priorityClassName")],
    },
  ],
  unknown: [
    {
      name: "a class that is not known yet",
      resource: workload("batch/v1:Job", { priorityClassName: UNKNOWN }),
      undetermined: ["spec.template.spec.priorityClassName: not known before pulumi up"],
    },
    {
      name: "a namespace that is not known yet",
      resource: workload("apps/v1:Deployment", {}, UNKNOWN),
      undetermined: ["metadata.namespace: not known before pulumi up"],
    },
  ],
});
