import kubeconfigExec from "../../../policies/src/rules/access/kubeconfig-exec.ts";
import rbacBroadBinding from "../../../policies/src/rules/access/rbac-broad-binding.ts";
import rbacWildcard from "../../../policies/src/rules/access/rbac-wildcard.ts";
import noDocker from "../../../policies/src/rules/nodes/no-docker.ts";
import deprecatedApis from "../../../policies/src/rules/scheduling/deprecated-apis.ts";
import pdbNotBlocking from "../../../policies/src/rules/scheduling/pdb-not-blocking.ts";
import pdbRequired from "../../../policies/src/rules/scheduling/pdb-required.ts";
import workloadSpread from "../../../policies/src/rules/scheduling/workload-spread.ts";
import { binding, budget, object, role, workload } from "./objects.ts";
import { fails, passes, type Suite } from "./suite.ts";

const BLOCKS = ["never", "workload", "several", "both", "out-of-range"];
const KINDS = ["Role", "ClusterRole"] as const;
const READ = ["get", "list", "watch"];
const PODS = { apiGroups: [""], resources: ["pods"], verbs: READ };
const RBAC_GROUP = ["rbac.authorization.k8s.io"];
const OTHER_FIELD = "a wildcard in the other field is one as well";
const STATEFUL_SET = { kind: "apps/v1:StatefulSet" };
const ROUNDED = "maxUnavailable is rounded up, so one pod at least can be evicted";
const ALWAYS_SOME =
  "how many pods that is depends on the workload, which isn't in the stack; at 51% of 3 pods, one can be evicted";
const socket = (path: string) =>
  object("core/v1:Pod", { spec: { volumes: [{ name: "socket", hostPath: { path } }] } });
const constraint = (topologyKey: string) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: { app: "shop" } },
});
const spread = (...keys: readonly string[]) => [
  workload({ replicas: 3 }, { topologySpreadConstraints: keys.map(constraint) }),
];

