import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import jobSidecar from "../../../policies/src/rules/jobs/job-sidecar.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const JOB = "kubernetes:batch/v1:Job";
const pods = (...containers: PropertyValue[]): PropertyObject => ({ template: { spec: { containers } } });
const job = (...containers: PropertyValue[]) => ({ type: JOB, props: { spec: pods(...containers) } });
const MAIN = { name: "main" };
const PROXY = { name: "istio-proxy" };
const neverEnds = (path: string, level: "advisory" | "mandatory" = "advisory") => ({
  key: "never-ends" as const,
  level,
  path,
  message:
    "a sidecar that runs until it is stopped, so the Job never completes; move it to initContainers, with restartPolicy Always",
});

ruleTester(jobSidecar, {
  valid: [
    { name: "one container", resource: job(MAIN) },
    { name: "two containers that end", resource: job(MAIN, { name: "upload" }) },
    { name: "a Job that is about the proxy itself", resource: job(PROXY) },
    { name: "no containers", resource: { type: JOB, props: { spec: {} } } },
    {
      name: "a native sidecar",
      resource: {
        type: JOB,
        props: {
          spec: {
            template: {
              spec: {
                initContainers: [{ ...PROXY, restartPolicy: "Always" }],
                containers: [MAIN, { name: "upload" }],
              },
            },
          },
        },
      },
    },
    { name: "a proxy that ends by itself", resource: job(MAIN, PROXY), options: { sidecars: [] } },
  ],
  invalid: [
    {
      name: "a mesh's proxy",
      resource: job(MAIN, PROXY),
      findings: [neverEnds("spec.template.spec.containers[1]")],
    },
    {
      name: "a container of the team's own, in a CronJob, under strict",
      resource: {
        type: "kubernetes:batch/v1:CronJob",
        props: { spec: { jobTemplate: { spec: pods({ name: "acme-agent" }, MAIN) } } },
      },
      preset: "strict",
      options: { sidecars: ["acme-*"] },
      findings: [neverEnds("spec.jobTemplate.spec.template.spec.containers[0]", "mandatory")],
    },
    {
      name: "the only container in a Patch, which adds it to others",
      resource: { ...job(PROXY), type: `${JOB}Patch` },
      findings: [neverEnds("spec.template.spec.containers[0]")],
    },
    {
      name: "a member of a list",
      resource: { type: `${JOB}List`, props: { items: [job(MAIN, PROXY).props] } },
      findings: [neverEnds("items[0].spec.template.spec.containers[1]")],
    },
  ],
  unknown: [
    {
      name: "containers that are not known yet",
      resource: { type: JOB, props: { spec: { template: { spec: { containers: UNKNOWN } } } } },
      undetermined: ["spec.template.spec.containers: not known before pulumi up"],
    },
    {
      name: "a name that is not known yet",
      resource: job(MAIN, { name: UNKNOWN }),
      undetermined: ["spec.template.spec.containers[1].name: not known before pulumi up"],
    },
  ],
});
