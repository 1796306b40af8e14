import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import pdbNotBlocking from "../../../policies/src/rules/scheduling/pdb-not-blocking.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { autoscaler, budget, scaledObject, workload } from "./budget-resources.ts";

const advisory = { level: "advisory" as const };
const never = (found: string, passes: string) => ({
  ...advisory,
  key: "never" as const,
  path: `spec.${found.split(" ")[0] ?? ""}`,
  message: `${found}, so no node with such a pod can be drained; ${passes}`,
});
const blocks = (min: string, total: number, names = '"workload"') => ({
  ...advisory,
  key: "workload" as const,
  path: "spec.minAvailable",
  message: `minAvailable is ${min}, but ${names} may run only ${total}, so no node with one of them can be drained; ${total === 1 ? "run 2 or more and set" : "set"} maxUnavailable to 1 instead`,
});
const unhealthy = {
  ...advisory,
  key: "unhealthy" as const,
  path: "spec.unhealthyPodEvictionPolicy",
  message:
    "pods that crash can't be evicted while too few others are healthy; set unhealthyPodEvictionPolicy to AlwaysAllow",
};
const outOfRange = (found: string) => ({
  key: "out-of-range" as const,
  level: "mandatory" as const,
  path: `spec.${found.split(" ")[0] ?? ""}`,
  message: `${found}, which the API server rejects; set maxUnavailable to 1`,
});
const noThreshold = {
  ...advisory,
  key: "never" as const,
  path: "spec.maxUnavailable",
  message:
    "neither maxUnavailable nor minAvailable is set, which allows no disruptions, so no node with such a pod can be drained; set maxUnavailable to 1",
};
const several = (name: string, workloads: string) => ({
  ...advisory,
  key: "several" as const,
  name,
  path: "spec.selector",
  message: `selects the pods of ${workloads}, as "another" does, and no pod with two budgets can be evicted; keep one of the budgets, or narrow a selector`,
});
/** A second budget, which comes first in the order of names. */
const another = (...values: Parameters<typeof budget>): TestResource => ({
  ...budget(...values),
  name: "another",
});
const MAX_INSTEAD = "set maxUnavailable to 1 instead";
const IN_ONE = { name: "shop", namespace: UNKNOWN };
const namespace = (name: string): TestResource => ({
  type: "kubernetes:core/v1:Namespace",
  name,
  props: { metadata: {} },
});

const ROLLOUT = "argoproj.io/v1alpha1:Rollout";
/** A Rollout that runs the pods of the workload named shop. */
const rolloutOf = (replicas: number, workloadRef: PropertyValue): TestResource => ({
  type: `kubernetes:${ROLLOUT}`,
  name: "rollout",
  props: { metadata: { name: "shop", namespace: "shop" }, spec: { replicas, workloadRef } },
});

