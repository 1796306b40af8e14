import { selects } from "../../cluster/workloads/label-selector.ts";
import { WEBHOOK_CONFIGURATION } from "../../rule/kubernetes-kinds.ts";
import { integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text, type Text } from "../../rule/text.ts";
import { View } from "../../rule/view.ts";

export default defineRule({
  id: "webhook-scope",
  title: "Webhooks that block requests when they are down exclude kube-system and nodes",
  severity: "high",
  tags: ["webhooks", "availability"],
  why: "The API server calls a webhook before it accepts an object and, with failurePolicy Fail, rejects the object if the webhook does not respond. A webhook that is called for every pod then keeps the pods of the CNI and of DNS from starting, without which the webhook's own pods can't start either: the cluster does not recover on its own. Nodes that can't renew their leases are marked as not ready, and lose their pods.",
  fix: "List the resources that the webhook checks in its rules, instead of *. Give it a namespaceSelector with kubernetes.io/metadata.name NotIn [kube-system, kube-node-lease] and the webhook's own namespace, or set failurePolicy to Ignore. Keep timeoutSeconds short: each request waits that long.",
  references: [
    "https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/control-plane.html",
  ],
  findings: {
    "kube-system": "The webhook is called for pods in kube-system, which are rejected while it is down.",
    nodes:
      "The webhook is called for nodes, or for the leases by which nodes and controllers show that they are alive: they are rejected while it is down.",
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
      if (asksAbout(webhook, PODS) && reaches(configuration, webhook, "kube-system")) {
        report("kube-system", webhook.at("namespaceSelector"), {
          found: text`while the webhook is down, no pod in kube-system starts`,
          passes: text`exclude kube-system with kubernetes.io/metadata.name NotIn, or set failurePolicy to Ignore`,
        });
      }
      const blocked = blockedForNodes(configuration, webhook);
      if (blocked) {
        report("nodes", webhook.at("rules"), {
          found: text`while the webhook is down, ${blocked}`,
          passes: text`list the resources that the webhook checks, without nodes and leases`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "A webhook for pods outside kube-system",
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
          rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
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

/** What the rules of a webhook may be about. */
interface Subject {
  readonly group: string;
  readonly resource: string;
  readonly operations: readonly string[];
  /** The `scope` of rules that leaves it out. */
  readonly otherScope: "Cluster" | "Namespaced";
}

const PODS: Subject = { group: "", resource: "pods", operations: ["CREATE"], otherScope: "Cluster" };

const NODES: Subject = {
  group: "",
  resource: "nodes",
  operations: ["CREATE", "UPDATE"],
  otherScope: "Namespaced",
};

const LEASES: Subject = {
  group: "coordination.k8s.io",
  resource: "leases",
  operations: ["CREATE", "UPDATE"],
  otherScope: "Cluster",
};

/** True if one of the rules is about a kind, by name or by wildcard. */
function asksAbout(webhook: View, { group, resource, operations, otherScope }: Subject): boolean {
  const rules = webhook.list("rules");
  return (rules.kind === "known" ? rules.value : []).some((rule) => {
    const isAbout =
      has(rule, "operations", ["*", ...operations]) &&
      has(rule, "apiGroups", ["*", group]) &&
      has(rule, "resources", ["*", "*/*", resource, `${resource}/*`]);
    const scope = isAbout ? rule.oneOf(["Cluster", "Namespaced", "*"], "scope") : undefined;
    return scope && scope.kind !== "undetermined" && !(scope.kind === "known" && scope.value === otherScope);
  });
}

/**
 * What nodes can't do while a webhook is down; undefined if nothing is certain.
 *
 * Namespace selectors don't concern nodes, which are in no namespace; leases of nodes are in kube-node-lease, and those of
 * controllers in kube-system: https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/ and
 * https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-namespaceselector
 * (2026-11).
 */
function blockedForNodes(configuration: ResourceView, webhook: View): Text | undefined {
  if (asksAbout(webhook, LEASES)) {
    const [nodes, controllers] = [
      reaches(configuration, webhook, "kube-node-lease"),
      reaches(configuration, webhook, "kube-system"),
    ];
    if (nodes) return text`nodes can't renew their leases and are marked as not ready`;
    if (controllers) return text`the controllers of Kubernetes can't renew their leases and stop`;
  }
  const isAboutNodes = asksAbout(webhook, NODES) && !configuration.isPatch && mayConcern(webhook);
  return isAboutNodes ? text`no node can join the cluster` : undefined;
}

function has(rule: View, property: string, words: readonly string[]): boolean {
  const list = rule.list(property);
  return (list.kind === "known" ? list.value : []).some((one) => {
    const word = one.string();
    return word.kind === "known" && words.includes(word.value);
  });
}

/** False if labels or CEL conditions may exclude any object. */
function mayConcern(webhook: View): boolean {
  if (webhook.object("objectSelector").kind === "undetermined") return false;
  if (webhook.isSet("objectSelector.matchLabels") || webhook.isSet("objectSelector.matchExpressions"))
    return false;
  if (!webhook.isSet("matchConditions")) return true;
  webhook.at("matchConditions").undetermined("may exclude kube-system");
  return false;
}

/** True only if a webhook is certain to be called for objects in a namespace. */
function reaches(
  configuration: ResourceView,
  webhook: View,
  namespace: "kube-system" | "kube-node-lease",
): boolean {
  if (!mayConcern(webhook)) return false;
  const selector = webhook.at("namespaceSelector");
  if (!selector.isSet()) return !configuration.isPatch;
  // The label that Kubernetes sets on every namespace, since 1.21.
  const labels = new View(
    "",
    { "kubernetes.io/metadata.name": namespace },
    { undetermined: () => undefined },
  );
  const isTaken = selects(selector, labels);
  if (isTaken === undefined) selector.undetermined(text`may exclude ${namespace}`);
  return isTaken === true;
}
