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
    metadata: { name: "cart", namespace: "shop" },
    spec: { replicas, template: { metadata: { labels: { app: "cart" } }, spec: podSpec } },
  },
});
const autoscaler = (minReplicas: PropertyValue) => ({
  type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  name: "cart",
  props: {
    metadata: { name: "cart", namespace: "shop" },
    spec: { scaleTargetRef: { kind: "Deployment", name: "cart" }, minReplicas, maxReplicas: 9 },
  },
});
const CART = { labelSelector: { matchLabels: { app: "cart" } } };
const OTHER = { labelSelector: { matchLabels: { app: "carts" } } };
const BY_ZONE = { topologyKey: "topology.kubernetes.io/zone", maxSkew: 1, ...CART };
const TERM = { topologyKey: "kubernetes.io/hostname", ...CART };
const antiAffinity = (rules: PropertyValue) => ({ affinity: { podAntiAffinity: rules } });
const required = (term: PropertyObject) =>
  antiAffinity({ requiredDuringSchedulingIgnoredDuringExecution: [term] });
const strict = { preset: "strict" as const };
const missing = (pods: number) => ({
  key: "missing" as const,
  level: "advisory" as const,
  name: "cart",
  path: "spec.template.spec.topologySpreadConstraints",
  message: `${pods} or more pods, and nothing keeps them from running in one zone or on one node; spread them by topology.kubernetes.io/zone, with whenUnsatisfiable ScheduleAnyway`,
});

const REQUIRED =
  "spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]";

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
    {
      name: "an anti-affinity in its own namespace among others, and in all namespaces",
      stack: [
        deployment(3, required({ ...TERM, namespaces: ["billing", "shop"] })),
        { ...deployment(3, required({ ...TERM, namespaceSelector: {} })), name: "everywhere" },
        { ...deployment(3, required({ ...TERM, namespaces: [] })), name: "by default" },
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
      name: "constraints that select other pods, or none",
      stack: [
        deployment(3, {
          topologySpreadConstraints: [
            { ...BY_ZONE, ...OTHER },
            { maxSkew: 1, topologyKey: "kubernetes.io/hostname" },
          ],
        }),
      ],
      ...strict,
      findings: [missing(3)],
    },
    {
      name: "an anti-affinity to other pods",
      stack: [
        deployment(
          3,
          antiAffinity({
            requiredDuringSchedulingIgnoredDuringExecution: [{ ...TERM, ...OTHER }],
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 1, podAffinityTerm: { ...TERM, ...OTHER } },
            ],
          }),
        ),
      ],
      ...strict,
      findings: [missing(3)],
    },
    {
      name: "an anti-affinity in another namespace",
      stack: [deployment(3, required({ ...TERM, namespaces: ["billing"] }))],
      ...strict,
      findings: [missing(3)],
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
      name: "a selector that is not known yet",
      stack: [deployment(3, { topologySpreadConstraints: [{ ...BY_ZONE, labelSelector: UNKNOWN }] })],
      ...strict,
      undetermined: ["spec.template.spec.topologySpreadConstraints[0]: may not select the pods themselves"],
    },
    {
      name: "an anti-affinity in namespaces with certain labels",
      stack: [deployment(3, required({ ...TERM, namespaceSelector: { matchLabels: { team: "shop" } } }))],
      ...strict,
      undetermined: [`${REQUIRED}: may not select the pods themselves`],
    },
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
