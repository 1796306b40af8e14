import { UNKNOWN, type PropertyValue } from "../../../policies/src/rule/property-value.ts";
import workloadShutdown from "../../../policies/src/rules/scheduling/workload-shutdown.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const pods = (terminationGracePeriodSeconds: PropertyValue) => ({
  template: { spec: { terminationGracePeriodSeconds } },
});
const deployment = (grace: PropertyValue, type = "kubernetes:apps/v1:Deployment") => ({
  type,
  props: { spec: pods(grace) },
});
const noGrace = (path: string) => ({
  key: "no-grace" as const,
  level: "advisory" as const,
  path,
  message: "0, so processes are killed without a chance to finish; remove it, or set 1 or more",
});

ruleTester(workloadShutdown, {
  valid: [
    { name: "the default", resource: deployment(null), preset: "strict" },
    { name: "a second", resource: deployment(1), preset: "strict" },
  ],
  invalid: [
    {
      name: "a Deployment",
      resource: deployment(0),
      preset: "strict",
      findings: [noGrace("spec.template.spec.terminationGracePeriodSeconds")],
    },
    {
      name: "a Patch",
      resource: deployment(0, "kubernetes:apps/v1:DaemonSetPatch"),
      preset: "strict",
      findings: [noGrace("spec.template.spec.terminationGracePeriodSeconds")],
    },
    {
      name: "a CronJob in a list",
      resource: {
        type: "kubernetes:batch/v1:CronJobList",
        props: { items: [{ spec: { jobTemplate: { spec: pods(0) } } }] },
      },
      preset: "strict",
      findings: [noGrace("items[0].spec.jobTemplate.spec.template.spec.terminationGracePeriodSeconds")],
    },
  ],
  unknown: [
    {
      name: "a period that is not known yet",
      resource: deployment(UNKNOWN),
      preset: "strict",
      undetermined: ["spec.template.spec.terminationGracePeriodSeconds: not known before pulumi up"],
    },
  ],
});
