import type { PropertyObject } from "../../../policies/src/rule/property-value.ts";
import cronjobTiming from "../../../policies/src/rules/jobs/cronjob-timing.ts";
import deprecatedApis from "../../../policies/src/rules/scheduling/deprecated-apis.ts";
import objectAccepted from "../../../policies/src/rules/scheduling/object-accepted.ts";
import pdbNotBlocking from "../../../policies/src/rules/scheduling/pdb-not-blocking.ts";
import pdbRequired from "../../../policies/src/rules/scheduling/pdb-required.ts";
import replicasWithAutoscaler from "../../../policies/src/rules/scheduling/replicas-with-autoscaler.ts";
import serviceReadiness from "../../../policies/src/rules/scheduling/service-readiness.ts";
import workloadSpread from "../../../policies/src/rules/scheduling/workload-spread.ts";
import { autoscaler, budget, object, workload } from "./objects.ts";
import { fails, passes, type Suite } from "./suite.ts";

const KINDS = ["apps/v1:Deployment", "apps/v1:StatefulSet"];
const THREE = { replicas: 3 };
const byExpression = (app: string) => ({
  selector: { matchExpressions: [{ key: "app", operator: "In", values: [app] }] },
});
const cronJob = (
  spec: PropertyObject,
  podSpec: PropertyObject = { restartPolicy: "Never" },
  version = "v1",
) =>
  object(`batch/${version}:CronJob`, {
    spec: { schedule: "*/5 * * * *", jobTemplate: { spec: { template: { spec: podSpec } } }, ...spec },
  });
const term = (labelSelector: PropertyObject) => ({ topologyKey: "kubernetes.io/hostname", labelSelector });
const preferred = (labelSelector: PropertyObject) => ({
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: term(labelSelector) },
      ],
    },
  },
});
const required = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [term({ matchLabels: { app: "shop" } })],
    },
  },
};
const CONSTRAINT = {
  maxSkew: 1,
  topologyKey: "kubernetes.io/hostname",
  whenUnsatisfiable: "DoNotSchedule",
  labelSelector: { matchLabels: { app: "shop" } },
};
const spread = (...constraints: readonly PropertyObject[]) => [
  workload(THREE, { topologySpreadConstraints: constraints }),
];
const REJECTED = "the API server rejects the value; no rule judges the form of constraints";
const READY = { readinessProbe: { httpGet: { path: "/", port: 8080 } } };
const ALIVE = { livenessProbe: { httpGet: { path: "/live", port: 8080 } } };
const pod = (containers: readonly PropertyObject[], labels: PropertyObject = { app: "shop" }) => ({
  type: "kubernetes:core/v1:Pod",
  name: "pod",
  props: { metadata: { name: "shop", namespace: "shop", labels }, spec: { containers } },
});
const service = (selector: PropertyObject, namespace = "shop") =>
  object("core/v1:Service", { spec: { selector } }, "shop", namespace);
const SERVICE = service({ app: "shop" });

/**
 * The objects in score/testdata and the grades that the tests beside it expect; with three replicas where there are budgets. The
 * verdicts are those of kube-score 1.20.0 on these objects; a check that it skips passes.
 */
