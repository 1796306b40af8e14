import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import objectAccepted from "../../../policies/src/rules/scheduling/object-accepted.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const JOB = "kubernetes:batch/v1:Job";
const CRON_JOB = "kubernetes:batch/v1:CronJob";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
const AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const CONTAINERS = [{ name: "main", image: "registry.example.com/shop/main:1.4" }];

const template = (restartPolicy: PropertyValue): PropertyObject => ({
  spec: { containers: CONTAINERS, restartPolicy },
});
const job = (spec: PropertyObject = {}, restartPolicy: PropertyValue = "Never") => ({
  type: JOB,
  props: { metadata: { name: "migrate" }, spec: { template: template(restartPolicy), ...spec } },
});
const cronJob = (metadata: PropertyObject, spec: PropertyObject = {}, jobSpec: PropertyObject = {}) => ({
  type: CRON_JOB,
  props: {
    metadata,
    spec: {
      schedule: "0 3 * * *",
      ...spec,
      jobTemplate: { spec: { template: template("OnFailure"), ...jobSpec } },
    },
  },
});
const workload = (
  type: string,
  selector: PropertyValue,
  labels: PropertyValue = { app: "cart" },
  name: PropertyValue = "cart",
) => ({
  type,
  props: {
    metadata: { name },
    spec: {
      ...(type === STATEFUL_SET && { serviceName: "cart" }),
      selector,
      template: { metadata: { labels }, spec: { containers: CONTAINERS } },
    },
  },
});
const CART = { matchLabels: { app: "cart" } };
const autoscaler = (
  bounds: PropertyObject,
  scaleTargetRef: PropertyValue = { apiVersion: "apps/v1", kind: "Deployment", name: "cart" },
) => ({
  type: AUTOSCALER,
  props: { metadata: { name: "cart" }, spec: { scaleTargetRef, ...bounds } },
});

const CPU = { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } };

const finding = (
  key: "restart-policy" | "indexes" | "below-minimum" | "name" | "selector" | "autoscaler",
  path: string,
  message: string,
) => ({ key, level: "mandatory" as const, path, message });
const RESTARTS = (found: string, path = "spec.template.spec.restartPolicy") =>
  finding("restart-policy", path, `${found}, so the API server rejects the Job; set Never or OnFailure`);
const selectorOf = (found: string) =>
  finding("selector", "spec.selector", `${found}; set matchLabels to labels of the pod template`);

