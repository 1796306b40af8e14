import type { TestResource } from "../../../policies/src/rule/example.ts";
import { UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import cooldownHeadroom from "../../../policies/src/rules/capacity/cooldown-headroom.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { daemonSet, daemonSetPatch, release, variables } from "../cni/cni-resources.ts";
import { launchTemplate, nodeConfig } from "../nodes/user-data.ts";
import { anotherCluster, cluster, cni, group, karpenter, subnets } from "./planned-cluster.ts";

const PREFIXES = { ENABLE_PREFIX_DELEGATION: "true" };
const POD_ENI = { ENABLE_POD_ENI: "true" };
const TARGETS = { ...PREFIXES, MINIMUM_IP_TARGET: "144", WARM_IP_TARGET: "5" };

/** A CronJob that starts this many pods each minute. */
const cronJob = (pods: number, more: PropertyObject = {}, podSpec: PropertyObject = {}): TestResource => ({
  type: "kubernetes:batch/v1:CronJob",
  name: "report",
  props: {
    spec: {
      schedule: "* * * * *",
      jobTemplate: { spec: { parallelism: pods, template: { spec: podSpec } } },
      ...more,
    },
  },
});
/** A cluster of 15 nodes, where one node gets twice its share. */
const nodes = (more: PropertyObject = {}) => [
  cluster(),
  ...subnets(20),
  group(15, { scalingConfig: { minSize: 15, maxSize: 15 }, ...more }),
];
const withMaxPods = (maxPods: number, more: PropertyObject = {}) => [
  ...nodes({ launchTemplate: { id: UNKNOWN, version: UNKNOWN }, ...more }),
  launchTemplate(nodeConfig({ maxPods }), {}, "template"),
];
const TAINTED = { taints: [{ key: "team", value: "data", effect: "NO_SCHEDULE" }] };
const tooLittle = (message: string) => ({
  key: "too-little" as const,
  level: "advisory" as const,
  name: "apps",
  path: "",
  message,
});

ruleTester(cooldownHeadroom, {
  valid: [
    { name: "no CronJobs", stack: [...nodes(), cni()] },
    { name: "few CronJob pods", stack: [...nodes(), cni(), cronJob(9)] },
    // Twice a fifteenth of 30.
    { name: "exactly as many as there is room for", stack: [...nodes(), cni(PREFIXES), cronJob(30)] },
    { name: "IP targets that keep addresses", stack: [...nodes(), cni(TARGETS), cronJob(270)] },
    { name: "a lower maxPods", stack: [...withMaxPods(97), cni(PREFIXES), cronJob(120)] },
    // 4 × 14 addresses for 41 pods.
    { name: "no trunk", stack: [...withMaxPods(43), cni(), cronJob(20)] },
    {
      name: "a type that doesn't support a trunk",
      stack: [...withMaxPods(43, { instanceTypes: ["t3.xlarge"] }), cni(POD_ENI), cronJob(20)],
    },
    {
      name: "a trunk that a Patch turns off again",
      stack: [
        ...withMaxPods(43),
        cni(POD_ENI),
        daemonSetPatch(variables({ ENABLE_POD_ENI: "false" }), "patch"),
        cronJob(20),
      ],
    },
    {
      name: "a trunk, when prefixes have room without it",
      stack: [...withMaxPods(97), cni({ ...PREFIXES, ...POD_ENI }), cronJob(120)],
    },
    { name: "a CronJob that is suspended", stack: [...nodes(), cni(), cronJob(300, { suspend: true })] },
    { name: "CronJobs without a cluster in the stack", stack: [cronJob(300)] },
    { name: "nodes that keep pods away", stack: [...nodes(TAINTED), cni(), cronJob(300)] },
    {
      name: "fewer pods than the team's minimum",
      stack: [...nodes(), cni(), cronJob(20)],
      options: { minCoolingAddresses: 21 },
    },
    {
      name: "pods that spread evenly",
      stack: [...nodes(), cni(PREFIXES), cronJob(45)],
      options: { skew: 1 },
    },
    {
      name: "more pods in the host network, which need no address",
      stack: [...nodes(), cni(PREFIXES), cronJob(45)],
      options: { hostNetworkPods: 4 },
    },
    {
      name: "few CronJobs on one of two clusters",
      stack: [...nodes(), ...anotherCluster(), cni(), { ...cronJob(9), provider: "subject-k8s" }],
    },
  ],
  invalid: [
    {
      name: "the article's cluster, with 20 pods each minute",
      stack: [...nodes(), cni(), cronJob(20)],
      findings: [
        tooLittle(
          "maxPods 58 leaves room for 0 cooling addresses on a node, but CronJobs can leave 3 there; maxPods 55 leaves room for 3; IP targets can't give more at maxPods 58",
        ),
      ],
    },
    {
      name: "exactly the minimum number of pods, under strict",
      stack: [...nodes(), cni(), cronJob(10)],
      preset: "strict",
      findings: [
        {
          ...tooLittle(
            "maxPods 58 leaves room for 0 cooling addresses on a node, but CronJobs can leave 2 there; maxPods 56 leaves room for 2; IP targets can't give more at maxPods 58",
          ),
          level: "mandatory",
        },
      ],
    },
    {
      name: "more pods than maxPods 97 has room for, with prefix delegation",
      stack: [...withMaxPods(97), cni(PREFIXES), cronJob(300)],
      findings: [
        tooLittle(
          "maxPods 97 leaves room for 16 cooling addresses on a node, but CronJobs can leave 40 there; no lower maxPods leaves 40; MINIMUM_IP_TARGET 144 with WARM_IP_TARGET 5 gives 49",
        ),
      ],
    },
    ...[
      { resource: "an add-on", settings: [cni(POD_ENI)] },
      { resource: "a DaemonSet", settings: [daemonSet(variables(POD_ENI), {}, "aws-node")] },
      { resource: "a Patch", settings: [cni(), daemonSetPatch(variables(POD_ENI), "patch")] },
      { resource: "a Helm release", settings: [{ ...release({ env: POD_ENI }), name: "chart" }] },
    ].map(({ resource, settings }) => ({
      name: `a trunk, which ${resource} requests`,
      stack: [...withMaxPods(43), ...settings, cronJob(20)],
      // 3 × 14 addresses for 41 pods, and for 39 of maxPods 41.
      findings: [
        tooLittle(
          "maxPods 43 leaves room for 1 cooling address on a node, but CronJobs can leave 3 there; maxPods 41 leaves room for 3; IP targets can't give more at maxPods 43",
        ),
      ],
    })),
    {
      name: "a longer cooldown, in which several runs end",
      stack: [...nodes(), cni({ IP_COOLDOWN_PERIOD: "61" }), cronJob(10)],
      findings: [
        tooLittle(
          "maxPods 58 leaves room for 0 cooling addresses on a node, but CronJobs can leave 3 there; maxPods 55 leaves room for 3; IP targets can't give more at maxPods 58",
        ),
      ],
    },
    {
      name: "pods that gather on twice as few nodes",
      stack: [...nodes(), cni(PREFIXES), cronJob(45)],
      options: { skew: 2 },
      findings: [
        tooLittle(
          "maxPods 110 leaves room for 4 cooling addresses on a node, but CronJobs can leave 6 there; maxPods 108 leaves room for 6; MINIMUM_IP_TARGET 128 with WARM_IP_TARGET 5 gives 20",
        ),
      ],
    },
    {
      name: "one pod less in the host network",
      stack: [...nodes(), cni(PREFIXES), cronJob(45)],
      options: { hostNetworkPods: 3 },
      findings: [
        tooLittle(
          "maxPods 110 leaves room for 5 cooling addresses on a node, but CronJobs can leave 6 there; maxPods 109 leaves room for 6; MINIMUM_IP_TARGET 128 with WARM_IP_TARGET 5 gives 21",
        ),
      ],
    },
    {
      name: "the type of a group with the least room",
      stack: [...nodes({ instanceTypes: ["m5.24xlarge", "m5.xlarge"] }), cni(), cronJob(20)],
      findings: [
        tooLittle(
          "maxPods 58 leaves room for 0 cooling addresses on a node, but CronJobs can leave 3 there; maxPods 55 leaves room for 3; IP targets can't give more at maxPods 58",
        ),
      ],
    },
    {
      name: "tainted nodes that a CronJob tolerates",
      stack: [...nodes(TAINTED), cni(), cronJob(20, {}, { tolerations: [{ key: "team" }] })],
      findings: [
        tooLittle(
          "maxPods 58 leaves room for 0 cooling addresses on a node, but CronJobs can leave 3 there; maxPods 55 leaves room for 3; IP targets can't give more at maxPods 58",
        ),
      ],
    },
    {
      name: "nodes in subnets that are created elsewhere",
      stack: [
        cluster(),
        group(15, { subnetIds: ["subnet-0a1"], scalingConfig: { minSize: 15, maxSize: 15 } }, []),
        cni(),
        cronJob(20),
      ],
      findings: [
        tooLittle(
          "maxPods 58 leaves room for 0 cooling addresses on a node, but CronJobs can leave 3 there; maxPods 55 leaves room for 3; IP targets can't give more at maxPods 58",
        ),
      ],
    },
    {
      name: "CronJobs on one of two clusters, according to their provider's kubeconfig",
      stack: [...nodes(), ...anotherCluster(), cni(), { ...cronJob(20), provider: "subject-k8s" }],
      findings: [
        tooLittle(
          "maxPods 58 leaves room for 0 cooling addresses on a node, but CronJobs can leave 3 there; maxPods 55 leaves room for 3; IP targets can't give more at maxPods 58",
        ),
      ],
    },
  ],
  unknown: [
    {
      name: "a schedule that is not known",
      stack: [...nodes(), cni(), cronJob(300, { schedule: UNKNOWN })],
      undetermined: ["spec.schedule: not known before pulumi up"],
    },
    {
      name: "a cooldown that is not known",
      stack: [
        ...nodes(),
        { ...cni(), props: { addonName: "vpc-cni", configurationValues: UNKNOWN } },
        cronJob(300),
      ],
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "a trunk that is not known",
      stack: [...nodes(), daemonSet(variables({ ENABLE_POD_ENI: UNKNOWN }), {}, "aws-node"), cronJob(300)],
      undetermined: ["spec.template.spec.containers[0].env[0].value: not known before pulumi up"],
    },
    {
      name: "two clusters",
      stack: [...nodes(), cluster({ name: "other" }, "other"), cni(), cronJob(300)],
      undetermined: [": several clusters in the stack, and nothing shows which one it runs on"],
    },
  ],
  notApplicable: [
    {
      name: "IPv6",
      stack: [
        cluster({ kubernetesNetworkConfig: { ipFamily: "ipv6" } }),
        ...nodes().slice(1),
        cni(),
        cronJob(300),
      ],
      because: ["subject: its pods have IPv6 addresses"],
    },
    {
      name: "Auto Mode",
      stack: [cluster({ computeConfig: { enabled: true } }), ...nodes().slice(1), cni(), cronJob(300)],
      because: ["subject: EKS Auto Mode creates its nodes"],
    },
    {
      name: "another CNI",
      stack: [
        ...nodes(),
        cronJob(300),
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      because: ["subject: another CNI assigns addresses to its pods"],
    },
    {
      name: "Karpenter's nodes alone",
      stack: [cluster(), ...subnets(20), cni(), cronJob(300), ...karpenter({ limits: { cpu: "8" } })],
      because: ["general: Karpenter creates as many nodes as pods need"],
    },
    {
      name: "Karpenter's nodes, beside a group with too little room",
      stack: [...nodes(), cni(), cronJob(300), ...karpenter({ limits: { cpu: "8" } })],
      because: ["general: Karpenter creates as many nodes as pods need"],
      findings: [
        tooLittle(
          "maxPods 58 leaves room for 0 cooling addresses on a node, but CronJobs can leave 40 there; no lower maxPods and no IP targets leave 40: enable prefix delegation, keep more nodes running, or spread the schedules",
        ),
      ],
    },
    {
      name: "nodes that run Windows",
      stack: [...nodes({ amiType: "WINDOWS_FULL_2025_x86_64" }), cni(), cronJob(300)],
      because: ["apps: its nodes run Windows, whose pods get their addresses from EKS itself"],
    },
    {
      name: "nodes that run Windows, next to nodes that run Linux",
      stack: [
        ...nodes(),
        group(3, { amiType: "WINDOWS_CORE_2022_x86_64" }, ["a"], "windows"),
        cni(),
        cronJob(20),
      ],
      findings: [
        tooLittle(
          "maxPods 58 leaves room for 0 cooling addresses on a node, but CronJobs can leave 3 there; maxPods 55 leaves room for 3; IP targets can't give more at maxPods 58",
        ),
      ],
      because: ["windows: its nodes run Windows, whose pods get their addresses from EKS itself"],
    },
    {
      name: "CronJobs on the one of two clusters that has no nodes here",
      stack: [...nodes(), ...anotherCluster(), cni(), { ...cronJob(300), provider: "other-k8s" }],
      because: ["other: the stack has no node groups for it"],
    },
  ],
});
