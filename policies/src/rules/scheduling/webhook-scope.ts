import { selects } from "../../cluster/workloads/label-selector.ts";
import { WEBHOOK_CONFIGURATION } from "../../rule/kubernetes-kinds.ts";
import { integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { View } from "../../rule/view.ts";

export default defineRule({
  id: "webhook-scope",
  title: "Webhooks that refuse when they are down leave kube-system alone",
  severity: "high",
  tags: ["webhooks", "availability"],
  why: "The API server asks a webhook before it takes an object, and with failurePolicy Fail refuses the object when nobody answers. One that is asked about every pod then keeps the pods of the CNI and of DNS from starting, without which the webhook's own pods can't start either: the cluster does not come back by itself.",
  fix: "Give the webhook a namespaceSelector with kubernetes.io/metadata.name NotIn [kube-system] and the namespace of the webhook itself, or failurePolicy Ignore. Keep timeoutSeconds short: each request waits that long.",
  references: [
    "https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/control-plane.html",
  ],
  findings: {
    "kube-system": "The webhook is asked about pods of kube-system, and refuses them while it is down.",
    timeout: "Requests wait longer than `maxTimeoutSeconds` for a webhook that is down.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    maxTimeoutSeconds: integer({
      description: "Longest that a request may wait for a webhook, in seconds.",
      default: 10,
      min: 1,
      max: 30,
    }),
  },
  targets: WEBHOOK_CONFIGURATION,
  check(configuration, { maxTimeoutSeconds }, report) {
    const webhooks = configuration.list("webhooks");
    for (const webhook of webhooks.kind === "known" ? webhooks.value : []) {
      if (!refusesWhenDown(configuration, webhook)) continue;
      const timeout = webhook.integer("timeoutSeconds");
      const byDefault = configuration.isPatch ? 0 : isOld(configuration) ? 30 : 10;
      const seconds = timeout.kind === "known" ? timeout.value : byDefault;
      if (timeout.kind !== "undetermined" && seconds > maxTimeoutSeconds) {
        report("timeout", timeout, {
          found: text`requests wait ${seconds} seconds${timeout.kind === "known" ? text`` : text` by default`}`,
          passes: text`set ${maxTimeoutSeconds} or less`,
        });
      }
      if (asksAboutPods(webhook) && reachesKubeSystem(configuration, webhook)) {
        report("kube-system", webhook.at("namespaceSelector"), {
          found: text`while the webhook is down, no pod of kube-system starts`,
          passes: text`leave kube-system out by kubernetes.io/metadata.name NotIn, or set failurePolicy to Ignore`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "A webhook for everything but kube-system",
        type: "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration",
        props: configurationOf({
          namespaceSelector: {
            matchExpressions: [
              {
                key: "kubernetes.io/metadata.name",
                operator: "NotIn",
                values: ["kube-system", "policy"],
              },
            ],
          },
        }),
      },
    ],
    bad: [
      {
        title: "A webhook without which nothing starts",
        type: "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration",
        props: configurationOf({}),
      },
    ],
  },
});

function configurationOf(scope: object) {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "policy" },
    webhooks: [
      {
        name: "policy.example.com",
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        failurePolicy: "Fail",
        timeoutSeconds: 5,
        clientConfig: { service: { name: "policy", namespace: "policy" } },
        rules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["CREATE"], resources: ["*"] }],
        ...scope,
      },
    ],
  };
}

function isOld({ type }: ResourceView): boolean {
  return type.includes("/v1beta1:");
}

/** Absent, v1 takes Fail and v1beta1 takes Ignore. */
function refusesWhenDown(configuration: ResourceView, webhook: View): boolean {
  const policy = webhook.oneOf(["Fail", "Ignore"], "failurePolicy");
  if (policy.kind === "absent") return !isOld(configuration) && !configuration.isPatch;
  return policy.kind === "known" && policy.value === "Fail";
}

/** True where one of the rules is for pods that are made, by their name or with everything else. */
function asksAboutPods(webhook: View): boolean {
  const rules = webhook.list("rules");
  return (rules.kind === "known" ? rules.value : []).some(
    (rule) =>
      has(rule, "operations", ["*", "CREATE"]) &&
      has(rule, "apiGroups", ["*", ""]) &&
      has(rule, "resources", ["*", "*/*", "pods", "pods/*"]),
  );
}

function has(rule: View, property: string, words: readonly string[]): boolean {
  const list = rule.list(property);
  return (list.kind === "known" ? list.value : []).some((one) => {
    const word = one.string();
    return word.kind === "known" && words.includes(word.value);
  });
}

/** Only what is certain: labels of pods and conditions in CEL may leave kube-system out. */
function reachesKubeSystem(configuration: ResourceView, webhook: View): boolean {
  if (webhook.isSet("objectSelector.matchLabels") || webhook.isSet("objectSelector.matchExpressions"))
    return false;
  if (webhook.isSet("matchConditions")) {
    webhook.at("matchConditions").undetermined("may leave kube-system out");
    return false;
  }
  const selector = webhook.at("namespaceSelector");
  if (!selector.isSet()) return !configuration.isPatch;
  const isTaken = selects(selector, KUBE_SYSTEM_LABELS);
  if (isTaken === undefined) selector.undetermined("may leave kube-system out");
  return isTaken === true;
}

/** The label that every namespace has by itself, since Kubernetes 1.21. */
const KUBE_SYSTEM_LABELS = new View(
  "",
  { "kubernetes.io/metadata.name": "kube-system" },
  { undetermined: () => undefined },
);