ruleTester(objectAccepted, {
  valid: [
    { name: "a Job", resource: job({ parallelism: 0, completions: 2, backoffLimit: 0 }) },
    { name: "a Job that restarts in place", resource: job({}, "OnFailure") },
    {
      name: "an Indexed Job",
      resource: job({
        completionMode: "Indexed",
        completions: 4,
        backoffLimitPerIndex: 0,
        maxFailedIndexes: 4,
        successPolicy: { rules: [{ succeededCount: 1 }] },
      }),
    },
    { name: "a CronJob with the longest name", resource: cronJob({ name: "a".repeat(52) }) },
    {
      name: "a CronJob that Pulumi names",
      resource: { ...cronJob({}), name: "a".repeat(43) },
    },
    {
      name: "a CronJob whose name the API server generates",
      resource: { ...cronJob({ generateName: "report-" }), name: "a".repeat(60) },
    },
    { name: "a Deployment", resource: workload(DEPLOYMENT, CART) },
    { name: "a name of several labels", resource: workload(DEPLOYMENT, CART, undefined, "cart.shop-1") },
    {
      name: "a StatefulSet that selects by an expression",
      resource: workload(STATEFUL_SET, { matchExpressions: [{ key: "app", operator: "Exists" }] }),
    },
    {
      name: "a Deployment of an old API version, which copies the labels",
      resource: workload("kubernetes:apps/v1beta1:Deployment", undefined),
    },
    { name: "an autoscaler", resource: autoscaler({ minReplicas: 3, maxReplicas: 3 }) },
    {
      name: "an autoscaler down to zero, by the length of a queue",
      resource: autoscaler({
        minReplicas: 0,
        maxReplicas: 1,
        metrics: [
          { type: "Resource", resource: CPU },
          {
            type: "External",
            external: { metric: { name: "queue" }, target: { type: "Value", value: "1" } },
          },
        ],
      }),
    },
    { name: "an Indexed Job of one", resource: job({ completionMode: "Indexed" }) },
    { name: "a Patch, which leaves fields out", resource: { type: `${JOB}Patch`, props: { spec: {} } } },
    {
      name: "a Job with a selector of its own",
      resource: job({
        manualSelector: true,
        selector: { matchLabels: { app: "cart" } },
        template: {
          metadata: { labels: { app: "cart" } },
          spec: { containers: CONTAINERS, restartPolicy: "Never" },
        },
      }),
    },
  ],
  invalid: [
    {
      name: "a Job with the default restartPolicy",
      resource: job({}, null),
      findings: [RESTARTS("not set, which means Always")],
    },
    {
      name: "a Job with an empty restartPolicy",
      resource: job({}, ""),
      findings: [RESTARTS("not set, which means Always")],
    },
    {
      name: "a CronJob whose pods restart always",
      resource: cronJob({ name: "report" }, {}, { template: template("Always") }),
      findings: [RESTARTS("Always", "spec.jobTemplate.spec.template.spec.restartPolicy")],
    },
    {
      name: "the second Job of a list",
      resource: { type: `${JOB}List`, props: { items: [job().props, job({}, null).props] } },
      findings: [RESTARTS("not set, which means Always", "items[1].spec.template.spec.restartPolicy")],
    },
    {
      name: "limits for each index without indexes",
      resource: job({ backoffLimitPerIndex: 1, maxFailedIndexes: 1 }),
      findings: ["backoffLimitPerIndex", "maxFailedIndexes"].map((property) =>
        finding(
          "indexes",
          `spec.${property}`,
          `set for a Job without indexes, which the API server rejects; set completionMode to Indexed, or remove ${property}`,
        ),
      ),
    },
    {
      name: "a success policy without indexes",
      resource: job({ completionMode: "NonIndexed", successPolicy: { rules: [{ succeededCount: 1 }] } }),
      findings: [
        finding(
          "indexes",
          "spec.successPolicy",
          "set for a Job without indexes, which the API server rejects; set completionMode to Indexed, or remove successPolicy",
        ),
      ],
    },
    {
      name: "an Indexed Job without a number of indexes",
      resource: job({ completionMode: "Indexed", parallelism: 2 }),
      findings: [
        finding(
          "indexes",
          "spec.completions",
          "not set for an Indexed Job with parallelism, which the API server rejects; set the number of indexes",
        ),
      ],
    },
    {
      name: "failed indexes without a limit for each",
      resource: job({ completionMode: "Indexed", completions: 4, maxFailedIndexes: 1 }),
      findings: [
        finding(
          "indexes",
          "spec.backoffLimitPerIndex",
          "not set although maxFailedIndexes is, which the API server rejects; set how often each index may fail",
        ),
      ],
    },
    {
      name: "more failed indexes than there are",
      resource: job({
        completionMode: "Indexed",
        completions: 4,
        backoffLimitPerIndex: 1,
        maxFailedIndexes: 5,
      }),
      findings: [
        finding(
          "indexes",
          "spec.maxFailedIndexes",
          "5, which is more than completions (4), so the API server rejects the Job; set 4 or less",
        ),
      ],
    },
    {
      name: "a policy that fails indexes of a Job without a limit for each",
      resource: job({
        podFailurePolicy: {
          rules: [
            { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget" }] },
            { action: "FailIndex", onExitCodes: { operator: "In", values: [42] } },
          ],
        },
      }),
      findings: [
        finding(
          "indexes",
          "spec.podFailurePolicy.rules[1].action",
          "FailIndex without backoffLimitPerIndex, which the API server rejects; set backoffLimitPerIndex for an Indexed Job, or FailJob here",
        ),
      ],
    },
    {
      name: "numbers below zero",
      resource: cronJob({ name: "report" }, { failedJobsHistoryLimit: -1 }, { ttlSecondsAfterFinished: -5 }),
      findings: [
        finding(
          "below-minimum",
          "spec.failedJobsHistoryLimit",
          "-1, which the API server rejects; set 0 or more",
        ),
        finding(
          "below-minimum",
          "spec.jobTemplate.spec.ttlSecondsAfterFinished",
          "-5, which the API server rejects; set 0 or more",
        ),
      ],
    },
    {
      name: "a number below zero in a Patch",
      resource: { type: `${DEPLOYMENT}Patch`, props: { spec: { replicas: -1 } } },
      findings: [
        finding("below-minimum", "spec.replicas", "-1, which the API server rejects; set 0 or more"),
      ],
    },
    {
      name: "a name that is too long for a CronJob",
      resource: cronJob({ name: "a".repeat(53) }),
      findings: [
        finding(
          "name",
          "metadata.name",
          "53 characters, and the API server rejects more than 52; set a name of at most 52 characters",
        ),
      ],
    },
    {
      name: "a name that is too long with Pulumi's suffix",
      resource: { ...cronJob({}), name: "a".repeat(44) },
      findings: [
        {
          name: "a".repeat(44),
          ...finding(
            "name",
            "metadata.name",
            "not set, so Pulumi adds 9 characters to the resource's 44, and the API server rejects a CronJob's name of more than 52; set a name of at most 52 characters",
          ),
        },
      ],
    },
    {
      name: "a name with an underscore",
      resource: workload(DEPLOYMENT, CART, undefined, "shopping_cart"),
      findings: [
        finding(
          "name",
          "metadata.name",
          "has characters that the API server rejects in a name; set lower-case letters, digits, hyphens and dots, with a letter or digit at both ends",
        ),
      ],
    },
    {
      name: "a StatefulSet's name with a dot",
      resource: workload(STATEFUL_SET, CART, undefined, "cart.shop"),
      findings: [
        finding(
          "name",
          "metadata.name",
          "has characters that the API server rejects in a name; set lower-case letters, digits, hyphens, with a letter or digit at both ends",
        ),
      ],
    },
    {
      name: "a selector that matches other pods",
      resource: workload(DEPLOYMENT, CART, { app: "carts" }),
      findings: [
        selectorOf("does not match the labels of the pod template, so the API server rejects the object"),
      ],
    },
    {
      name: "a selector of pods without labels",
      resource: workload(STATEFUL_SET, CART, null),
      findings: [
        selectorOf("does not match the labels of the pod template, so the API server rejects the object"),
      ],
    },
    {
      name: "no selector",
      resource: workload(DEPLOYMENT, undefined),
      findings: [selectorOf("not set, which the API server rejects")],
    },
    {
      name: "an empty selector",
      resource: workload("kubernetes:apps/v1:DaemonSet", { matchLabels: {} }),
      findings: [selectorOf("empty, which the API server rejects")],
    },
    {
      name: "a selector of a Job",
      resource: job({ selector: { matchLabels: { app: "cart" } } }),
      findings: [
        finding(
          "selector",
          "spec.selector",
          "set, and the API server rejects selectors of Jobs that it does not generate itself; remove it",
        ),
      ],
    },
    {
      name: "an autoscaler without a maximum or a target",
      resource: autoscaler({}, {}),
      findings: [
        finding(
          "autoscaler",
          "spec.scaleTargetRef.apiVersion",
          "not set, so the API server rejects the autoscaler; set the apiVersion of the workload to scale",
        ),
        finding(
          "autoscaler",
          "spec.scaleTargetRef.kind",
          "not set, so the API server rejects the autoscaler; set the kind of the workload to scale",
        ),
        finding(
          "autoscaler",
          "spec.scaleTargetRef.name",
          "not set, so the API server rejects the autoscaler; set the name of the workload to scale",
        ),
        finding("autoscaler", "spec.maxReplicas", "not set, which the API server rejects; set 1 or more"),
      ],
    },
    {
      name: "an autoscaler with a maximum of zero",
      resource: autoscaler({ maxReplicas: 0 }),
      findings: [finding("autoscaler", "spec.maxReplicas", "0, which the API server rejects; set 1 or more")],
    },
    ...[undefined, [{ type: "Resource", resource: CPU }]].map((metrics, index) => ({
      name: `an autoscaler down to zero by the load of its pods, ${index === 0 ? "by default" : "as it says"}`,
      resource: autoscaler({ minReplicas: 0, maxReplicas: 1, metrics }),
      findings: [
        finding(
          "autoscaler",
          "spec.minReplicas",
          "0 without a metric of an object or from outside, which the API server rejects: no pods have no load; set 1 or more, or add a metric of type Object or External",
        ),
      ],
    })),
    {
      name: "an autoscaler whose minimum is above its maximum",
      resource: autoscaler({ minReplicas: 3, maxReplicas: 2 }),
      findings: [
        finding(
          "autoscaler",
          "spec.maxReplicas",
          "2, which is below minReplicas 3, so the API server rejects the autoscaler; set 3 or more",
        ),
      ],
    },
  ],
  unknown: [
    {
      name: "a restartPolicy that is not known yet",
      resource: job({}, UNKNOWN),
      undetermined: ["spec.template.spec.restartPolicy: not known before pulumi up"],
    },
    {
      name: "a restartPolicy that isn't one",
      resource: job({}, "Sometimes"),
      undetermined: ["spec.template.spec.restartPolicy: expected Never or OnFailure"],
    },
    {
      name: "a policy's rules that are not known yet",
      resource: job({ podFailurePolicy: { rules: UNKNOWN } }),
      undetermined: ["spec.podFailurePolicy.rules: not known before pulumi up"],
    },
    {
      name: "a policy's action that is not known yet",
      resource: job({ podFailurePolicy: { rules: [{ action: UNKNOWN }] } }),
      undetermined: ["spec.podFailurePolicy.rules[0].action: not known before pulumi up"],
    },
    {
      name: "a completion mode that is not known yet",
      resource: job({ completionMode: UNKNOWN, maxFailedIndexes: 1 }),
      undetermined: ["spec.completionMode: not known before pulumi up"],
    },
    {
      name: "a name that is not known yet",
      resource: cronJob({ name: UNKNOWN }),
      undetermined: ["metadata.name: not known before pulumi up"],
    },
    {
      name: "labels that are not known yet",
      resource: workload(DEPLOYMENT, CART, UNKNOWN),
      undetermined: ["spec.selector: labels or selector not known before pulumi up"],
    },
    {
      name: "a bound that is not known yet",
      resource: autoscaler({ minReplicas: UNKNOWN, maxReplicas: 1 }),
      undetermined: ["spec.minReplicas: not known before pulumi up"],
    },
    {
      name: "metrics of a type that is not known yet",
      resource: autoscaler({ minReplicas: 0, maxReplicas: 1, metrics: [{ type: UNKNOWN }] }),
      undetermined: ["spec.metrics[0].type: not known before pulumi up"],
    },
  ],
});
