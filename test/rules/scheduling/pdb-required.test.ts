import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import pdbRequired from "../../../policies/src/rules/scheduling/pdb-required.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { autoscaler, budget, workload } from "./budget-resources.ts";

const strict = { preset: "strict" as const };
const missing = (replicas: number) => ({
  key: "missing" as const,
  level: "advisory" as const,
  name: "workload",
  path: "spec.replicas",
  message: `${replicas} or more pods, but no PodDisruptionBudget; create one with maxUnavailable 1`,
});
const single = {
  key: "single" as const,
  level: "advisory" as const,
  name: "workload",
  path: "spec.replicas",
  message: "1 pod, which goes down with its node; set 2, with leader election if only one may work at a time",
};
const IN_KUBE_SYSTEM = { metadata: { name: "shop", namespace: "kube-system" } };
const CART = { selector: { matchLabels: { app: "cart" } } };

ruleTester(pdbRequired, {
  valid: [
    { name: "a budget", stack: [workload(2), budget({})], ...strict },
    { name: "one pod", stack: [workload(1)], ...strict },
    { name: "the default, which is one pod", stack: [workload(undefined)], ...strict },
    { name: "too few to need a budget", stack: [workload(2)], options: { minReplicas: 3 }, ...strict },
    { name: "an autoscaler that may leave one", stack: [workload(5), autoscaler(1)], ...strict },
    {
      name: "no pods in kube-system: the workload is scaled to zero",
      stack: [workload(0, IN_KUBE_SYSTEM)],
      ...strict,
    },
    {
      name: "one pod in kube-system, if that isn't a critical namespace",
      stack: [workload(1, IN_KUBE_SYSTEM)],
      options: { criticalNamespaces: ["ingress-*"] },
      ...strict,
    },
    { name: "no budget, under baseline", stack: [workload(2)] },
    {
      name: "a Patch of a workload",
      stack: [workload(2, { kind: "apps/v1:DeploymentPatch" })],
      ...strict,
    },
  ],
  invalid: [
    { name: "one pod in kube-system", stack: [workload(1, IN_KUBE_SYSTEM)], ...strict, findings: [single] },
    {
      name: "the default of one pod in kube-system",
      stack: [workload(undefined, IN_KUBE_SYSTEM)],
      ...strict,
      findings: [single],
    },
    { name: "no budget", stack: [workload(2)], ...strict, findings: [missing(2)] },
    {
      name: "a StatefulSet of an old API version",
      stack: [workload(3, { kind: "apps/v1beta2:StatefulSet" })],
      ...strict,
      findings: [missing(3)],
    },
    {
      name: "a budget for something else",
      stack: [workload(2), budget(CART)],
      ...strict,
      findings: [missing(2)],
    },
    {
      name: "a budget in another namespace",
      stack: [workload(2), budget({}, { name: "shop", namespace: "lab" })],
      ...strict,
      findings: [missing(2)],
    },
    {
      name: "an autoscaler that keeps two",
      stack: [workload(1), autoscaler(2)],
      ...strict,
      findings: [missing(2)],
    },
  ],
  unknown: [
    {
      name: "a budget that may select its pods",
      stack: [workload(2), budget({ selector: UNKNOWN })],
      ...strict,
      undetermined: ["metadata: a PodDisruptionBudget in the stack may select its pods"],
    },
    {
      name: "replicas that are not known yet",
      stack: [workload(UNKNOWN)],
      ...strict,
      undetermined: ["spec.replicas: not known before pulumi up"],
    },
  ],
});
