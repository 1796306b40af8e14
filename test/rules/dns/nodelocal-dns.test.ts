import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import nodelocalDns from "../../../policies/src/rules/dns/nodelocal-dns.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const preset = "strict" as const;
const cluster: TestResource = { type: "aws:eks/cluster:Cluster", name: "shop", props: { name: "shop" } };
const group = (maxSize: PropertyValue, name = "workers"): TestResource => ({
  type: "aws:eks/nodeGroup:NodeGroup",
  name,
  props: { clusterName: "shop", scalingConfig: { minSize: 1, maxSize } },
});
const selfManaged = (maxSize: number): TestResource => ({
  type: "aws:autoscaling/group:Group",
  name: "own",
  props: {
    maxSize,
    vpcZoneIdentifiers: ["subnet-0a1"],
    tags: [{ key: "kubernetes.io/cluster/shop", value: "owned" }],
  },
});
const daemonSet = (metadata: PropertyObject): TestResource => ({
  type: "kubernetes:apps/v1:DaemonSet",
  name: "cache",
  props: { metadata },
});
const missing = (nodes: number, passes = 100) => ({
  key: "missing" as const,
  level: "advisory" as const,
  name: "shop",
  path: "",
  message: `up to ${nodes} nodes, and no DNS cache on them; run node-local-dns, or ${passes} nodes or fewer`,
});

ruleTester(nodelocalDns, {
  valid: [
    { name: "the most nodes that need no cache", stack: [cluster, group(100)], preset },
    {
      name: "a cache",
      stack: [cluster, group(101), daemonSet({ name: "node-local-dns", namespace: "kube-system" })],
      preset,
    },
    {
      name: "a cache from a chart",
      stack: [
        cluster,
        group(101),
        { type: "kubernetes:helm.sh/v3:Release", name: "cache", props: { chart: "node-local-dns" } },
      ],
      preset,
    },
    { name: "a cluster in another stack", stack: [group(200)], preset },
    {
      name: "two clusters",
      stack: [cluster, { ...cluster, name: "lab" }, group(200)],
      preset,
    },
    {
      name: "the most nodes that the option allows",
      stack: [cluster, group(200)],
      options: { maxNodes: 200 },
      preset,
    },
    { name: "many nodes, under baseline", stack: [cluster, group(200)] },
  ],
  invalid: [
    { name: "one too many", stack: [cluster, group(101)], preset, findings: [missing(101)] },
    {
      name: "groups that are counted together",
      stack: [cluster, group(60), group(60, "batch"), selfManaged(5)],
      preset,
      findings: [missing(125)],
    },
    {
      name: "more than the option allows",
      stack: [cluster, group(11)],
      options: { maxNodes: 10 },
      preset,
      findings: [missing(11, 10)],
    },
    {
      name: "another DaemonSet",
      stack: [cluster, group(160), daemonSet({ name: "node-local-dns", namespace: "shop" })],
      preset,
      findings: [missing(160)],
    },
  ],
  unknown: [
    {
      name: "a size that is not known yet",
      stack: [cluster, group(UNKNOWN)],
      preset,
      undetermined: ["scalingConfig.maxSize: not known before pulumi up"],
    },
  ],
});
