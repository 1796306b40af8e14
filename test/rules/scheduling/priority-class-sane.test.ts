import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import priorityClassSane from "../../../policies/src/rules/scheduling/priority-class-sane.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const TYPE = "kubernetes:scheduling.k8s.io/v1:PriorityClass";
const priorityClass = (props: PropertyObject, type = TYPE) => ({
  type,
  props: { metadata: { name: "services" }, ...props },
});
const advisory = { level: "advisory" as const };
const tooHigh = (value: number, max = 999_999_999) => ({
  ...advisory,
  key: "too-high" as const,
  path: "value",
  message: `value is ${value}; set ${max} or less`,
});
const preempts = (path = "preemptionPolicy") => ({
  ...advisory,
  key: "preempts" as const,
  path,
  message: "batch pods may preempt other pods; set preemptionPolicy to Never",
});
const BATCH = { metadata: { name: "nightly-batch" } };

ruleTester(priorityClassSane, {
  valid: [
    { name: "services", resource: priorityClass({ value: 1000, globalDefault: true }) },
    { name: "the highest value", resource: priorityClass({ value: 999_999_999 }) },
    {
      name: "a batch class that doesn't preempt",
      resource: priorityClass({ ...BATCH, value: 0, preemptionPolicy: "Never" }),
    },
    {
      name: "a service whose name only begins like that of a batch class",
      resource: priorityClass({ metadata: { name: "jobservice-critical" }, value: 100_000 }),
    },
    {
      name: "the lowest value for which Cluster Autoscaler adds nodes",
      stack: [priorityClass({ value: -10, preemptionPolicy: "Never" })],
    },
    {
      name: "a lower value, in a cluster that Karpenter scales",
      stack: [
        priorityClass({ value: -1000, preemptionPolicy: "Never" }),
        { type: "kubernetes:karpenter.sh/v1:NodePool", name: "batch", props: {} },
      ],
    },
    {
      name: "a lower value, in a cluster in Auto Mode",
      stack: [
        priorityClass({ value: -1000, preemptionPolicy: "Never" }),
        {
          type: "aws:eks/cluster:Cluster",
          name: "cluster",
          props: { computeConfig: { enabled: true } },
        },
      ],
    },
    {
      name: "a batch class by another name",
      resource: priorityClass({ ...BATCH, value: 1 }),
      options: { batchClasses: [] },
    },
    { name: "a class that Pulumi names", resource: { type: TYPE, props: { metadata: {}, value: 1 } } },
    {
      name: "one default of several classes",
      stack: [
        priorityClass({ value: 0, globalDefault: true }),
        { ...priorityClass({ value: 1, globalDefault: false }), name: "other" },
      ],
    },
    {
      name: "a Patch that leaves the policy to its owner",
      resource: priorityClass({ ...BATCH, description: "Batch." }, `${TYPE}Patch`),
    },
  ],
  invalid: [
    {
      name: "a value that is too high",
      resource: priorityClass({ value: 1_000_000_000 }),
      findings: [tooHigh(1_000_000_000)],
    },
    {
      name: "a value that is too high for the team, of an old API version",
      resource: priorityClass({ value: 1001 }, "kubernetes:scheduling.k8s.io/v1beta1:PriorityClass"),
      options: { max: 1000 },
      findings: [tooHigh(1001, 1000)],
    },
    {
      name: "a batch class with the default policy",
      resource: priorityClass({ ...BATCH, value: 5 }),
      findings: [preempts()],
    },
    {
      name: "a class below zero that preempts, under strict",
      resource: priorityClass({ value: -1, preemptionPolicy: "PreemptLowerPriority" }),
      preset: "strict",
      findings: [preempts()],
    },
    ...["batch", "batch-low", "spark-job", "cronjobs", "job-low", "ml-batch-gpu"].map((name) => ({
      name: `a class that is called ${name}`,
      resource: priorityClass({ metadata: { name }, value: 1 }),
      findings: [preempts()],
    })),
    {
      name: "a value for which Cluster Autoscaler adds no nodes",
      stack: [priorityClass({ value: -11, preemptionPolicy: "Never" })],
      findings: [
        {
          ...advisory,
          key: "expendable" as const,
          path: "value",
          message:
            "value is -11, and Cluster Autoscaler adds no nodes for such pods, which then wait for ever; set -10 or more",
        },
      ],
    },
    {
      name: "a value below the team's cutoff",
      stack: [priorityClass({ value: -2, preemptionPolicy: "Never" })],
      options: { min: -1 },
      findings: [
        {
          ...advisory,
          key: "expendable" as const,
          path: "value",
          message:
            "value is -2, and Cluster Autoscaler adds no nodes for such pods, which then wait for ever; set -1 or more",
        },
      ],
    },
    {
      name: "two defaults",
      stack: [
        priorityClass({ value: 0, globalDefault: true }),
        { ...priorityClass({ value: 1, globalDefault: true }), name: "other" },
      ],
      findings: [
        {
          ...advisory,
          key: "several-defaults",
          name: "subject",
          path: "globalDefault",
          message: 'a second globalDefault in addition to "other"; set it for only one class',
        },
      ],
    },
    {
      name: "one member of a list",
      resource: {
        type: "kubernetes:scheduling.k8s.io/v1:PriorityClassList",
        props: { items: [{ value: 1 }, { ...BATCH, value: 1 }] },
      },
      findings: [preempts("items[1].preemptionPolicy")],
    },
  ],
  unknown: [
    {
      name: "a lower value, in a cluster that may be in Auto Mode",
      stack: [
        priorityClass({ value: -1000, preemptionPolicy: "Never" }),
        {
          type: "aws:eks/cluster:Cluster",
          name: "cluster",
          props: { computeConfig: { enabled: UNKNOWN } },
        },
      ],
      undetermined: ["computeConfig.enabled: not known before pulumi up"],
    },
    {
      name: "a value and a name that are not known yet",
      resource: priorityClass({ value: UNKNOWN, metadata: { name: UNKNOWN } }),
      undetermined: ["value: not known before pulumi up", "metadata.name: not known before pulumi up"],
    },
    {
      name: "a policy that is not known yet",
      resource: priorityClass({ ...BATCH, value: 1, preemptionPolicy: UNKNOWN }),
      undetermined: ["preemptionPolicy: not known before pulumi up"],
    },
  ],
});
