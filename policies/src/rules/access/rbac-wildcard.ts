import { CLUSTER_ROLE, ROLE } from "../../rule/kubernetes-kinds.ts";
import { defineRule } from "../../rule/rule.ts";
import { joined, text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

const ESCALATION_VERBS = ["bind", "escalate", "impersonate"] as const;

export default defineRule({
  id: "rbac-wildcard",
  title: "Roles list what they allow",
  severity: "medium",
  article: "RBAC is enabled",
  why: "A role with * also covers what nobody thought of: Secrets, and every kind that is installed later. bind, escalate, and impersonate are worse: whoever has them can gain every other permission.",
  fix: "List the verbs, resources, and API groups that the subject uses. A wildcard in your own operator's API group is fine, and is not reported.",
  references: [
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb",
  ],
  findings: {
    wildcard: "A rule has * for verbs or resources, in an API group of Kubernetes or in all API groups.",
    escalation: "A rule allows bind, escalate, or impersonate.",
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
