import { selects } from "../../cluster/workloads/label-selector.ts";
import { WEBHOOK_CONFIGURATION } from "../../rule/kubernetes-kinds.ts";
import { integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { View } from "../../rule/view.ts";

export default defineRule({
  id: "webhook-scope",
  title: "Webhooks that block requests when they are down exclude kube-system",
  severity: "high",
  tags: ["webhooks", "availability"],
  why: "The API server calls a webhook before it accepts an object and, with failurePolicy Fail, rejects the object if the webhook does not respond. A webhook that is called for every pod then keeps the pods of the CNI and of DNS from starting, without which the webhook's own pods can't start either: the cluster does not recover on its own.",
  fix: "Give the webhook a namespaceSelector with kubernetes.io/metadata.name NotIn [kube-system] and the webhook's own namespace, or set failurePolicy to Ignore. Keep timeoutSeconds short: each request waits that long.",
  references: [
    "https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/control-plane.html",
  ],
  findings: {
    "kube-system": "The webhook is called for pods in kube-system, which are rejected while it is down.",
    timeout: "Requests wait longer than `maxTimeoutSeconds` for a webhook that is down.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {
    maxTimeoutSeconds: integer({
      description: "The maximum time that a request may wait for a webhook, in seconds.",
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
          found: text`while the webhook is down, no pod in kube-system starts`,
          passes: text`exclude kube-system with kubernetes.io/metadata.name NotIn, or set failurePolicy to Ignore`,
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
        title: "A webhook that keeps every pod from starting while it is down",
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

/** True if failurePolicy is Fail, which is the default in v1; in v1beta1 it is Ignore. */
function refusesWhenDown(configuration: ResourceView, webhook: View): boolean {
  const policy = webhook.oneOf(["Fail", "Ignore"], "failurePolicy");
  if (policy.kind === "absent") return !isOld(configuration) && !configuration.isPatch;
  return policy.kind === "known" && policy.value === "Fail";
}

/** True if one of the rules matches the creation of pods, by name or by wildcard. */
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

/** True only if it is certain: pod labels and CEL conditions may exclude kube-system. */
function reachesKubeSystem(configuration: ResourceView, webhook: View): boolean {
  if (webhook.object("objectSelector").kind === "undetermined") return false;
  if (webhook.isSet("objectSelector.matchLabels") || webhook.isSet("objectSelector.matchExpressions"))
    return false;
  if (webhook.isSet("matchConditions")) {
    webhook.at("matchConditions").undetermined("may exclude kube-system");
    return false;
  }
  const selector = webhook.at("namespaceSelector");
  if (!selector.isSet()) return !configuration.isPatch;
  const isTaken = selects(selector, KUBE_SYSTEM_LABELS);
  if (isTaken === undefined) selector.undetermined("may exclude kube-system");
  return isTaken === true;
}

/** The label that Kubernetes sets on every namespace, since 1.21. */
const KUBE_SYSTEM_LABELS = new View(
  "",
  { "kubernetes.io/metadata.name": "kube-system" },
  { undetermined: () => undefined },
);
