import { UNKNOWN } from "../../../policies/src/rule/property-value.ts";
import replicasWithAutoscaler from "../../../policies/src/rules/scheduling/replicas-with-autoscaler.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { autoscaler, scaledObject, workload } from "./budget-resources.ts";

const both = (by = "autoscaler", replicas = 3) => ({
  key: "both" as const,
  level: "advisory" as const,
  name: "workload",
  path: "spec.replicas",
  message: `replicas is ${replicas}, and "${by}" changes it too: an update of the workload scales it back or fails; add spec.replicas to ignoreChanges, or leave replicas out of a new workload`,
});

ruleTester(replicasWithAutoscaler, {
  valid: [
    { name: "an autoscaler alone", stack: [workload(undefined), autoscaler(2)] },
    { name: "replicas alone", stack: [workload(3)] },
    { name: "an autoscaler for something else", stack: [workload(3), autoscaler(2, "cart")] },
    {
      name: "a change that Pulumi ignores",
      stack: [{ ...workload(3), ignoreChanges: ["spec.replicas"] }, autoscaler(2)],
    },
    {
      name: "changes below a property that Pulumi ignores",
      stack: [{ ...workload(3), ignoreChanges: ["spec"] }, scaledObject(2)],
    },
    { name: "a workload that is turned off", stack: [workload(0), autoscaler(2)] },
    {
      name: "a Patch, which creates no pods",
      stack: [workload(3, { kind: "apps/v1:DeploymentPatch" }), autoscaler(2)],
    },
  ],
  invalid: [
    { name: "both", stack: [workload(3), autoscaler(2)], findings: [both()] },
    {
      name: "both, while Pulumi ignores other changes, under strict",
      stack: [{ ...workload(3), ignoreChanges: ["spec.template", "metadata"] }, autoscaler(2)],
      preset: "strict",
      findings: [{ ...both(), level: "mandatory" }],
    },
    {
      name: "a ScaledObject of KEDA",
      stack: [workload(1), scaledObject(0)],
      findings: [both("scaled-object", 1)],
    },
    {
      name: "a Rollout",
      stack: [
        workload(3, { kind: "argoproj.io/v1alpha1:Rollout" }),
        scaledObject(2, { kind: "Rollout", name: "shop" }),
      ],
      findings: [both("scaled-object")],
    },
  ],
  unknown: [
    {
      name: "replicas that are not known yet",
      stack: [workload(UNKNOWN), autoscaler(2)],
      undetermined: ["spec.replicas: not known before pulumi up"],
    },
    {
      name: "a workload whose name is not known yet",
      stack: [workload(3, { metadata: { name: UNKNOWN, namespace: "shop" } }), autoscaler(2)],
      undetermined: ["spec.replicas: an autoscaler in the stack may scale it"],
    },
  ],
});