export const KUBE_SCORE: Suite = {
  name: "kube-score",
  source: "https://github.com/zegl/kube-score/tree/06dedc9ccce58bff50a4f42a3ce0633dc72b0dfa",
  date: "2026-05-20",
  checks: [
    {
      check: "deployment-has-poddisruptionbudget, statefulset-has-poddisruptionbudget",
      rules: [pdbRequired],
      cases: KINDS.flatMap((kind) => [
        passes(`${kind} with a budget`, [workload(THREE, {}, { kind }), budget({ minAvailable: 1 })]),
        passes(`${kind} with a budget by expression`, [
          workload(THREE, {}, { kind }),
          budget({ minAvailable: 1, ...byExpression("shop") }),
        ]),
        fails(`${kind} with a budget for other pods`, [
          workload(THREE, {}, { kind }),
          budget({ minAvailable: 1, selector: { matchLabels: { app: "cart" } } }),
        ]),
        fails(`${kind} with a budget for other pods by expression`, [
          workload(THREE, {}, { kind }),
          budget({ minAvailable: 1, ...byExpression("cart") }),
        ]),
        fails(`${kind} with a budget in another namespace`, [
          workload(THREE, {}, { kind }),
          budget({ minAvailable: 1 }, "shop", "cart"),
        ]),
      ]),
    },
    {
      check: "poddisruptionbudget-has-policy",
      rules: [pdbNotBlocking],
      findings: ["never"],
      cases: [
        fails("neither threshold", [budget({}), workload(THREE)]),
        passes("a threshold", [budget({ minAvailable: 1 }), workload(THREE)]),
      ],
    },
    {
      check: "deployment-targeted-by-hpa-does-not-have-replicas-configured",
      rules: [replicasWithAutoscaler],
      cases: [
        fails("replicas", [workload(THREE), autoscaler({ minReplicas: 2 })]),
        passes("no replicas", [workload(), autoscaler({ minReplicas: 2 })]),
      ],
    },
    {
      check: "cronjob-restartpolicy",
      rules: [objectAccepted],
      findings: ["restart-policy"],
      cases: [
        fails("not set", [cronJob({}, {})]),
        fails("Always", [cronJob({}, { restartPolicy: "Always" })]),
        passes("OnFailure", [cronJob({}, { restartPolicy: "OnFailure" })]),
      ],
    },
    {
      check: "cronjob-has-deadline",
      rules: [cronjobTiming],
      cases: [
        fails(
          "no startingDeadlineSeconds",
          [cronJob({})],
          "without it, a run that is late still starts, and nothing is lost before 100 runs are missed",
        ),
        passes("startingDeadlineSeconds", [cronJob({ startingDeadlineSeconds: 100 })]),
      ],
    },
    {
      check: "deployment-has-host-podantiaffinity, statefulset-has-host-podantiaffinity",
      rules: [workloadSpread],
      cases: [
        ...KINDS.flatMap((kind) => [
          passes(`${kind} with one replica`, [workload({ replicas: 1 }, {}, { kind })]),
          fails(`${kind} without`, [workload({ replicas: 10 }, {}, { kind })]),
          passes(`${kind} that prefers it`, [
            workload({ replicas: 10 }, preferred({ matchLabels: { app: "shop" } }), { kind }),
          ]),
          passes(`${kind} that requires it`, [workload({ replicas: 10 }, required, { kind })]),
        ]),
        passes("by expression", [workload({ replicas: 10 }, preferred(byExpression("shop").selector))]),
        fails("to other pods", [workload({ replicas: 10 }, preferred({ matchLabels: { app: "cart" } }))]),
        fails(
          "without replicas",
          [workload({}, {}, { kind: "apps/v1:StatefulSet" })],
          "without replicas, there is one pod",
        ),
      ],
    },
    {
      check: "pod-topology-spread-constraints",
      rules: [workloadSpread],
      cases: [
        passes("one", spread(CONSTRAINT)),
        passes("two", spread(CONSTRAINT, { ...CONSTRAINT, topologyKey: "topology.kubernetes.io/zone" })),
        fails("no labelSelector", spread({ ...CONSTRAINT, labelSelector: undefined })),
        fails("no topologyKey", spread({ ...CONSTRAINT, topologyKey: undefined })),
        fails("maxSkew 0", spread({ ...CONSTRAINT, maxSkew: 0 }), REJECTED),
        fails("minDomains 0", spread({ ...CONSTRAINT, minDomains: 0 }), REJECTED),
        fails(
          "an unknown whenUnsatisfiable",
          spread({ ...CONSTRAINT, whenUnsatisfiable: "Maybe" }),
          REJECTED,
        ),
      ],
    },
    {
      check: "pod-probes",
      rules: [serviceReadiness],
      cases: [
        passes("both probes", [pod([{ ...READY, ...ALIVE }]), SERVICE]),
        passes("both, in different containers", [pod([READY, ALIVE]), SERVICE]),
        fails("no probe", [pod([{}]), SERVICE]),
        fails("a liveness probe only", [pod([ALIVE]), SERVICE]),
        fails("by two labels", [
          pod([ALIVE], { app: "shop", tier: "web" }),
          service({ app: "shop", tier: "web" }),
        ]),
        passes("a Service in another namespace", [pod([ALIVE]), service({ app: "shop" }, "cart")]),
        passes("a Service for other pods", [pod([ALIVE]), service({ app: "cart" })]),
        passes("a Service for pods with another label too", [
          pod([ALIVE]),
          service({ app: "shop", tier: "web" }),
        ]),
      ],
    },
    {
      check: "stable-version",
      rules: [deprecatedApis],
      cases: [
        ...[
          "apps/v1beta1:Deployment",
          "apps/v1beta2:Deployment",
          "extensions/v1beta1:Deployment",
          "apps/v1beta1:StatefulSet",
          "apps/v1beta2:StatefulSet",
          "apps/v1beta2:DaemonSet",
          "extensions/v1beta1:DaemonSet",
        ].map((type) => fails(type, [object(type, {})])),
        ...["apps/v1:DaemonSet", "batch/v1:Job", "batch/v1:CronJob"].map((type) =>
          passes(type, [object(type, {})]),
        ),
        passes(
          "batch/v1beta1:CronJob",
          [cronJob({}, {}, "v1beta1")],
          "the tool judges as of Kubernetes 1.18 unless it is told another version; 1.25 removed the API",
        ),
      ],
    },
    {
      check: "horizontalpodautoscaler-has-target",
      rules: [objectAccepted],
      findings: ["autoscaler"],
      cases: [
        passes("a target in the stack", [workload(), autoscaler({})]),
        fails(
          "a target that is not in the files",
          [autoscaler({}, "cart")],
          "another stack can create the target",
        ),
      ],
    },
  ],
};
