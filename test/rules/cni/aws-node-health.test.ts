import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import awsNodeHealth from "../../../policies/src/rules/cni/aws-node-health.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { addon, addonWith, daemonSetPatch, release } from "./cni-resources.ts";

const EVERYTHING = [{ operator: "Exists" }];
const HEALTHY = {
  name: "aws-node",
  livenessProbe: { timeoutSeconds: 10 },
  readinessProbe: { timeoutSeconds: 10 },
  resources: { requests: { cpu: "25m" } },
};
const daemonSet = (
  pod: PropertyObject,
  container: PropertyObject = HEALTHY,
  more: PropertyObject = {},
): TestResource => ({
  type: "kubernetes:apps/v1:DaemonSet",
  props: {
    metadata: { name: "aws-node", namespace: "kube-system" },
    spec: { template: { spec: { containers: [container], ...pod } }, ...more },
  },
});
const pod = { priorityClassName: "system-node-critical", tolerations: EVERYTHING };
const CONTAINER = "spec.template.spec.containers[0]";
const finding = <const Key extends string>(key: Key, path: string, message: string) => ({
  key,
  level: "advisory" as const,
  path,
  message,
});
const probe = (seconds: number, path: string, wanted = 10) =>
  finding("probe", path, `the probe times out after ${seconds} s; set ${wanted} s or more`);
const cpu = (found: string, path: string, wanted = 25) =>
  finding("cpu", path, `aws-node requests ${found}; set ${wanted}m or more`);
const priority = (path: string) =>
  finding(
    "priority",
    path,
    "aws-node can be evicted like any other pod; set priorityClassName to system-node-critical",
  );
const taints = (path: string) =>
  finding(
    "taints",
    path,
    "a node with a taint gets no CNI; tolerate everything: operator Exists, and no key",
  );
const update = (percent: number, path: string, most = 10) =>
  finding(
    "update",
    path,
    `an update stops the CNI on ${percent}% of the nodes at once; set ${most}% or less`,
  );

ruleTester(awsNodeHealth, {
  valid: [
    { name: "the add-on's own values", resource: addonWith({}) },
    { name: "the add-on without configuration", resource: addon() },
    { name: "the chart's own values", resource: release({}) },
    { name: "a DaemonSet that sets everything", resource: daemonSet(pod) },
    {
      name: "a DaemonSet that updates one node at a time",
      resource: daemonSet(pod, HEALTHY, { updateStrategy: { rollingUpdate: { maxUnavailable: 1 } } }),
    },
    {
      name: "an update of a tenth of the nodes",
      resource: release({ updateStrategy: { rollingUpdate: { maxUnavailable: "10%" } } }),
    },
    { name: "a whole CPU", resource: release({ resources: { requests: { cpu: 1 } } }) },
    { name: "a Patch, which doesn't change the rest", resource: daemonSetPatch([]) },
    {
      name: "another DaemonSet",
      resource: { type: "kubernetes:apps/v1:DaemonSet", props: { metadata: { name: "fluent-bit" } } },
    },
  ],
  invalid: [
    {
      name: "an add-on with lower values, in YAML",
      resource: addon(
        "livenessProbeTimeoutSeconds: 9\nreadinessProbeTimeoutSeconds: 1\nresources: { requests: { cpu: 24m } }\ntolerations:\n  - { key: dedicated, operator: Exists }\n  - { operator: Exists, effect: NoSchedule }\n",
      ),
      findings: [
        probe(9, "configurationValues.livenessProbeTimeoutSeconds"),
        probe(1, "configurationValues.readinessProbeTimeoutSeconds"),
        cpu("24m of CPU", "configurationValues.resources.requests.cpu"),
        taints("configurationValues.tolerations"),
      ],
    },
    {
      name: "a chart with another priority and a fast update, under strict",
      resource: release({
        priorityClassName: "high",
        tolerations: [],
        updateStrategy: { rollingUpdate: { maxUnavailable: "11%" } },
      }),
      preset: "strict",
      findings: [
        priority("values.priorityClassName"),
        taints("values.tolerations"),
        update(11, "values.updateStrategy.rollingUpdate.maxUnavailable"),
      ],
    },
    {
      name: "a DaemonSet that sets nothing",
      resource: daemonSet({}, { name: "aws-node", livenessProbe: { exec: {} } }),
      findings: [
        probe(1, `${CONTAINER}.livenessProbe.timeoutSeconds`),
        cpu("no CPU", `${CONTAINER}.resources.requests.cpu`),
        priority("spec.template.spec.priorityClassName"),
        taints("spec.template.spec.tolerations"),
      ],
    },
    {
      name: "the team's stricter options",
      resource: daemonSet(pod, HEALTHY, { updateStrategy: { rollingUpdate: { maxUnavailable: "10%" } } }),
      options: { minProbeSeconds: 11, minCpuMillis: 26, maxUnavailablePercent: 9 },
      findings: [
        probe(10, `${CONTAINER}.livenessProbe.timeoutSeconds`, 11),
        probe(10, `${CONTAINER}.readinessProbe.timeoutSeconds`, 11),
        cpu("25m of CPU", `${CONTAINER}.resources.requests.cpu`, 26),
        update(10, "spec.updateStrategy.rollingUpdate.maxUnavailable", 9),
      ],
    },
  ],
  unknown: [
    {
      name: "values that are not known yet",
      resource: addon(UNKNOWN),
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "a toleration that is not known yet",
      resource: release({ tolerations: [UNKNOWN] }),
      undetermined: ["values.tolerations[0]: not known before pulumi up"],
    },
    {
      name: "a CPU value that is not valid",
      resource: release({ resources: { requests: { cpu: "much" } } }),
      undetermined: ["values.resources.requests.cpu: expected an amount of CPU, such as 25m"],
    },
  ],
});
