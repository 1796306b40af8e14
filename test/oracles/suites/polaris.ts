import rbacBroadBinding from "../../../policies/src/rules/access/rbac-broad-binding.ts";
import rbacWildcard from "../../../policies/src/rules/access/rbac-wildcard.ts";
import type { PropertyObject } from "../../../policies/src/rule/property-value.ts";
import pdbNotBlocking from "../../../policies/src/rules/scheduling/pdb-not-blocking.ts";
import pdbRequired from "../../../policies/src/rules/scheduling/pdb-required.ts";
import serviceReadiness from "../../../policies/src/rules/scheduling/service-readiness.ts";
import workloadSpread from "../../../policies/src/rules/scheduling/workload-spread.ts";
import { autoscaler, binding, budget, object, role, workload } from "./objects.ts";
import { fails, passes, type Case, type Check, type Suite } from "./suite.ts";

const THREE = { replicas: 3 };
const OTHER = { selector: { matchLabels: { app: "cart" } } };
const HPA = autoscaler({ minReplicas: 5, maxReplicas: 7 });
const AS_MANY = "a budget for as many pods as may run blocks every drain, however that number comes about";
const ALL = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete"];
const ONE_FIELD = "one wildcard is enough: it covers what nobody thought of";
const EXEMPT = "no name of a binding makes the role smaller";

/** What the checks on bindings to administrators have in common: a binding to a role of the stack. */
function administrators(
  check: string,
  bindingKind: "ClusterRoleBinding" | "RoleBinding",
  roleKind: "ClusterRole" | "Role",
  more: readonly Case[],
): Check {
  const bound = (rule: PropertyObject, bindingName = "shop", roleName = "shop") => [
    role([rule], roleKind, roleName),
    binding(roleName, "User somebody", bindingKind, bindingName, roleKind),
  ];
  return {
    check,
    rules: [rbacBroadBinding, rbacWildcard],
    cases: [
      fails("everything", bound(ALL)),
      fails("all verbs by name", bound({ ...ALL, verbs: VERBS })),
      fails("all verbs by name, in another order", bound({ ...ALL, verbs: [...VERBS].reverse() })),
      fails("everything, by a role of the system's name", bound(ALL, "shop", "system:shop")),
      passes(
        "two verbs of one kind",
        bound({ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }),
      ),
      passes("everything in one group", bound({ ...ALL, apiGroups: [""] }), ONE_FIELD),
      passes("all verbs of one kind", bound({ ...ALL, resources: ["pods"] }), ONE_FIELD),
      passes("two verbs of everything", bound({ ...ALL, verbs: ["get", "list"] }), ONE_FIELD),
      passes("a binding of the system's name", bound(ALL, "system:shop"), EXEMPT),
      passes("a binding of GKE's name", bound(ALL, "gce:podsecuritypolicy:calico-sa"), EXEMPT),
      ...more,
    ],
  };
}

