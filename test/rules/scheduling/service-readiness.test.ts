import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import serviceReadiness from "../../../policies/src/rules/scheduling/service-readiness.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const PROBE = { httpGet: { path: "/ready", port: 8080 } };
const LABELS: PropertyValue = { app: "cart", tier: "web" };
const workload = (containers: PropertyValue, type = DEPLOYMENT, labels: PropertyValue = LABELS) => ({
  type,
  name: "cart",
  props: {
    metadata: { name: "cart", namespace: "shop" },
    spec: { template: { metadata: { labels }, spec: { containers } } },
  },
});
const service = (spec: PropertyObject, namespace = "shop", type = "kubernetes:core/v1:Service") => ({
  type,
  name: "service",
  props: { metadata: { name: "cart", namespace }, spec },
});
const pod = (labels: PropertyObject) => ({
  type: "kubernetes:core/v1:Pod",
  name: "cart",
  props: { metadata: { name: "cart", namespace: "shop", labels }, spec: { containers: [{ name: "main" }] } },
});
const CART = service({ selector: { app: "cart" } });
const strict = { preset: "strict" as const };
const missing = {
  key: "missing" as const,
  level: "advisory" as const,
  name: "cart",
  path: "spec.template.spec.containers",
  message:
    "a Service sends requests to the pods from their start, since no container has a readinessProbe; set a readinessProbe for the container that serves",
};

ruleTester(serviceReadiness, {
  valid: [
    {
      name: "a probe of one of two containers",
      stack: [workload([{ name: "log" }, { name: "main", readinessProbe: PROBE }]), CART],
      ...strict,
    },
    { name: "no Service", stack: [workload([{ name: "main" }])], ...strict },
    {
      name: "a Service for other pods",
      stack: [workload([{ name: "main" }]), service({ selector: { app: "cart", tier: "db" } })],
      ...strict,
    },
    {
      name: "a Service of another namespace",
      stack: [workload([{ name: "main" }]), service({ selector: { app: "cart" } }, "billing")],
      ...strict,
    },
    {
      name: "Services without pods of their own",
      stack: [workload([{ name: "main" }]), service({}), { ...service({ selector: {} }), name: "empty" }],
      ...strict,
    },
    {
      name: "Patches",
      stack: [workload([{ name: "main" }], `${DEPLOYMENT}Patch`), CART],
      ...strict,
    },
    {
      name: "a Patch of a Service",
      stack: [
        workload([{ name: "main" }]),
        service({ selector: { app: "cart" } }, "shop", "kubernetes:core/v1:ServicePatch"),
      ],
      ...strict,
    },
  ],
  invalid: [
    { name: "no probe", stack: [workload([{ name: "main" }]), CART], ...strict, findings: [missing] },
    {
      name: "a Pod that no workload creates",
      stack: [pod({ app: "cart" }), CART],
      ...strict,
      findings: [{ ...missing, path: "spec.containers" }],
    },
    {
      name: "a liveness probe only, of a DaemonSet",
      stack: [workload([{ name: "main", livenessProbe: PROBE }], "kubernetes:apps/v1:DaemonSet"), CART],
      ...strict,
      findings: [missing],
    },
  ],
  unknown: [
    {
      name: "a Pod with labels that are not known yet",
      stack: [pod({ app: UNKNOWN }), CART],
      ...strict,
      undetermined: ["metadata: a Service in the stack may select its pods"],
    },
    {
      name: "labels that are not known yet",
      stack: [workload([{ name: "main" }], DEPLOYMENT, UNKNOWN), CART],
      ...strict,
      undetermined: ["metadata: a Service in the stack may select its pods"],
    },
    {
      name: "a selector that is not known yet",
      stack: [workload([{ name: "main" }]), service({ selector: { app: UNKNOWN } })],
      ...strict,
      undetermined: ["metadata: a Service in the stack may select its pods"],
    },
    {
      name: "containers that are not known yet",
      stack: [workload(UNKNOWN), CART],
      ...strict,
      undetermined: ["spec.template.spec.containers: not known before pulumi up"],
    },
  ],
});
