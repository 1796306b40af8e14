import { CLUSTER_ROLE, ROLE } from "../../rule/kubernetes-kinds.ts";
import { defineRule } from "../../rule/rule.ts";
import { joined, text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

const ESCALATION_VERBS = ["bind", "escalate", "impersonate"] as const;

export default defineRule({
  id: "rbac-wildcard",
  title: "Roles name what they allow",
  severity: "medium",
  article: "RBAC is enabled",
  why: "A role with * reaches what nobody thought of: Secrets, and each kind that is installed later. bind, escalate and impersonate are worse, since their holder can take every other right.",
  fix: "List the verbs, resources and API groups that the subject uses. A wildcard within an API group of your own operator is fine, and is not reported.",
  references: [
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb",
  ],
  findings: {
    wildcard: "A rule has * for verbs or resources, in an API group of Kubernetes or in all of them.",
    escalation: "A rule allows bind, escalate or impersonate.",
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
          found: text`allows ${joined(escalating, ", ")}, with which every other right can be taken`,
          passes: text`list the verbs that are used`,
        });
      }
      // An operator's own kinds are few and known; what may appear later is in Kubernetes' own groups.
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

/** The words of a list that are known; the others are on record. */
function words(rule: View, property: string): readonly string[] {
  const list = rule.list(property);
  const readings = list.kind === "known" ? list.value.map((word) => word.string()) : [];
  return readings.flatMap((reading) => (reading.kind === "known" ? [reading.value] : []));
}

/** True for the API groups of Kubernetes itself, and for the sign of all of them. */
function isOfKubernetes(group: string): boolean {
  // Those without a dot are Kubernetes' own, and so are these; gateway.networking.k8s.io and the like are CRDs.
  return (
    group === "*" || !group.includes(".") || /^[^.]+(\.(authorization|apiserver))?\.k8s\.io$/.test(group)
  );
}