/** The objects in test/checks: the names of the files say whether they pass. Workloads with three replicas where there are budgets. */
export const POLARIS: Suite = {
  name: "polaris",
  source: "https://github.com/FairwindsOps/polaris/tree/c0e23a233b2087272a7f524f1b922f4e3f2f9689",
  date: "2026-08-21",
  checks: [
    {
      check: "pdbDisruptionsIsZero",
      rules: [pdbNotBlocking],
      findings: ["never", "both"],
      cases: [
        fails("maxUnavailable 0", [budget({ maxUnavailable: 0 })]),
        fails("minAvailable 100%", [budget({ minAvailable: "100%" })]),
        fails("minAvailable 100% and maxUnavailable 5", [
          budget({ minAvailable: "100%", maxUnavailable: 5 }),
        ]),
        passes("maxUnavailable 5%", [budget({ maxUnavailable: "5%" })]),
        passes("minAvailable 5", [budget({ minAvailable: 5 })]),
        passes("nothing, not even a selector", [budget({ selector: undefined })]),
        passes(
          "minAvailable 5 and maxUnavailable 10%",
          [budget({ minAvailable: 5, maxUnavailable: "10%" })],
          "the API server rejects both together",
        ),
      ],
    },
    {
      check: "missingPodDisruptionBudget",
      rules: [pdbRequired],
      cases: [
        fails("no budget", [workload(THREE)]),
        fails("a budget in another namespace", [
          workload(THREE),
          budget({ minAvailable: 2 }, "shop", "cart"),
        ]),
        fails("a budget for other pods", [workload(THREE), budget({ minAvailable: 2, ...OTHER })]),
        fails("pods with an empty map of labels", [
          workload(THREE, {}, { labels: {} }),
          budget({ minAvailable: 2 }),
        ]),
        fails("pods without labels", [
          workload({ ...THREE, template: { metadata: {} } }),
          budget({ minAvailable: 2 }),
        ]),
        fails("pods without metadata", [workload({ ...THREE, template: {} }), budget({ minAvailable: 2 })]),
        fails("labels of the workload only", [
          object("apps/v1:Deployment", {
            metadata: { name: "shop", namespace: "shop", labels: { app: "shop" } },
            spec: { ...THREE, template: {} },
          }),
          budget({ minAvailable: 2 }),
        ]),
        passes("a budget", [
          workload(THREE, {}, { labels: { app: "shop", a: "b" } }),
          budget({ minAvailable: 2 }),
        ]),
        passes("a budget among others", [
          workload(THREE),
          budget({ minAvailable: 2 }),
          budget({ minAvailable: 2, ...OTHER }, "cart"),
        ]),
      ],
    },
    {
      check: "pdbMinAvailableGreaterThanHPAMinReplicas",
      rules: [pdbNotBlocking],
      findings: ["workload", "never", "out-of-range"],
      cases: [
        fails("150% of the pods", [
          workload({ replicas: 10 }),
          budget({ minAvailable: "150%" }),
          autoscaler({ minReplicas: 10 }),
        ]),
        fails("10 of 5 pods", [workload(), budget({ minAvailable: 10 }), HPA]),
        passes("50% of the pods", [
          workload({ replicas: 10 }),
          budget({ minAvailable: "50%" }),
          autoscaler({ minReplicas: 10 }),
        ]),
        passes("50% of the pods, without replicas", [workload(), budget({ minAvailable: "50%" }), HPA]),
        passes("maxUnavailable", [workload(), budget({ maxUnavailable: 5 }), HPA]),
        passes("2 of 5 pods", [workload(), budget({ minAvailable: 2 }), HPA]),
        passes("5 of 5 pods", [workload(), budget({ minAvailable: 5 }), HPA], AS_MANY),
        passes(
          "an HPA for another workload",
          [workload(), budget({ minAvailable: 5 }), autoscaler({ minReplicas: 5 }, "cart")],
          AS_MANY,
        ),
        passes("no HPA", [workload(), budget({ minAvailable: 5 })], AS_MANY),
        passes(
          "an HPA without minReplicas, which means 1",
          [workload(), budget({ minAvailable: 2 }), autoscaler({})],
          AS_MANY,
        ),
        passes("a budget for other pods", [workload(), budget({ minAvailable: 5, ...OTHER }), HPA]),
        passes("a budget and an HPA for others", [
          workload(),
          budget({ minAvailable: 5, ...OTHER }),
          autoscaler({ minReplicas: 5 }, "cart"),
        ]),
        passes("no budget", [workload(), HPA]),
        passes("neither", [workload()]),
      ],
    },
    administrators("clusterrolebindingClusterAdmin", "ClusterRoleBinding", "ClusterRole", [
      fails("cluster-admin", [binding("cluster-admin", "User somebody")]),
    ]),
    administrators("rolebindingClusterAdminClusterRole", "RoleBinding", "ClusterRole", [
      fails(
        "cluster-admin",
        [binding("cluster-admin", "User somebody", "RoleBinding")],
        "in a RoleBinding, cluster-admin is administrator of one namespace, as admin is",
      ),
      passes("a Role", [
        role([{ apiGroups: [""], resources: ["pods"], verbs: ["get", "create"] }], "Role"),
        binding("shop", "User somebody", "RoleBinding", "shop", "Role"),
      ]),
      passes("a Role, for a service account", [
        role([{ apiGroups: [""], resources: ["services"], verbs: ["get", "list"] }], "Role"),
        binding("shop", "ServiceAccount shop", "RoleBinding", "shop", "Role"),
      ]),
    ]),
    administrators("rolebindingClusterAdminRole", "RoleBinding", "Role", [
      passes("a ClusterRole", [
        role([{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }]),
        binding("shop", "User somebody", "RoleBinding"),
      ]),
    ]),
    {
      check: "topologySpreadConstraint",
      rules: [workloadSpread],
      cases: [
        fails("an empty list", [workload(THREE, { topologySpreadConstraints: [] })]),
        fails("none", [workload(THREE)]),
        passes(
          "one that selects other pods",
          [
            workload(THREE, {
              topologySpreadConstraints: [
                {
                  maxSkew: 1,
                  topologyKey: "kubernetes.io/hostname",
                  whenUnsatisfiable: "DoNotSchedule",
                  labelSelector: { matchLabels: { app: "foo" } },
                },
              ],
            }),
          ],
          "it counts none of the workload's pods, so it spreads none",
        ),
      ],
    },
    {
      check: "readinessProbeMissing",
      rules: [serviceReadiness],
      cases: [
        fails(
          "a Pod without a Service",
          [object("core/v1:Pod", { spec: { containers: [{ name: "readiness" }] } })],
          "nothing in the stack sends requests to it",
        ),
        passes("a probe", [
          object("core/v1:Pod", {
            spec: { containers: [{ name: "readiness", readinessProbe: { exec: { command: ["true"] } } }] },
          }),
        ]),
      ],
    },
  ],
};
