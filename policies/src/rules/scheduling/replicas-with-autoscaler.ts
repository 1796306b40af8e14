import { autoscalerOf, replicatedWorkloads } from "../../cluster/workloads/replicas.ts";
import type { TestResource } from "../../rule/example.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleDeployment } from "./example-workload.ts";

export default defineRule({
  id: "replicas-with-autoscaler",
  title: "Only the autoscaler sets the replicas of a workload that has one",
  severity: "medium",
  tags: ["autoscaling"],
  why: "A program that sets replicas and an autoscaler both own the number. Whenever another property of the workload changes, pulumi up sets the program's number again, in the middle of the load that the autoscaler scaled for, or fails with a conflict between field managers.",
  fix: 'Add "spec.replicas" to the resource option ignoreChanges (for an object of a chart or a manifest file, with a transform), or leave replicas out of a new workload: the autoscaler sets it within seconds.',
  references: [
    "https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling",
    "https://www.pulumi.com/docs/iac/concepts/resources/options/ignorechanges/",
    "https://github.com/pulumi/pulumi-kubernetes/issues/2569",
  ],
  findings: {
    both: "The workload sets replicas, an autoscaler in the stack scales it, and ignoreChanges doesn't have spec.replicas.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {},
  checkStack(stack, _options, report) {
    for (const workload of replicatedWorkloads(stack)) {
      const place = workload.at("spec.replicas");
      // The provider leaves an ignored field to its other managers: handleSSAIgnoreFields in provider/pkg/await/await.go of
      // pulumi-kubernetes, read 2026-11.
      if (!place.isSet() || stack.ignoresChanges(place)) continue;
      const autoscaler = autoscalerOf(stack, workload);
      if (autoscaler === null) continue;
      const replicas = place.integer();
      // Without replicas, the autoscaler pauses: somebody turned the workload off.
      if (replicas.kind !== "known" || replicas.value === 0) continue;
      if (autoscaler === undefined) {
        place.undetermined("an autoscaler in the stack may scale it");
        continue;
      }
      report("both", replicas, {
        found: text`replicas is ${replicas}, and ${autoscaler} changes it too: an update of the workload scales it back or fails`,
        passes: text`add spec.replicas to ignoreChanges, or leave replicas out of a new workload`,
      });
    }
  },
  examples: {
    good: [{ title: "The autoscaler alone", ...exampleDeployment(), beside: [autoscaler()] }],
    bad: [
      {
        title: "A number of replicas beside an autoscaler",
        ...exampleDeployment({ replicas: 3 }),
        beside: [autoscaler()],
      },
    ],
  },
});

function autoscaler(): TestResource {
  return {
    type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    name: "shop",
    props: {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "shop", namespace: "shop" },
      spec: {
        minReplicas: 2,
        maxReplicas: 20,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" },
      },
    },
  };
}
