import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import webhookScope from "../../../policies/src/rules/scheduling/webhook-scope.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const preset = "strict" as const;
const EVERYTHING = [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"] }];
const ALL_OF_PODS = [{ ...EVERYTHING[0], resources: ["pods", "pods/*"] }];
const rule = (props: PropertyObject): PropertyObject => ({
  ...{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] },
  ...props,
});
const webhook = (props: PropertyObject, kind = "v1:ValidatingWebhookConfiguration"): TestResource => ({
  type: `kubernetes:admissionregistration.k8s.io/${kind}`,
  props: { webhooks: [{ name: "policy.example.com", rules: ALL_OF_PODS, ...props }] },
});
const without = (...values: readonly string[]): PropertyObject => ({
  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values }],
});
const blocks = {
  key: "kube-system" as const,
  level: "advisory" as const,
  path: "webhooks[0].namespaceSelector",
  message:
    "while the webhook is down, no pod in kube-system starts; exclude kube-system with kubernetes.io/metadata.name NotIn, or set failurePolicy to Ignore",
};
const nodes = (found: string) => ({
  key: "nodes" as const,
  level: "advisory" as const,
  path: "webhooks[0].rules",
  message: `while the webhook is down, ${found}; list the resources that the webhook checks, without nodes and leases`,
});
const LEASES_BLOCKED = nodes("nodes can't renew their leases and are marked as not ready");
const NODES_BLOCKED = nodes("no node can join the cluster");
const LEASES = { apiGroups: ["coordination.k8s.io"], resources: ["leases"], operations: ["UPDATE"] };
const slow = (seconds: string, passes = 10) => ({
  key: "timeout" as const,
  level: "advisory" as const,
  path: "webhooks[0].timeoutSeconds",
  message: `requests wait ${seconds}; set ${passes} or less`,
});

