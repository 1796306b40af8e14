import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import workloadSpread from "../../../policies/src/rules/scheduling/workload-spread.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const deployment = (replicas: PropertyValue, podSpec: PropertyObject = {}, type = DEPLOYMENT) => ({
  type,
  name: "cart",
  props: {
    metadata: { name: "cart" },
    spec: { replicas, template: { metadata: { labels: { app: "cart" } }, spec: podSpec } },
  },
});
const autoscaler = (minReplicas: PropertyValue) => ({
  type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  name: "cart",
  props: { spec: { scaleTargetRef: { kind: "Deployment", name: "cart" }, minReplicas, maxReplicas: 9 } },
});
const BY_ZONE = { topologyKey: "topology.kubernetes.io/zone", maxSkew: 1 };
const TERM = { topologyKey: "kubernetes.io/hostname" };
const antiAffinity = (rules: PropertyValue) => ({ affinity: { podAntiAffinity: rules } });
const strict = { preset: "strict" as const };
const missing = (pods: number) => ({
  key: "missing" as const,
  level: "advisory" as const,
  name: "cart",
  path: "spec.template.spec.topologySpreadConstraints",
  message: `${pods} or more pods, and nothing keeps them from running in one zone or on one node; spread them by topology.kubernetes.io/zone, with whenUnsatisfiable ScheduleAnyway`,
});

ruleTester(workloadSpread, {
  valid: [
    { name: "one pod", stack: [deployment(1)], ...strict },
    { name: "one pod by default", stack: [deployment(null)], ...strict },
    {
      name: "constraints",
      stack: [deployment(3, { topologySpreadConstraints: [BY_ZONE] })],
      ...strict,
    },
    {
      name: "an anti-affinity that is required",
      stack: [deployment(3, antiAffinity({ requiredDuringSchedulingIgnoredDuringExecution: [TERM] }))],
      ...strict,
    },
    {
      name: "an anti-affinity that is preferred",
      stack: [
        deployment(
          3,
          antiAffinity({
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: TERM }],
          }),
        ),
      ],
      ...strict,
    },
    { name: "a Patch", stack: [deployment(3, {}, `${DEPLOYMENT}Patch`)], ...strict },
    {
      name: "a Rollout that runs the pods of a Deployment",
      stack: [
        {
          type: "kubernetes:argoproj.io/v1alpha1:Rollout",
          props: { spec: { replicas: 3, workloadRef: { kind: "Deployment", name: "other" } } },
        },
      ],
      ...strict,
    },
  ],
  invalid: [
    { name: "three pods", stack: [deployment(3)], ...strict, findings: [missing(3)] },
    {
      name: "an autoscaler that starts with two",
      stack: [deployment(null), autoscaler(2)],
      ...strict,
      findings: [missing(2)],
    },
    {
      name: "empty lists",
      stack: [
        deployment(
          2,
          {
            topologySpreadConstraints: [],
            ...antiAffinity({ requiredDuringSchedulingIgnoredDuringExecution: [] }),
          },
          "kubernetes:apps/v1:StatefulSet",
        ),
      ],
      ...strict,
      findings: [missing(2)],
    },
  ],
  unknown: [
    {
      name: "constraints that are not known yet",
      stack: [deployment(3, { topologySpreadConstraints: UNKNOWN })],
      ...strict,
      undetermined: ["spec.template.spec.topologySpreadConstraints: not known before pulumi up"],
    },
    {
      name: "an anti-affinity that is not known yet",
      stack: [deployment(3, antiAffinity(UNKNOWN))],
      ...strict,
      undetermined: ["spec.template.spec.affinity.podAntiAffinity: not known before pulumi up"],
    },
    {
      name: "terms that are not known yet",
      stack: [deployment(3, antiAffinity({ requiredDuringSchedulingIgnoredDuringExecution: UNKNOWN }))],
      ...strict,
      undetermined: [
        "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution: not known before pulumi up",
      ],
    },
    {
      name: "a number of pods that is not known yet",
      stack: [deployment(UNKNOWN)],
      ...strict,
      undetermined: ["spec.replicas: not known before pulumi up"],
    },
  ],
});
