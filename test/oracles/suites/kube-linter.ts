import rbacBroadBinding from "../../../policies/src/rules/access/rbac-broad-binding.ts";
import rbacWildcard from "../../../policies/src/rules/access/rbac-wildcard.ts";
import type { PropertyObject } from "../../../policies/src/rule/property-value.ts";
import jobCleanup from "../../../policies/src/rules/jobs/job-cleanup.ts";
import noDocker from "../../../policies/src/rules/nodes/no-docker.ts";
import deprecatedApis from "../../../policies/src/rules/scheduling/deprecated-apis.ts";
import objectAccepted from "../../../policies/src/rules/scheduling/object-accepted.ts";
import pdbNotBlocking from "../../../policies/src/rules/scheduling/pdb-not-blocking.ts";
import serviceReadiness from "../../../policies/src/rules/scheduling/service-readiness.ts";
import workloadSpread from "../../../policies/src/rules/scheduling/workload-spread.ts";
import { autoscaler, binding, budget, object, role, workload } from "./objects.ts";
import { fails, passes, type Suite } from "./suite.ts";

const OPENSHIFT = "DeploymentConfig is a kind of OpenShift, which EKS doesn't have";
const deploymentConfig = (podSpec: PropertyObject) =>
  workload({ replicas: 3 }, podSpec, { kind: "apps.openshift.io/v1:DeploymentConfig" });
const mounting = (path: string) => ({ volumes: [{ name: "socket", hostPath: { path } }] });
const job = (spec: PropertyObject, restartPolicy = "Never") =>
  object("batch/v1:Job", { spec: { template: { spec: { restartPolicy } }, ...spec } });
const cronJob = (jobSpec: PropertyObject, restartPolicy = "Never") =>
  object("batch/v1:CronJob", {
    spec: { jobTemplate: { spec: { template: { spec: { restartPolicy } }, ...jobSpec } } },
  });
const apart = (term: PropertyObject) => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        {
          topologyKey: "kubernetes.io/hostname",
          labelSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["shop"] }] },
          ...term,
        },
      ],
    },
  },
});

