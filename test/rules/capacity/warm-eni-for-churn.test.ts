import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import warmEniForChurn from "../../../policies/src/rules/capacity/warm-eni-for-churn.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";
import { anotherCluster, cluster, cni, group, subnets } from "./planned-cluster.ts";

const cronJob = (pods: number, schedule: PropertyValue = "* * * * *"): TestResource => ({
  type: "kubernetes:batch/v1:CronJob",
  name: "report",
  props: { spec: { schedule, jobTemplate: { spec: { parallelism: pods } } } },
});
const nodes = (more: PropertyObject = {}, ofCluster: PropertyObject = {}) => [
  cluster(ofCluster),
  ...subnets(20),
  group(15, more),
];
const tooFew = (pods: number, kept: string, needed: number, addresses = 60) => ({
  key: "too-few" as const,
  level: "advisory" as const,
  name: "prod-cni",
  path: "configurationValues.env.WARM_ENI_TARGET",
  message: `CronJobs start ${pods} pods per minute, but nodes keep ${kept}; enable prefix delegation; or set WARM_ENI_TARGET to ${needed} or more, if the subnets have ${addresses} addresses for each node`,
});

ruleTester(warmEniForChurn, {
  valid: [
    { name: "all interfaces of the type", stack: [...nodes(), cni({ WARM_ENI_TARGET: "4" }), cronJob(20)] },
    {
      name: "all interfaces of the type except its trunk",
      stack: [...nodes(), cni({ WARM_ENI_TARGET: "3", ENABLE_POD_ENI: "true" }), cronJob(20)],
    },
    { name: "few pods", stack: [...nodes(), cni(), cronJob(9)] },
    { name: "many pods, but rarely", stack: [...nodes(), cni(), cronJob(49, "*/5 * * * *")] },
    { name: "prefixes", stack: [...nodes(), cni({ ENABLE_PREFIX_DELEGATION: "true" }), cronJob(20)] },
    {
      name: "IP targets, which the CNI uses instead of interfaces",
      stack: [...nodes(), cni({ WARM_IP_TARGET: "10", MINIMUM_IP_TARGET: "40" }), cronJob(20)],
    },
    { name: "CronJobs without a cluster", stack: [cni(), cronJob(20)] },
    {
      name: "as many as the team requires",
      stack: [...nodes(), cni({ WARM_ENI_TARGET: "2" }), cronJob(20)],
      options: { minWarmEni: 2 },
    },
    {
      name: "CronJobs on another cluster",
      stack: [...nodes(), ...anotherCluster(), cni(), { ...cronJob(20), provider: "other-k8s" }],
    },
  ],
  invalid: [
    {
      name: "the default",
      stack: [...nodes(), cni(), cronJob(10)],
      findings: [tooFew(10, "1 free network interface", 4)],
    },
    {
      name: "one less than the type has",
      stack: [...nodes(), cni({ WARM_ENI_TARGET: "3" }), cronJob(50, "*/5 * * * *")],
      findings: [tooFew(10, "3 free network interfaces", 4)],
    },
    {
      name: "one less than the type has in addition to its trunk",
      stack: [...nodes(), cni({ WARM_ENI_TARGET: "2", ENABLE_POD_ENI: "true" }), cronJob(20)],
      findings: [tooFew(20, "2 free network interfaces", 3)],
    },
    {
      name: "a type with more interfaces than required",
      stack: [...nodes({ instanceTypes: ["m8i.48xlarge"] }), cni(), cronJob(20)],
      findings: [tooFew(20, "1 free network interface", 20, 256)],
    },
    {
      name: "fewer than the team requires",
      stack: [...nodes(), cni({ WARM_ENI_TARGET: "2" }), cronJob(20)],
      options: { minWarmEni: 3 },
      findings: [tooFew(20, "2 free network interfaces", 3)],
    },
    {
      name: "CronJobs on one of two clusters, according to their provider's kubeconfig",
      stack: [...nodes(), ...anotherCluster(), cni(), { ...cronJob(20), provider: "subject-k8s" }],
      findings: [tooFew(20, "1 free network interface", 4)],
    },
  ],
  unknown: [
    {
      name: "a schedule that is not known",
      stack: [...nodes(), cni(), cronJob(20, UNKNOWN)],
      undetermined: ["spec.schedule: not known before pulumi up"],
    },
    {
      name: "settings that are not known",
      stack: [
        ...nodes(),
        { ...cni(), props: { addonName: "vpc-cni", configurationValues: UNKNOWN } },
        cronJob(20),
      ],
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "two clusters",
      stack: [...nodes(), cluster({ name: "other" }, "other"), cni(), cronJob(20)],
      undetermined: [": several clusters in the stack, and nothing shows which one it runs on"],
    },
  ],
  notApplicable: [
    {
      name: "Auto Mode",
      stack: [...nodes({}, { computeConfig: { enabled: true } }), cni(), cronJob(20)],
      because: ["subject: EKS Auto Mode creates its nodes"],
    },
    {
      name: "IPv6",
      stack: [...nodes({}, { kubernetesNetworkConfig: { ipFamily: "ipv6" } }), cni(), cronJob(20)],
      because: ["subject: its pods have IPv6 addresses"],
    },
    {
      name: "another CNI",
      stack: [
        ...nodes(),
        cronJob(20),
        { type: "kubernetes:helm.sh/v3:Release", name: "cilium", props: { chart: "cilium" } },
      ],
      because: ["subject: another CNI assigns addresses to its pods"],
    },
    {
      name: "nodes that run Windows",
      stack: [...nodes({ amiType: "WINDOWS_CORE_2022_x86_64" }), cni(), cronJob(20)],
      because: ["apps: its nodes run Windows, whose pods get their addresses from EKS itself"],
    },
  ],
});