ruleTester(webhookScope, {
  valid: [
    {
      name: "kube-system is excluded",
      resource: webhook({ namespaceSelector: without("kube-system"), timeoutSeconds: 10 }),
      preset,
    },
    {
      name: "a webhook that lets objects through when it is down",
      resource: webhook({ failurePolicy: "Ignore" }),
      preset,
    },
    {
      name: "an old API version, which lets objects through",
      resource: webhook({}, "v1beta1:ValidatingWebhookConfiguration"),
      preset,
    },
    {
      name: "only namespaces that opt in",
      resource: webhook({ namespaceSelector: { matchLabels: { "sidecar-injection": "enabled" } } }),
      preset,
    },
    {
      name: "only pods that opt in",
      resource: webhook({ objectSelector: { matchLabels: { "sidecar-injection": "enabled" } } }),
      preset,
    },
    {
      name: "an operator's custom resource",
      resource: webhook({ rules: [rule({ apiGroups: ["shop.example.com"], resources: ["carts"] })] }),
      preset,
    },
    {
      name: "Deployments",
      resource: webhook({ rules: [rule({ apiGroups: ["apps"], resources: ["*"] })] }),
      preset,
    },
    {
      name: "pods that are deleted",
      resource: webhook({ rules: [rule({ operations: ["DELETE"] })] }),
      preset,
    },
    { name: "no rules", resource: webhook({ rules: undefined }), preset },
    {
      name: "a Patch that doesn't set the selector",
      resource: webhook({ failurePolicy: "Fail" }, "v1:MutatingWebhookConfigurationPatch"),
      preset,
    },
    {
      name: "as long as the option allows",
      resource: webhook({ namespaceSelector: without("kube-system"), timeoutSeconds: 30 }),
      options: { maxTimeoutSeconds: 30 },
      preset,
    },
    { name: "everything, under baseline", resource: webhook({ rules: EVERYTHING }) },
    {
      name: "leases, without those of nodes and controllers",
      resource: webhook({
        rules: [rule(LEASES)],
        namespaceSelector: without("kube-system", "kube-node-lease"),
      }),
      preset,
    },
    {
      name: "everything that is in a namespace which opts in",
      resource: webhook({
        rules: [{ ...EVERYTHING[0], scope: "Namespaced" }],
        namespaceSelector: { matchLabels: { policy: "enabled" } },
      }),
      preset,
    },
    {
      name: "everything that is in no namespace, and has a label",
      resource: webhook({
        rules: [{ ...EVERYTHING[0], scope: "Cluster" }],
        objectSelector: { matchLabels: { policy: "enabled" } },
      }),
      preset,
    },
  ],
  invalid: [
    {
      name: "everything",
      resource: webhook({ rules: EVERYTHING }),
      preset,
      findings: [blocks, LEASES_BLOCKED],
    },
    {
      name: "everything outside kube-system, with the leases of nodes",
      resource: webhook({ rules: EVERYTHING, namespaceSelector: without("kube-system") }),
      preset,
      findings: [LEASES_BLOCKED],
    },
    {
      name: "the leases of controllers",
      resource: webhook({ rules: [rule(LEASES)], namespaceSelector: without("kube-node-lease") }),
      preset,
      findings: [nodes("the controllers of Kubernetes can't renew their leases and stop")],
    },
    {
      name: "everything in namespaces that opt in, which nodes are not in",
      resource: webhook({
        rules: EVERYTHING,
        namespaceSelector: { matchLabels: { policy: "enabled" } },
      }),
      preset,
      findings: [NODES_BLOCKED],
    },
    {
      name: "nodes by name",
      resource: webhook({ rules: [rule({ resources: ["nodes"], operations: ["CREATE", "UPDATE"] })] }),
      preset,
      findings: [NODES_BLOCKED],
    },
    { name: "every pod", resource: webhook({}), preset, findings: [blocks] },
    {
      name: "an explicit failurePolicy",
      resource: webhook({ failurePolicy: "Fail" }, "v1:MutatingWebhookConfiguration"),
      preset,
      findings: [blocks],
    },
    {
      name: "pods by name",
      resource: webhook({ rules: [rule({ apiGroups: ["apps"] }), rule({ resources: ["pods/*"] })] }),
      preset,
      findings: [blocks],
    },
    {
      name: "an empty selector, which selects everything",
      resource: webhook({ namespaceSelector: {} }),
      preset,
      findings: [blocks],
    },
    {
      name: "another namespace is excluded",
      resource: webhook({ namespaceSelector: without("policy"), objectSelector: {} }),
      preset,
      findings: [blocks],
    },
    {
      name: "a label that kube-system does not have by default",
      resource: webhook({
        namespaceSelector: { matchExpressions: [{ key: "control-plane", operator: "DoesNotExist" }] },
      }),
      preset,
      findings: [blocks],
    },
    {
      name: "a timeout that is too long",
      resource: webhook({ namespaceSelector: without("kube-system"), timeoutSeconds: 11 }),
      preset,
      findings: [slow("11 seconds")],
    },
    {
      name: "the default, for a team with a shorter limit",
      resource: webhook({ namespaceSelector: without("kube-system") }),
      options: { maxTimeoutSeconds: 9 },
      preset,
      findings: [slow("10 seconds by default", 9)],
    },
    {
      name: "the old API version's default",
      resource: webhook(
        { failurePolicy: "Fail", namespaceSelector: without("kube-system") },
        "v1beta1:MutatingWebhookConfiguration",
      ),
      preset,
      findings: [slow("30 seconds by default")],
    },
  ],
  unknown: [
    {
      name: "a timeout that is not known yet",
      resource: webhook({ namespaceSelector: without("kube-system"), timeoutSeconds: UNKNOWN }),
      preset,
      undetermined: ["webhooks[0].timeoutSeconds: not known before pulumi up"],
    },
    {
      name: "a selector that is not known yet",
      resource: webhook({ namespaceSelector: UNKNOWN }),
      preset,
      undetermined: ["webhooks[0].namespaceSelector: may exclude kube-system"],
    },
    {
      name: "a scope that is not known yet",
      resource: webhook({ rules: [rule({ scope: UNKNOWN })] }),
      preset,
      undetermined: ["webhooks[0].rules[0].scope: not known before pulumi up"],
    },
    {
      name: "conditions",
      resource: webhook({ matchConditions: [{ name: "scope", expression: "true" }] }),
      preset,
      undetermined: ["webhooks[0].matchConditions: may exclude kube-system"],
    },
    {
      name: "a policy that is not known yet",
      resource: webhook({ failurePolicy: UNKNOWN }),
      preset,
      undetermined: ["webhooks[0].failurePolicy: not known before pulumi up"],
    },
  ],
});
