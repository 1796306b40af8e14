import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import rbacWildcard from "../../../policies/src/rules/access/rbac-wildcard.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const GROUP = "kubernetes:rbac.authorization.k8s.io";
const role = (rule: PropertyObject, type = `${GROUP}/v1:Role`) => ({ type, props: { rules: [rule] } });
const strict = { preset: "strict" as const };
const wildcard = (property: "verbs" | "resources", path = `rules[0].${property}`) => ({
  key: "wildcard" as const,
  level: "advisory" as const,
  path,
  message: `* for ${property}; list the ${property} that are used`,
});
const escalation = (verbs: string) => ({
  key: "escalation" as const,
  level: "advisory" as const,
  path: "rules[0].verbs",
  message: `allows ${verbs}, which can be used to gain every other permission; list the verbs that are used`,
});
const subresource = (found: string) => ({
  key: "subresource" as const,
  level: "advisory" as const,
  path: "rules[0].resources",
  message: `allows ${found}`,
});
const TOKENS = { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] };
const WEBHOOKS = {
  apiGroups: ["admissionregistration.k8s.io"],
  resources: ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
  verbs: ["create", "update"],
};
const PODS = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };

ruleTester(rbacWildcard, {
  valid: [
    { name: "a list of what is allowed", resource: role(PODS), ...strict },
    {
      name: "everything in an operator's own group",
      resource: role({ apiGroups: ["shop.example.com"], resources: ["*"], verbs: ["*"] }),
      ...strict,
    },
    {
      name: "webhooks that are read, and one that is written",
      stack: [
        role({ ...WEBHOOKS, verbs: ["get", "list", "watch"] }, `${GROUP}/v1:ClusterRole`),
        { ...role({ ...WEBHOOKS, resourceNames: ["shop"] }, `${GROUP}/v1:ClusterRole`), name: "own" },
      ],
      ...strict,
    },
    {
      name: "tokens of one service account",
      resource: role({ ...TOKENS, resourceNames: ["vault"] }),
      ...strict,
    },
    {
      name: "a role for a node's proxy in a namespace, where there are no nodes",
      resource: role({ apiGroups: [""], resources: ["nodes/proxy"], verbs: ["get"] }),
      ...strict,
    },
    {
      name: "paths that are not resources",
      resource: role({ nonResourceURLs: ["/metrics"], verbs: ["get"] }),
      ...strict,
    },
    {
      name: "a role that aggregates other roles",
      resource: { type: `${GROUP}/v1:ClusterRole`, props: { aggregationRule: {} } },
      ...strict,
    },
    {
      name: "everything, under baseline",
      resource: role({ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }),
    },
  ],
  invalid: [
    {
      name: "everything",
      resource: role({ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }, `${GROUP}/v1:ClusterRole`),
      ...strict,
      findings: [wildcard("verbs"), wildcard("resources")],
    },
    {
      name: "every verb, of an old API version",
      resource: role({ ...PODS, verbs: ["*"] }, `${GROUP}/v1beta1:ClusterRole`),
      ...strict,
      findings: [wildcard("verbs")],
    },
    {
      name: "every kind of a group of Kubernetes, by a Patch",
      resource: role({ ...PODS, apiGroups: ["apps"], resources: ["*"] }, `${GROUP}/v1:RolePatch`),
      ...strict,
      findings: [wildcard("resources")],
    },
    {
      name: "every kind of a group with a long name",
      resource: role({ ...PODS, apiGroups: ["rbac.authorization.k8s.io"], resources: ["*"] }),
      ...strict,
      findings: [wildcard("resources")],
    },
    {
      name: "permissions that grant more permissions",
      resource: role({
        apiGroups: ["rbac.authorization.k8s.io"],
        resources: ["roles"],
        verbs: ["get", "escalate", "bind"],
      }),
      ...strict,
      findings: [escalation("bind, escalate")],
    },
    {
      name: "tokens of any service account",
      resource: role({ ...TOKENS, resources: ["pods", "serviceaccounts/token"], resourceNames: [] }),
      ...strict,
      findings: [
        subresource(
          "tokens of any service account, and so the permissions of each; list the service accounts in resourceNames",
        ),
      ],
    },
    {
      name: "the proxy of nodes",
      resource: role(
        { apiGroups: [""], resources: ["nodes/metrics", "nodes/proxy"], verbs: ["get"] },
        `${GROUP}/v1:ClusterRole`,
      ),
      ...strict,
      findings: [
        subresource(
          "the kubelet's API, which runs commands in every pod of a node, without an audit log; use nodes/metrics, nodes/stats, nodes/log or nodes/healthz",
        ),
      ],
    },
    {
      name: "the approval of certificates, beside a wildcard",
      resource: role(
        {
          apiGroups: ["certificates.k8s.io"],
          resources: ["certificatesigningrequests/approval"],
          verbs: ["*"],
        },
        `${GROUP}/v1:ClusterRole`,
      ),
      ...strict,
      findings: [
        subresource(
          "the approval of client certificates for any user; leave it to the controllers that need it",
        ),
        wildcard("verbs"),
      ],
    },
    {
      name: "a subresource of every kind",
      resource: role({ ...TOKENS, resources: ["*/token"] }),
      ...strict,
      findings: [
        subresource(
          "tokens of any service account, and so the permissions of each; list the service accounts in resourceNames",
        ),
      ],
    },
    {
      name: "all webhooks",
      resource: role(WEBHOOKS, `${GROUP}/v1:ClusterRole`),
      ...strict,
      findings: [
        subresource(
          "webhooks that read and change every object, Secrets and Pods included; list the configurations in resourceNames, or leave it to the controllers that need it",
        ),
      ],
    },
    {
      name: "one member of a list",
      resource: {
        type: `${GROUP}/v1:RoleList`,
        props: { items: [{ rules: [PODS] }, { rules: [{ ...PODS, verbs: ["*"] }] }] },
      },
      ...strict,
      findings: [wildcard("verbs", "items[1].rules[0].verbs")],
    },
  ],
  unknown: [
    {
      name: "rules that are not known yet",
      resource: { type: `${GROUP}/v1:Role`, props: { rules: UNKNOWN } },
      ...strict,
      undetermined: ["rules: not known before pulumi up"],
    },
    {
      name: "a verb that is not known yet, next to one that is",
      resource: role({ ...PODS, verbs: [UNKNOWN, "impersonate"] }),
      ...strict,
      undetermined: ["rules[0].verbs[0]: not known before pulumi up"],
      findings: [escalation("impersonate")],
    },
    {
      name: "names that are not known yet",
      resource: role({ ...TOKENS, resourceNames: UNKNOWN }),
      ...strict,
      undetermined: ["rules[0].resourceNames: not known before pulumi up"],
    },
    {
      name: "groups that are not known yet",
      resource: role({ ...PODS, apiGroups: UNKNOWN }),
      ...strict,
      undetermined: ["rules[0].apiGroups: not known before pulumi up"],
    },
  ],
});
