import rbacBroadBinding from "../../../policies/src/rules/access/rbac-broad-binding.ts";
import deprecatedApis from "../../../policies/src/rules/scheduling/deprecated-apis.ts";
import objectAccepted from "../../../policies/src/rules/scheduling/object-accepted.ts";
import pdbNotBlocking from "../../../policies/src/rules/scheduling/pdb-not-blocking.ts";
import serviceReadiness from "../../../policies/src/rules/scheduling/service-readiness.ts";
import { autoscaler, binding, budget, object, workload } from "./objects.ts";
import { fails, passes, type Suite } from "./suite.ts";

const THREE = { replicas: 3 };
const TEAM = "what bounds a team wants is for a rule of its own; any bounds that the API server accepts work";
const FLOW_SCHEMA = "flowcontrol.apiserver.k8s.io";
const SINCE = "the sample is of an older Kubernetes; 1.32 removed v1beta3";
const PROBE = { readinessProbe: { tcpSocket: { port: 8080 } } };

/** The samples of library/general and what each suite.yaml there asserts. */
export const GATEKEEPER_LIBRARY: Suite = {
  name: "gatekeeper-library",
  source:
    "https://github.com/open-policy-agent/gatekeeper-library/tree/5c441fb645f257b2c428fe9aea22da24a94b5bab",
  date: "2026-07-20",
  checks: [
    {
      check: "poddisruptionbudget",
      rules: [pdbNotBlocking],
      findings: ["never", "workload"],
      cases: [
        passes("maxUnavailable 1", [budget({ maxUnavailable: 1 })]),
        fails("maxUnavailable 0", [budget({ maxUnavailable: 0 })]),
        passes("minAvailable 2 of 3", [workload(THREE), budget({ minAvailable: 2 })]),
        passes("maxUnavailable 1 of 3", [workload(THREE), budget({ maxUnavailable: 1 })]),
        passes("a selector with fewer labels than the pods", [
          workload(THREE, {}, { labels: { app: "shop", tier: "web" } }),
          budget({ minAvailable: 2 }),
        ]),
        passes("a budget for other pods", [
          workload({ replicas: 1 }),
          budget({ minAvailable: 2, selector: { matchLabels: { app: "cart" } } }),
        ]),
        fails("minAvailable 3 of 3", [workload(THREE), budget({ minAvailable: 3 })]),
      ],
    },
    {
      check: "horizontalpodautoscaler",
      rules: [objectAccepted],
      findings: ["autoscaler"],
      cases: [
        passes("3 to 6", [workload(), autoscaler({ minReplicas: 3, maxReplicas: 6 })]),
        fails("2 to 7, outside 3 to 6", [workload(), autoscaler({ minReplicas: 2, maxReplicas: 7 })], TEAM),
        fails("4 to 4, without a spread", [workload(), autoscaler({ minReplicas: 4, maxReplicas: 4 })], TEAM),
        fails(
          "a target that doesn't exist",
          [workload(), autoscaler({ minReplicas: 3, maxReplicas: 6 }, "cart")],
          "another stack can create the target",
        ),
      ],
    },
    {
      check: "disallowanonymous",
      rules: [rbacBroadBinding],
      cases: [
        passes(
          "a role in the constraint's allowedRoles",
          [binding("shop", "Group system:unauthenticated")],
          "allowed there by a parameter; here an exemption says so, with an owner and an end",
        ),
        fails("the group of everyone who doesn't log in", [binding("shop", "Group system:unauthenticated")]),
        fails("system:anonymous", [binding("shop", "Group system:anonymous")]),
        passes(
          "everyone who logs in, without the parameter disallowAuthenticated",
          [binding("shop", "Group system:authenticated")],
          "in EKS, these are all principals with an access entry and all pods",
        ),
        fails("everyone who logs in, with the parameter", [binding("shop", "Group system:authenticated")]),
      ],
    },
    {
      check: "verifydeprecatedapi",
      rules: [deprecatedApis],
      cases: [
        ...["apps/v1:Deployment", "networking.k8s.io/v1:Ingress", "batch/v1:CronJob"].map((type) =>
          passes(type, [object(type, {})]),
        ),
        passes("storage.k8s.io/v1:CSIStorageCapacity", [object("storage.k8s.io/v1:CSIStorageCapacity", {})]),
        ...[
          "apps/v1beta1:Deployment",
          "networking.k8s.io/v1beta1:Ingress",
          "batch/v1beta1:CronJob",
          `${FLOW_SCHEMA}/v1beta1:FlowSchema`,
          "storage.k8s.io/v1beta1:CSIStorageCapacity",
          `${FLOW_SCHEMA}/v1beta2:FlowSchema`,
        ].map((type) => fails(type, [object(type, {})])),
        passes("v1beta3 in 1.26", [object(`${FLOW_SCHEMA}/v1beta3:FlowSchema`, {})], SINCE),
        passes("v1beta3 in 1.29", [object(`${FLOW_SCHEMA}/v1beta3:FlowSchema`, {})], SINCE),
      ],
    },
    {
      check: "requiredprobes",
      rules: [serviceReadiness],
      cases: [
        passes("both probes", [object("core/v1:Pod", { spec: { containers: [PROBE] } })]),
        ...["the first of two containers without a readiness probe", "another without a liveness probe"].map(
          (name) =>
            fails(
              name,
              [object("core/v1:Pod", { spec: { containers: [{}, PROBE] } })],
              "a sidecar needs no probe for the pod to serve, and nothing in the stack sends it requests",
            ),
        ),
      ],
    },
  ],
};
