import { CLUSTER_ROLE, ROLE } from "../../rule/kubernetes-kinds.ts";
import { holds } from "../../rule/reading.ts";
import { defineRule } from "../../rule/rule.ts";
import { joined, text, type Text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

const ESCALATION_VERBS = ["bind", "escalate", "impersonate"] as const;

export default defineRule({
  id: "rbac-wildcard",
  title: "Roles list what they allow",
  severity: "medium",
  frameworks: {
    checkov: [
      "CKV2_K8S_2",
      "CKV2_K8S_3",
      "CKV_K8S_49",
      "CKV_K8S_155",
      "CKV_K8S_156",
      "CKV_K8S_157",
      "CKV_K8S_158",
    ],
    "cis-eks-1.8": ["4.1.3", "4.1.8", "4.1.10", "4.1.11", "4.1.12"],
  },
  article: "RBAC is enabled",
  why: "A role with * also covers what nobody thought of: Secrets, and every kind that is installed later. bind, escalate, and impersonate are worse, and so are some resources, such as tokens of any service account and webhooks: whoever has them can gain every other permission.",
  fix: "List the verbs, resources, and API groups that the subject uses. A wildcard in your own operator's API group is fine, and is not reported.",
  references: [
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb",
  ],
  findings: {
    wildcard: "A rule has * for verbs or resources, in an API group of Kubernetes or in all API groups.",
    escalation: "A rule allows bind, escalate, or impersonate.",
    subresource:
      "A rule allows a resource through which every other permission can be gained: tokens of service accounts, the proxy of nodes, the approval of certificates, or webhooks.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  targets: [...ROLE, ...CLUSTER_ROLE],
  check(role, _options, report) {
    const rules = role.list("rules");
    for (const rule of rules.kind === "known" ? rules.value : []) {
      const verbs = words(rule, "verbs");
      const escalating = ESCALATION_VERBS.filter((verb) => verbs.includes(verb));
      if (escalating.length > 0) {
        report("escalation", rule.at("verbs"), {
          found: text`allows ${joined(escalating, ", ")}, which can be used to gain every other permission`,
          passes: text`list the verbs that are used`,
        });
      }
      for (const resource of escalatingResources(rule, verbs, CLUSTER_ROLE.includes(role.type))) {
        report("subresource", rule.at("resources"), {
          found: text`allows ${resource.found}`,
          passes: resource.passes,
        });
      }
      // An operator's own kinds are few and known; new kinds can appear in the groups of Kubernetes.
      if (!words(rule, "apiGroups").some(isOfKubernetes)) continue;
      const wild = (["verbs", "resources"] as const).filter((property) =>
        words(rule, property).includes("*"),
      );
      for (const property of wild) {
        report("wildcard", rule.at(property), {
          found: text`* for ${property}`,
          passes: text`list the ${property} that are used`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "A role that reads pods and their logs",
        type: "kubernetes:rbac.authorization.k8s.io/v1:Role",
        props: {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "Role",
          metadata: { name: "pod-reader", namespace: "shop" },
          rules: [{ apiGroups: [""], resources: ["pods", "pods/log"], verbs: ["get", "list", "watch"] }],
        },
      },
    ],
    bad: [
      {
        title: "A role that allows everything, and more",
        type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
        props: {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "ClusterRole",
          metadata: { name: "deployer" },
          rules: [
            { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
            { apiGroups: [""], resources: ["users"], verbs: ["impersonate"] },
          ],
        },
      },
    ],
  },
});

/**
 * The resources through which a subject can gain other permissions; a rule for named service accounts is the way to avoid it.
 * Who may write roles needs `escalate` for more than their own permissions. Source: "Privilege escalation risks" in
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/, read 2026-11.
 */
const ESCALATING: readonly {
  readonly resources: readonly string[];
  readonly group: string;
  readonly verbs: readonly string[];
  readonly isOfCluster: boolean;
  readonly found: Text;
  readonly passes: Text;
}[] = [
  {
    resources: ["serviceaccounts/token"],
    group: "",
    verbs: ["create"],
    isOfCluster: false,
    found: text`tokens of any service account, and so the permissions of each`,
    passes: text`list the service accounts in resourceNames`,
  },
  {
    resources: ["nodes/proxy"],
    group: "",
    verbs: ["get", "create"],
    isOfCluster: true,
    found: text`the kubelet's API, which runs commands in every pod of a node, without an audit log`,
    passes: text`use nodes/metrics, nodes/stats, nodes/log or nodes/healthz`,
  },
  {
    resources: ["certificatesigningrequests/approval"],
    group: "certificates.k8s.io",
    verbs: ["update", "patch"],
    isOfCluster: true,
    found: text`the approval of client certificates for any user`,
    passes: text`leave it to the controllers that need it`,
  },
  {
    resources: ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
    group: "admissionregistration.k8s.io",
    verbs: ["create", "update", "patch"],
    isOfCluster: true,
    found: text`webhooks that read and change every object, Secrets and Pods included`,
    passes: text`list the configurations in resourceNames, or leave it to the controllers that need it`,
  },
];

function escalatingResources(rule: View, verbs: readonly string[], isClusterRole: boolean) {
  const [resources, groups] = [words(rule, "resources"), words(rule, "apiGroups")];
  const escalating = ESCALATING.filter(
    (each) =>
      each.resources.some((resource) => covers(resources, resource)) &&
      (groups.includes(each.group) || groups.includes("*")) &&
      verbs.some((verb) => verb === "*" || each.verbs.includes(verb)) &&
      (isClusterRole || !each.isOfCluster),
  );
  if (escalating.length === 0) return [];
  // A name that is not known is one, too.
  const isForNamed =
    words(rule, "resourceNames").length > 0 || holds(rule.list("resourceNames"), ({ length }) => length > 0);
  return isForNamed === false ? escalating : [];
}

/** True if a list has a resource, or its subresource for all kinds. */
function covers(resources: readonly string[], resource: string): boolean {
  const [, subresource] = resource.split("/");
  return (
    resources.includes(resource) || (subresource !== undefined && resources.includes(`*/${subresource}`))
  );
}

/** Returns the strings of a list that are known; the others are recorded. */
function words(rule: View, property: string): readonly string[] {
  const list = rule.list(property);
  const readings = list.kind === "known" ? list.value.map((word) => word.string()) : [];
  return readings.flatMap((reading) => (reading.kind === "known" ? [reading.value] : []));
}

/** True for the API groups of Kubernetes itself, and for the wildcard that stands for all groups. */
function isOfKubernetes(group: string): boolean {
  // Groups without a dot belong to Kubernetes, and so do these; gateway.networking.k8s.io and the like have CRDs.
  return (
    group === "*" || !group.includes(".") || /^[^.]+(\.(authorization|apiserver))?\.k8s\.io$/.test(group)
  );
}