ruleTester(pdbNotBlocking, {
  valid: [
    { name: "one pod at a time", resource: budget({ maxUnavailable: 1 }) },
    { name: "a percentage, which is rounded up", resource: budget({ maxUnavailable: "1%" }) },
    { name: "one pod fewer than the workload runs", stack: [budget({ minAvailable: 1 }), workload(2)] },
    { name: "half of them", stack: [budget({ minAvailable: "50%" }), workload(2)] },
    { name: "no pods", stack: [budget({ minAvailable: 1 }), workload(0)] },
    { name: "nothing that must be available", stack: [budget({ minAvailable: 0 }), workload(1)] },
    { name: "a budget for no pods", resource: budget({ selector: undefined }) },
    {
      name: "two budgets for different pods",
      stack: [
        budget({ maxUnavailable: 1 }),
        another({ maxUnavailable: 1, selector: { matchLabels: { app: "cart" } } }),
        workload(2),
        workload(2, { labels: { app: "cart" }, name: "cart" }),
      ],
    },
    {
      name: "two budgets of the same labels in different namespaces",
      stack: [
        budget({ maxUnavailable: 1 }),
        another({ maxUnavailable: 1 }, { name: "lab", namespace: "lab" }),
        workload(2),
        workload(2, { metadata: { name: "shop", namespace: "lab" }, name: "lab" }),
      ],
    },
    {
      name: "an autoscaler that keeps more than the budget needs",
      stack: [budget({ minAvailable: 2 }), workload(1), autoscaler(3)],
    },
    {
      name: "KEDA, which keeps more than the budget needs",
      stack: [budget({ minAvailable: 2 }), workload(undefined), scaledObject(4)],
    },
    {
      name: "a Rollout that runs more than the budget needs",
      stack: [budget({ minAvailable: 2 }), workload(3, { kind: ROLLOUT })],
    },
    {
      name: "KEDA for a Rollout",
      stack: [
        budget({ minAvailable: 2 }),
        workload(1, { kind: ROLLOUT }),
        scaledObject(3, { kind: "Rollout", name: "shop" }),
      ],
    },
    {
      name: "a Deployment whose pods a Rollout runs",
      stack: [budget({ minAvailable: 2 }), workload(0), rolloutOf(3, { kind: "Deployment", name: "shop" })],
    },
    {
      name: "an autoscaler for something else",
      stack: [budget({ minAvailable: 1 }), workload(2), autoscaler(1, "cart")],
    },
    {
      name: "two workloads that one budget selects",
      stack: [budget({ minAvailable: 2 }), workload(2), workload(1, { name: "canary" })],
    },
    {
      name: "a workload in the same namespace, whose name is not known yet",
      stack: [
        { ...budget({ minAvailable: 1 }, IN_ONE), from: { metadata: ["home"] } },
        { ...workload(2, { metadata: IN_ONE }), from: { metadata: ["home"] } },
        namespace("home"),
      ],
    },
    {
      name: "a Patch that leaves everything to its owner",
      resource: {
        type: "kubernetes:policy/v1:PodDisruptionBudgetPatch",
        props: { metadata: { name: "shop" }, spec: {} },
      },
    },
  ],
  invalid: [
    {
      name: "a number below zero",
      resource: budget({ maxUnavailable: -1 }),
      findings: [outOfRange("maxUnavailable is -1")],
    },
    {
      name: "more than all pods",
      stack: [budget({ minAvailable: "101%" }), workload(3)],
      findings: [outOfRange("minAvailable is 101%")],
    },
    {
      name: "no threshold, which Kubernetes takes for no disruptions",
      stack: [budget({}), workload(3)],
      findings: [noThreshold],
    },
    {
      name: "no threshold under strict",
      resource: budget({ minAvailable: null }),
      preset: "strict",
      findings: [{ ...noThreshold, level: "mandatory" }],
    },
    {
      name: "both thresholds",
      resource: budget({ maxUnavailable: 1, minAvailable: 1 }),
      findings: [
        {
          key: "both",
          level: "mandatory",
          path: "spec.minAvailable",
          message:
            "maxUnavailable and minAvailable are both set, which the API server rejects; keep maxUnavailable",
        },
      ],
    },
    {
      name: "two budgets for one workload, and a third for another workload as well",
      stack: [
        budget({ maxUnavailable: 1 }),
        another({ maxUnavailable: 1 }),
        { ...another({ maxUnavailable: 1, selector: {} }), name: "third" },
        workload(2),
        workload(2, { labels: { app: "cart" }, name: "cart" }),
      ],
      findings: [several("subject", '"workload"'), several("third", '"workload"')],
    },
    {
      name: "no disruptions at all",
      resource: budget({ maxUnavailable: 0 }),
      findings: [never("maxUnavailable is 0", "set 1")],
    },
    {
      name: "no disruptions at all, as a percentage, under strict",
      resource: budget({ maxUnavailable: "0%", unhealthyPodEvictionPolicy: "IfHealthyBudget" }),
      preset: "strict",
      findings: [{ ...never("maxUnavailable is 0%", "set 1"), level: "mandatory" }, unhealthy],
    },
    {
      name: "all pods always",
      stack: [budget({ minAvailable: "100%" }), workload(5)],
      findings: [never("minAvailable is 100%", MAX_INSTEAD)],
    },
    {
      name: "a Patch of an old API version",
      resource: budget({ maxUnavailable: 0 }, {}, "kubernetes:policy/v1beta1:PodDisruptionBudgetPatch"),
      findings: [never("maxUnavailable is 0", "set 1")],
    },
    {
      name: "the default for pods that crash",
      resource: budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: undefined }),
      findings: [unhealthy],
    },
    {
      name: "as many as the workload runs",
      stack: [budget({ minAvailable: 2 }), workload(2)],
      findings: [blocks("2", 2)],
    },
    {
      name: "the default number of replicas",
      stack: [budget({ minAvailable: 1 }), workload(undefined)],
      findings: [blocks("1", 1)],
    },
    {
      name: "a percentage that rounds up to all pods",
      stack: [budget({ minAvailable: "90%" }), workload(3, { kind: "apps/v1:StatefulSet" })],
      findings: [blocks("90%", 3)],
    },
    {
      name: "an autoscaler that may go down to what the budget needs",
      stack: [budget({ minAvailable: 2 }), workload(5), autoscaler(2)],
      findings: [blocks("2", 2)],
    },
    {
      name: "KEDA, which may go down to what the budget needs, whatever the replicas say",
      stack: [budget({ minAvailable: 1 }), workload(3), scaledObject(1)],
      findings: [blocks("1", 1)],
    },
    {
      name: "KEDA, which starts one pod as soon as there is something to do",
      stack: [budget({ minAvailable: 1 }), workload(3), scaledObject(0)],
      findings: [blocks("1", 1)],
    },
    {
      name: "KEDA with its default minimum",
      stack: [budget({ minAvailable: 1 }), workload(3), scaledObject(undefined)],
      findings: [blocks("1", 1)],
    },
    {
      name: "a Rollout that runs as many as the budget needs",
      stack: [budget({ minAvailable: 2 }), workload(2, { kind: ROLLOUT })],
      findings: [blocks("2", 2)],
    },
    {
      name: "a Deployment whose pods a Rollout runs, as many as the budget needs",
      stack: [budget({ minAvailable: 2 }), workload(5), rolloutOf(2, { kind: "Deployment", name: "shop" })],
      findings: [blocks("2", 2)],
    },
    {
      name: "an autoscaler without a minimum, created for the workload",
      stack: [
        budget({ minAvailable: 1 }),
        workload(5),
        { ...autoscaler(undefined, UNKNOWN), from: { spec: ["workload"] } },
      ],
      findings: [blocks("1", 1)],
    },
    {
      name: "two workloads in total",
      stack: [budget({ minAvailable: 3 }), workload(2), workload(1, { name: "canary" })],
      findings: [blocks("3", 3, '"canary" and "workload"')],
    },
    {
      name: "one member of a list",
      resource: {
        type: "kubernetes:policy/v1:PodDisruptionBudgetList",
        props: { items: [budget({ maxUnavailable: 1 }).props, budget({ maxUnavailable: 0 }).props] },
      },
      findings: [{ ...never("maxUnavailable is 0", "set 1"), path: "items[1].spec.maxUnavailable" }],
    },
  ],
  unknown: [
    {
      name: "numbers that are not known yet",
      resource: budget({ maxUnavailable: UNKNOWN, minAvailable: "half" }),
      undetermined: [
        "spec.maxUnavailable: not known before pulumi up",
        "spec.minAvailable: expected a whole number or a percentage",
      ],
    },
    {
      name: "a second budget whose namespace is not known yet",
      stack: [
        budget({ maxUnavailable: 1 }),
        another({ maxUnavailable: 1 }, { name: "lab", namespace: UNKNOWN }),
        workload(2),
      ],
      undetermined: ['spec.selector: may select the pods of "workload"'],
    },
    {
      name: "a threshold that may be set, beside another",
      resource: budget({ maxUnavailable: 1, minAvailable: UNKNOWN }),
      undetermined: ["spec.minAvailable: not known before pulumi up"],
    },
    {
      name: "a budget for a workload that is elsewhere",
      stack: [budget({ minAvailable: 1 }), workload(1, { labels: { app: "cart" } })],
      undetermined: ["spec.selector: selects nothing in the stack"],
    },
    {
      name: "a workload in another namespace",
      stack: [budget({ minAvailable: 1 }), workload(1, { metadata: { name: "shop", namespace: "lab" } })],
      undetermined: ["spec.selector: selects nothing in the stack"],
    },
    {
      name: "a workload whose namespace comes from the provider",
      stack: [budget({ minAvailable: 1 }), workload(1, { metadata: { name: "shop" } })],
      undetermined: ['spec.selector: may select the pods of "workload"'],
    },
    {
      name: "a workload in a namespace that is not known yet",
      stack: [
        { ...budget({ minAvailable: 1 }, IN_ONE), from: { metadata: ["home", "away"] } },
        { ...workload(1, { metadata: IN_ONE }), from: { metadata: ["home"] } },
        namespace("home"),
        namespace("away"),
      ],
      undetermined: ['spec.selector: may select the pods of "workload"'],
    },
    {
      name: "labels that are not known yet",
      stack: [budget({ minAvailable: 1 }), workload(1, { labels: UNKNOWN })],
      undetermined: ['spec.selector: may select the pods of "workload"'],
    },
    {
      name: "a minimum of KEDA that is not known yet",
      stack: [budget({ minAvailable: 1 }), workload(3), scaledObject(UNKNOWN)],
      undetermined: ["spec.minReplicaCount: not known before pulumi up"],
    },
    {
      name: "a Rollout that may run the pods of a Deployment",
      stack: [budget({ minAvailable: 1 }), workload(3), rolloutOf(3, UNKNOWN)],
      undetermined: ["metadata: a Rollout in the stack may run its pods"],
    },
    {
      name: "a workload that an autoscaler may be for",
      stack: [
        budget({ minAvailable: 1 }),
        workload(1, { metadata: { name: UNKNOWN, namespace: "shop" } }),
        autoscaler(3),
      ],
      undetermined: ["metadata: an autoscaler in the stack may scale it"],
    },
    {
      name: "replicas that are not known yet",
      stack: [budget({ minAvailable: 1 }), workload(UNKNOWN)],
      undetermined: ["spec.replicas: not known before pulumi up"],
    },
  ],
});