/** The objects in tests/checks, and the reports about them that e2etests/bats-tests.sh expects. */
export const KUBE_LINTER: Suite = {
  name: "kube-linter",
  source: "https://github.com/stackrox/kube-linter/tree/35de568d49825fe0278d25d7fca5aa2467f9dd00",
  date: "2026-08-19",
  checks: [
    {
      check: "pdb-max-unavailable",
      rules: [pdbNotBlocking],
      findings: ["never"],
      cases: [
        passes("maxUnavailable 1", [budget({ maxUnavailable: 1 })]),
        fails("maxUnavailable 0", [budget({ maxUnavailable: 0 })]),
      ],
    },
    {
      check: "pdb-min-available",
      rules: [pdbNotBlocking],
      findings: ["workload"],
      cases: [
        fails(
          "one replica, of a Deployment without a pod template",
          [budget({ minAvailable: 1 }), workload({ replicas: 1, template: undefined })],
          "the API server rejects the Deployment, as object-accepted reports; the budget has no pods",
        ),
        fails("an HPA from one replica", [
          budget({ minAvailable: 1 }),
          workload({ replicas: 1 }),
          autoscaler({ minReplicas: 1 }),
        ]),
        fails("a ScaledObject from one replica", [
          budget({ minAvailable: 1 }),
          workload({ replicas: 1 }),
          object("keda.sh/v1alpha1:ScaledObject", {
            spec: { minReplicaCount: 1, maxReplicaCount: 2, scaleTargetRef: { name: "shop" } },
          }),
        ]),
      ],
    },
    {
      check: "pdb-unhealthy-pod-eviction-policy",
      rules: [pdbNotBlocking],
      findings: ["unhealthy"],
      cases: [
        fails("not set", [budget({ maxUnavailable: 1 })]),
        passes("AlwaysAllow", [budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" })]),
        passes(
          "IfHealthyBudget",
          [budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: "IfHealthyBudget" })],
          "it is the default in words: pods that crash keep a node from being drained just the same",
        ),
      ],
    },
    {
      check: "cluster-admin-role-binding",
      rules: [rbacBroadBinding],
      cases: [
        passes("admin", [binding("admin", "ServiceAccount account")]),
        fails("cluster-admin", [binding("cluster-admin", "ServiceAccount account")]),
      ],
    },
    {
      check: "docker-sock",
      rules: [noDocker],
      cases: [
        passes("another socket", [workload({}, mounting("/var/run/thing.sock"))]),
        passes("another socket, on OpenShift", [deploymentConfig(mounting("/var/run/thing.sock"))]),
        fails("the Docker socket", [workload({}, mounting("/var/run/docker.sock"))]),
        fails(
          "the Docker socket, on OpenShift",
          [deploymentConfig(mounting("/var/run/docker.sock"))],
          OPENSHIFT,
        ),
      ],
    },
    {
      check: "job-ttl-seconds-after-finished",
      rules: [jobCleanup],
      findings: ["no-ttl"],
      cases: [
        fails("a Job without a TTL", [job({})]),
        passes("a Job with a TTL", [job({ ttlSecondsAfterFinished: 100 })]),
        fails(
          "a CronJob's Jobs with a TTL",
          [cronJob({ ttlSecondsAfterFinished: 1200 })],
          "the history limits are enough for a CronJob, and a TTL beside them does no harm",
        ),
        passes("a CronJob's Jobs without a TTL", [cronJob({})]),
      ],
    },
    {
      check: "mismatching-selector",
      rules: [objectAccepted],
      findings: ["selector"],
      cases: [
        passes("the pods' labels", [workload()]),
        passes("the pods' labels, on OpenShift", [deploymentConfig({})]),
        fails("pods without labels", [workload({}, {}, { labels: {} })]),
        fails(
          "pods without labels, on OpenShift",
          [workload({}, {}, { kind: "apps.openshift.io/v1:DeploymentConfig", labels: {} })],
          OPENSHIFT,
        ),
      ],
    },
    {
      check: "restart-policy",
      rules: [objectAccepted],
      findings: ["restart-policy"],
      cases: [
        ...["Deployment", "DaemonSet", "ReplicaSet"].map((kind) =>
          passes(`Always, of a ${kind}`, [
            workload({}, { restartPolicy: "Always" }, { kind: `apps/v1:${kind}` }),
          ]),
        ),
        passes("Always, of a Job", [job({}, "Always")], "the API server rejects it"),
        passes("Always, of a CronJob", [cronJob({}, "Always")], "the API server rejects it"),
        passes("OnFailure, of a Job", [job({}, "OnFailure")]),
        passes("OnFailure, of a CronJob", [cronJob({}, "OnFailure")]),
        fails(
          "Never, of a Job",
          [job({}, "Never")],
          "Jobs can have it, and a podFailurePolicy needs it; the Job itself retries",
        ),
        fails("Never, of a CronJob", [cronJob({}, "Never")], "as for a Job"),
      ],
    },
    {
      check: "no-extensions-v1beta",
      rules: [deprecatedApis],
      cases: [
        passes("networking.k8s.io/v1", [object("networking.k8s.io/v1:NetworkPolicy", {})]),
        fails("extensions/v1beta1", [object("extensions/v1beta1:NetworkPolicy", {})]),
      ],
    },
    {
      check: "no-readiness-probe",
      rules: [serviceReadiness],
      cases: [
        passes("a probe", [workload({}, { containers: [{ name: "shop", readinessProbe: { exec: {} } }] })]),
        passes("an init container without", [
          workload(
            {},
            { initContainers: [{ name: "init" }], containers: [{ readinessProbe: { exec: {} } }] },
          ),
        ]),
        fails("no probe", [workload()], "no Service in the stack sends requests to the pods"),
      ],
    },
    {
      check: "no-anti-affinity",
      rules: [workloadSpread],
      cases: [
        passes("by node", [workload({ replicas: 3 }, apart({}))]),
        passes("by node, on OpenShift", [deploymentConfig(apart({}))]),
        passes("in its own namespace", [workload({ replicas: 3 }, apart({ namespaces: ["shop"] }))]),
        fails("in another namespace", [workload({ replicas: 3 }, apart({ namespaces: ["cart"] }))]),
        fails("none", [workload({ replicas: 3 })]),
        fails("none, on OpenShift", [deploymentConfig({})], OPENSHIFT),
      ],
    },
    {
      check: "wildcard-in-rules",
      rules: [rbacWildcard],
      cases: [
        passes("one verb", [role([{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }], "Role")]),
        fails("all verbs", [role([{ apiGroups: [""], resources: ["secrets"], verbs: ["*"] }], "Role")]),
      ],
    },
  ],
};