/** The resources of the chainsaw and CLI tests beside each policy. */
export const KYVERNO_POLICIES: Suite = {
  name: "kyverno-policies",
  source: "https://github.com/kyverno/policies/tree/b9c4317ce02256dc66118e08bb3e9345e7bfce5c",
  date: "2026-03-06",
  checks: [
    {
      check: "pdb-maxunavailable",
      rules: [pdbNotBlocking],
      findings: BLOCKS,
      cases: [
        fails("0", [budget({ maxUnavailable: 0 })]),
        passes("1", [budget({ maxUnavailable: 1 })]),
        passes("minAvailable 1", [budget({ minAvailable: 1 })]),
        passes("neither", [budget({})], "without a threshold, Kubernetes allows no disruptions"),
        fails("-1", [budget({ maxUnavailable: -1 })]),
      ],
    },
    {
      check: "pdb-maxunavailable-with-deployments",
      rules: [pdbNotBlocking],
      findings: BLOCKS,
      cases: [
        fails("0", [workload({ replicas: 2 }), budget({ maxUnavailable: 0 })]),
        passes(
          "0 for a Deployment without replicas",
          [workload({ replicas: 0 }), budget({ maxUnavailable: 0 })],
          "it blocks every drain once somebody scales the Deployment",
        ),
      ],
    },
    {
      check: "pdb-minavailable",
      rules: [pdbNotBlocking],
      findings: BLOCKS,
      cases: [
        fails("1 of 1", [budget({ minAvailable: 1 }), workload({ replicas: 1 }, {}, STATEFUL_SET)]),
        passes("1 of 2", [budget({ minAvailable: 1 }), workload({ replicas: 2 }, {}, STATEFUL_SET)]),
        passes("another namespace", [
          budget({ minAvailable: 1 }),
          workload({ replicas: 1 }, {}, { ...STATEFUL_SET, namespace: "cart" }),
        ]),
        passes("other pods", [
          budget({ minAvailable: 1 }),
          workload({ replicas: 1 }, {}, { ...STATEFUL_SET, labels: { app: "cart" } }),
        ]),
        passes("no pods", [budget({ minAvailable: 1 }), workload({ replicas: 0 }, {}, STATEFUL_SET)]),
      ],
    },
    {
      check: "deployment-replicas-higher-than-pdb",
      rules: [pdbNotBlocking],
      findings: BLOCKS,
      cases: [
        ...[3, 4, 5].map((minAvailable) =>
          fails(
            `${minAvailable} for Deployments of 3 and 5 pods`,
            [
              workload({ replicas: 3 }),
              workload({ replicas: 5 }, {}, { name: "second" }),
              budget({ minAvailable }),
            ],
            "the budget counts the pods of both Deployments, eight together",
          ),
        ),
        ...[1, 2].map((minAvailable) =>
          passes(`${minAvailable} for them`, [
            workload({ replicas: 3 }),
            workload({ replicas: 5 }, {}, { name: "second" }),
            budget({ minAvailable }),
          ]),
        ),
        passes("3 of other pods", [
          workload({ replicas: 3 }),
          budget({ minAvailable: 3, selector: { matchLabels: { app: "cart" } } }),
        ]),
        passes("maxUnavailable", [workload({ replicas: 3 }), budget({ maxUnavailable: 3 })]),
      ],
    },
    {
      check: "require-replicas-allow-disruption",
      rules: [pdbNotBlocking],
      findings: BLOCKS,
      cases: [
        fails("2 pods, one of the budgets needs 2", [
          workload({ replicas: 2 }),
          budget({ minAvailable: 1 }),
          budget({ minAvailable: 2 }, "second"),
        ]),
        passes(
          "3 pods, the budgets need 1 and 2",
          [workload({ replicas: 3 }), budget({ minAvailable: 1 }), budget({ minAvailable: 2 }, "second")],
          "Kubernetes evicts no pod that two budgets select",
        ),
      ],
    },
    {
      check: "require-reasonable-pdbs",
      rules: [pdbNotBlocking],
      findings: BLOCKS,
      cases: [
        ...[49, 40, 30, 20, 10].map((percent) =>
          fails(`maxUnavailable ${percent}%`, [budget({ maxUnavailable: `${percent}%` })], ROUNDED),
        ),
        fails("maxUnavailable 0%", [budget({ maxUnavailable: "0%" })]),
        ...[50, 51, 60, 70, 80, 90, 100].map((percent) =>
          passes(`maxUnavailable ${percent}%`, [budget({ maxUnavailable: `${percent}%` })]),
        ),
        ...[51, 60, 70, 80, 90, 99].map((percent) =>
          fails(`minAvailable ${percent}%`, [budget({ minAvailable: `${percent}%` })], ALWAYS_SOME),
        ),
        ...[50, 40, 30, 20, 10, 1].map((percent) =>
          passes(`minAvailable ${percent}%`, [budget({ minAvailable: `${percent}%` })]),
        ),
      ],
    },
    {
      check: "require-pdb",
      rules: [pdbRequired],
      cases: [
        ...["apps/v1:Deployment", "apps/v1:StatefulSet"].flatMap((kind) => [
          fails(`${kind} that the budget doesn't select`, [
            budget({ minAvailable: 0, selector: { matchLabels: { app: "shop", tier: "web" } } }),
            workload({ replicas: 3 }, {}, { kind }),
          ]),
          fails(`${kind} with another label`, [
            budget({ minAvailable: 0, selector: { matchLabels: { app: "shop", tier: "web" } } }),
            workload({ replicas: 3 }, {}, { kind, labels: { app: "shop", tier: "db" } }),
          ]),
          passes(`${kind} with a budget`, [
            budget({ minAvailable: 0 }),
            workload({ replicas: 3 }, {}, { kind, labels: { app: "shop", tier: "web" } }),
          ]),
        ]),
        passes("two pods with a budget", [budget({ minAvailable: 0 }), workload({ replicas: 2 })]),
        passes("one pod", [workload({ replicas: 1 }, {}, STATEFUL_SET)]),
      ],
    },
    {
      check: "restrict-binding-clusteradmin",
      rules: [rbacBroadBinding],
      cases: [
        fails("a group", [binding("cluster-admin", "Group manager")]),
        fails("a service account", [binding("cluster-admin", "ServiceAccount manager")]),
        passes("a group, another role", [binding("secret-reader", "Group manager")]),
        passes("a service account, another role", [binding("foo-reader", "ServiceAccount manager")]),
        ...["User foo", "ServiceAccount foo"].flatMap((subject) => [
          fails(
            `a Role of that name, ${subject}`,
            [binding("cluster-admin", subject, "RoleBinding", "shop", "Role")],
            "a Role of that name is a team's own, in one namespace; rbac-wildcard judges what it allows",
          ),
          passes(`another Role, ${subject}`, [binding("foo-bar", subject, "RoleBinding", "shop", "Role")]),
        ]),
      ],
    },
    {
      check: "restrict-binding-system-groups",
      rules: [rbacBroadBinding],
      cases: ["ClusterRoleBinding", "RoleBinding"].flatMap((kind) => [
        ...["system:anonymous", "system:unauthenticated", "system:masters"].map((group) =>
          fails(`${kind} of ${group}`, [binding("manager", `Group ${group}`, kind)]),
        ),
        ...["Group secret-reader", "ServiceAccount foo-reader", "Group system:foo"].map((subject) =>
          passes(`${kind} of ${subject}`, [binding("manager", subject, kind)]),
        ),
      ]),
    },
    {
      check: "restrict-clusterrole-csr",
      rules: [rbacWildcard],
      cases: [
        passes("reading pods", [role([PODS])]),
        fails(
          "approval, in the group of pods",
          [
            role([
              { apiGroups: [""], resources: ["certificatesigningrequests/approval"], verbs: ["update"] },
            ]),
          ],
          "the core group has no certificates; the same rule in certificates.k8s.io is reported",
        ),
        fails("approval, in the group of certificates", [
          role([
            {
              apiGroups: ["certificates.k8s.io"],
              resources: ["certificatesigningrequests/approval"],
              verbs: ["update"],
            },
          ]),
        ]),
      ],
    },
    {
      check: "restrict-clusterrole-mutating-validating-admission-webhooks",
      rules: [rbacWildcard],
      cases: [READ, ["create", "update", "patch"]].map((verbs) =>
        (verbs === READ ? passes : fails)(verbs.join(), [
          role([
            PODS,
            {
              apiGroups: ["admissionregistration.k8s.io"],
              resources: ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
              verbs,
            },
          ]),
        ]),
      ),
    },
    {
      check: "restrict-clusterrole-nodesproxy",
      rules: [rbacWildcard],
      cases: [
        fails("nodes/proxy", [role([{ apiGroups: [""], resources: ["nodes/proxy"], verbs: ["get"] }])]),
        fails("nodes/proxy among others", [
          role([{ apiGroups: [""], resources: ["pods", "nodes/proxy"], verbs: ["get", "create"] }]),
        ]),
        passes("nodes", [role([{ apiGroups: [""], resources: ["nodes"], verbs: READ }])]),
        passes("pods", [role([PODS])]),
      ],
    },
    {
      check: "restrict-escalation-verbs-roles",
      rules: [rbacWildcard],
      cases: KINDS.flatMap((kind) => [
        fails(`${kind}: bind`, [
          role([PODS, { ...PODS, apiGroups: RBAC_GROUP, resources: ["roles"], verbs: ["bind"] }], kind),
        ]),
        fails(`${kind}: escalate`, [
          role(
            [PODS, { apiGroups: RBAC_GROUP, resources: ["clusterroles"], verbs: ["update", "escalate"] }],
            kind,
          ),
        ]),
        passes(`${kind}: update`, [
          role([{ apiGroups: RBAC_GROUP, resources: ["clusterroles"], verbs: ["update", "list"] }], kind),
        ]),
        passes(`${kind}: pods`, [role([PODS], kind)]),
        ...(kind === "Role"
          ? []
          : [
              fails(`${kind}: everything`, [
                role([{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }], kind),
              ]),
            ]),
      ]),
    },
    {
      check: "restrict-wildcard-resources",
      rules: [rbacWildcard],
      cases: KINDS.flatMap((kind) => [
        fails(`${kind}: among others`, [
          role([{ apiGroups: [""], resources: ["namespaces", "*", "pods"], verbs: ["get"] }], kind),
        ]),
        fails(`${kind}: of one group`, [
          role([{ apiGroups: ["apps"], resources: ["*"], verbs: READ }], kind),
        ]),
        fails(`${kind}: to write`, [role([{ apiGroups: [""], resources: ["*"], verbs: ["update"] }], kind)]),
        passes(`${kind}: none`, [role([PODS], kind)]),
        passes(`${kind}: none, to write`, [
          role(
            [{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "create", "update"] }],
            kind,
          ),
        ]),
        passes(`${kind}: of groups`, [
          role([{ apiGroups: ["*"], resources: ["secrets"], verbs: ["create", "update"] }], kind),
        ]),
        passes(
          `${kind}: of verbs`,
          [role([{ apiGroups: [""], resources: ["secrets"], verbs: ["*"] }], kind)],
          OTHER_FIELD,
        ),
      ]),
    },
    {
      check: "restrict-wildcard-verbs",
      rules: [rbacWildcard],
      cases: KINDS.flatMap((kind) => [
        fails(`${kind}: alone`, [
          role([{ apiGroups: [""], resources: ["namespaces", "pods"], verbs: ["*"] }], kind),
        ]),
        fails(`${kind}: of everything in a group`, [
          role([{ apiGroups: ["apps"], resources: ["*"], verbs: ["get", "*"] }], kind),
        ]),
        fails(`${kind}: among others`, [
          role([{ apiGroups: [""], resources: ["pods"], verbs: ["update", "*", "create"] }], kind),
        ]),
        passes(`${kind}: none`, [role([PODS], kind)]),
        passes(`${kind}: none, to write`, [
          role([{ apiGroups: ["batch"], resources: ["secrets"], verbs: ["create", "patch"] }], kind),
        ]),
        passes(
          `${kind}: of resources`,
          [role([{ apiGroups: ["apps"], resources: ["*"], verbs: ["create", "patch"] }], kind)],
          OTHER_FIELD,
        ),
      ]),
    },
    {
      check: "disallow-cri-sock-mount",
      rules: [noDocker],
      cases: [
        fails("Docker's", [socket("/var/run/docker.sock")]),
        ...["containerd/containerd.sock", "crio/crio.sock", "cri-dockerd.sock"].map((path) =>
          fails(
            path,
            [socket(`/var/run/${path}`)],
            "the rule is about Docker, which nodes don't run; who may mount a host's paths is for the Pod Security Standards",
          ),
        ),
        passes("an emptyDir", [object("core/v1:Pod", { spec: { volumes: [{ emptyDir: {} }] } })]),
        passes("no volumes", [object("core/v1:Pod", { spec: {} })]),
      ],
    },
    {
      check: "check-deprecated-apis",
      rules: [deprecatedApis],
      cases: [
        passes("batch/v1:CronJob", [object("batch/v1:CronJob", {})]),
        ...[
          "batch/v1beta1:CronJob",
          "flowcontrol.apiserver.k8s.io/v1beta2:FlowSchema",
          "flowcontrol.apiserver.k8s.io/v1beta3:FlowSchema",
        ].map((type) => fails(type, [object(type, {})])),
      ],
    },
    {
      check: "deny-secret-service-account-token-type",
      rules: [kubeconfigExec],
      cases: [
        fails("a token", [object("core/v1:Secret", { type: "kubernetes.io/service-account-token" })]),
        passes("another Secret", [object("core/v1:Secret", { type: "Opaque" })]),
      ],
    },
    {
      check: "topologyspreadconstraints-policy",
      rules: [workloadSpread],
      cases: [
        passes("by zone and by node", spread("topology.kubernetes.io/zone", "kubernetes.io/hostname")),
        passes("too few pods", [workload({ replicas: 1 })]),
        fails("none", spread()),
        ...["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((key) =>
          fails(
            `by ${key} and by a label of the team`,
            spread("foo.bar/test", key),
            "one of the two is enough for replicas to survive the loss of a node",
          ),
        ),
      ],
    },
  ],
};
