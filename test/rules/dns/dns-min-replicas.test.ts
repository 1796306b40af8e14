import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import dnsMinReplicas from "../../../policies/src/rules/dns/dns-min-replicas.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const addon = (configurationValues?: PropertyValue): TestResource => ({
  type: "aws:eks/addon:Addon",
  props: { addonName: "coredns", configurationValues },
});
const addonWith = (values: unknown): TestResource => addon(JSON.stringify(values));

const deployment = (
  spec: PropertyObject,
  metadata: PropertyObject = { namespace: "kube-system" },
): TestResource => ({
  type: "kubernetes:apps/v1:Deployment",
  props: { metadata: { name: "coredns", ...metadata }, spec },
});
const deploymentPatch = (spec: PropertyObject): TestResource => ({
  ...deployment(spec),
  type: "kubernetes:apps/v1:DeploymentPatch",
});

const podAutoscaler = (
  spec: PropertyObject,
  version = "v2",
  namespace: PropertyValue = "kube-system",
): TestResource => ({
  type: `kubernetes:autoscaling/${version}:HorizontalPodAutoscaler`,
  props: { metadata: { name: "dns", namespace }, spec: { scaleTargetRef: { name: "coredns" }, ...spec } },
});

const release = (values: PropertyValue, more: PropertyObject = {}): TestResource => ({
  type: "kubernetes:helm.sh/v3:Release",
  props: { chart: "coredns", values, ...more },
});

/** A cluster-proportional-autoscaler with these arguments after the command. */
const autoscaler = (args: readonly PropertyValue[], more: PropertyObject = {}): TestResource => ({
  type: "kubernetes:apps/v1:Deployment",
  name: "autoscaler",
  props: {
    metadata: { name: "dns-autoscaler", namespace: "kube-system" },
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: "autoscaler",
              image: "registry.k8s.io/cpa/cluster-proportional-autoscaler:1.8.9",
              command: ["/cluster-proportional-autoscaler"],
              args,
              ...more,
            },
          ],
        },
      },
    },
  },
});
const TARGET = "--target=Deployment/coredns";
const withParameters = (parameters: unknown): TestResource =>
  autoscaler([TARGET, `--default-params=${JSON.stringify(parameters)}`]);
const configMap = (data: PropertyObject, name = "subject"): TestResource => ({
  type: "kubernetes:core/v1:ConfigMap",
  name,
  props: { metadata: { name: "dns-autoscaler" }, data },
});
const withConfigMap = autoscaler(["--configmap", "dns-autoscaler", TARGET]);
const chart = (values: PropertyObject): TestResource =>
  release(values, { chart: "oci://registry.example.com/charts/cluster-proportional-autoscaler" });

const ARGS = "spec.template.spec.containers[0].args";
const CONTAINER = "spec.template.spec.containers[0]";

const floor = (path: string, found: string, setting = "it") => ({
  key: "below-floor",
  level: "mandatory" as const,
  path,
  message: `${found}; set ${setting} to 2 or more`,
});
const advised = (path: string, found: string, setting = "it") => ({
  key: "below-advised",
  level: "advisory" as const,
  path,
  message: `${found}; set ${setting} to 3 or more, to have one to spare`,
});
const cluster = (props: PropertyObject): TestResource => ({
  type: "aws:eks/cluster:Cluster",
  name: "cluster",
  props: { name: "shop", ...props },
});
const bare = cluster({ bootstrapSelfManagedAddons: false });
const noDns = {
  key: "no-dns",
  level: "advisory" as const,
  name: "cluster",
  path: "bootstrapSelfManagedAddons",
  message:
    "the cluster starts without CoreDNS, and nothing in this stack installs it; create the coredns add-on, or don't set bootstrapSelfManagedAddons",
};
const NO_MIN = "min is not set, which means 1";
const NO_REPLICAS = "replicas is not set, which means 1";

const contradictory = (path: string, max: number, min: number) => ({
  key: "contradictory" as const,
  level: "advisory" as const,
  path,
  message: `the maximum of ${max} is below the minimum, and the autoscaler can't keep both; set it to ${min} or more`,
});
const scaledObject = (spec: PropertyObject, namespace: PropertyValue = "kube-system"): TestResource => ({
  type: "kubernetes:keda.sh/v1alpha1:ScaledObject",
  name: "scaler",
  props: { metadata: { name: "dns", namespace }, spec: { scaleTargetRef: { name: "coredns" }, ...spec } },
});
/** The labels that the chart gives the cluster's DNS. */
const OF_CHART = {
  name: "dns-coredns",
  namespace: "kube-system",
  labels: { "k8s-app": "coredns", "kubernetes.io/cluster-service": "true" },
};

ruleTester(dnsMinReplicas, {
  valid: [
    { name: "a cluster in which EKS installs CoreDNS", stack: [cluster({})] },
    { name: "a cluster that sets this explicitly", stack: [cluster({ bootstrapSelfManagedAddons: true })] },
    { name: "a bare cluster and the add-on", stack: [bare, addonWith({ replicaCount: 3 })] },
    { name: "a bare cluster and a chart", stack: [bare, release({ replicaCount: 3 })] },
    { name: "a bare cluster and a Deployment", stack: [bare, deployment({ replicas: 3 })] },
    { name: "the add-on with the advised number", stack: [addonWith({ replicaCount: 3 })] },
    {
      name: "the add-on that scales itself",
      stack: [addonWith({ replicaCount: 1, autoScaling: { enabled: true, minReplicas: 3 } })],
    },
    { name: "the add-on, in YAML", stack: [addon("replicaCount: 4")] },
    {
      name: "the add-on's default, if the team advises two",
      stack: [addon()],
      options: { advisedReplicas: 2 },
    },
    { name: "another add-on", resource: { type: "aws:eks/addon:Addon", props: { addonName: "vpc-cni" } } },
    { name: "a Deployment with enough", stack: [deployment({ replicas: 3 })] },
    { name: "a DNS server in another namespace", stack: [deployment({ replicas: 1 }, { namespace: "lab" })] },
    {
      name: "a release without its own Deployment",
      resource: release({ deployment: { enabled: false }, replicaCount: 1 }),
    },
    { name: "another Deployment", stack: [deployment({ replicas: 1 }, { name: "app" })] },
    { name: "a Patch that doesn't set the number", resource: deploymentPatch({ paused: true }) },
    {
      name: "a Deployment that a HorizontalPodAutoscaler scales",
      stack: [deployment({}), { ...podAutoscaler({ minReplicas: 3 }), name: "scaler" }],
    },
    {
      name: "a Deployment that KEDA scales",
      stack: [deployment({}), scaledObject({ minReplicaCount: 3 })],
    },
    {
      name: "a Deployment of the chart that a HorizontalPodAutoscaler scales",
      stack: [
        deployment({}, OF_CHART),
        { ...podAutoscaler({ minReplicas: 3, scaleTargetRef: { name: "dns-coredns" } }), name: "scaler" },
      ],
    },
    {
      name: "a Deployment of the chart for another purpose",
      stack: [deployment({ replicas: 1 }, { ...OF_CHART, labels: { "k8s-app": "coredns" } })],
    },
    {
      name: "a Deployment of the chart in another namespace",
      stack: [deployment({ replicas: 1 }, { ...OF_CHART, namespace: "edge-dns" })],
    },
    {
      name: "a HorizontalPodAutoscaler of a CoreDNS that may be anywhere",
      resource: podAutoscaler({ scaleTargetRef: { name: "edge-coredns" } }, "v2", null),
    },
    {
      name: "the chart in another namespace",
      stack: [release({ replicaCount: 1 }, { namespace: "edge-dns" })],
    },
    {
      name: "a maximum that is the minimum",
      stack: [withConfigMap, configMap({ linear: '{"min":3,"max":3}' })],
    },
    {
      name: "an autoscaler without a maximum",
      stack: [withConfigMap, configMap({ linear: '{"min":3,"max":0}' })],
    },
    {
      name: "a Deployment that a cluster-proportional-autoscaler scales",
      stack: [deployment({ replicas: 1 }), withParameters({ linear: { min: 3 } })],
    },
    {
      name: "the add-on's default, which a cluster-proportional-autoscaler scales",
      stack: [addon(), withParameters({ linear: { min: 3 } })],
    },
    { name: "a HorizontalPodAutoscaler with enough", resource: podAutoscaler({ minReplicas: 3 }) },
    { name: "one in another namespace", resource: podAutoscaler({}, "v2", "lab") },
    { name: "one for something else", resource: podAutoscaler({ scaleTargetRef: { name: "app" } }) },
    {
      name: "a Patch of a HorizontalPodAutoscaler that doesn't set the minimum",
      resource: {
        ...podAutoscaler({}),
        type: "kubernetes:autoscaling/v2:HorizontalPodAutoscalerPatch",
      },
    },
    { name: "the chart with enough", resource: release({ replicaCount: 3 }) },
    {
      name: "the chart for a purpose other than the cluster's DNS",
      stack: [release({ isClusterService: false })],
    },
    { name: "another chart", resource: release({}, { chart: "external-dns" }) },
    {
      name: "a chart in a folder with a similar name",
      resource: release({}, { chart: "./my-coredns" }),
    },
    { name: "the chart with an autoscaler", resource: release({ autoscaler: { enabled: true, min: 3 } }) },
    {
      name: "the autoscaler's chart with enough",
      resource: chart({ options: { target: "deployment/coredns" }, config: { linear: { min: 3 } } }),
    },
    {
      name: "the autoscaler's chart for something else",
      resource: chart({ options: { target: "deployment/app" }, config: { linear: { min: 1 } } }),
    },
    {
      name: "an autoscaler for something else",
      stack: [autoscaler(["--target=deployment/app", '--default-params={"linear":{"min":1}}'])],
    },
    {
      name: "a ConfigMap that overrides the parameters from which it is created",
      stack: [
        autoscaler(["--configmap=dns-autoscaler", TARGET, '--default-params={"linear":{"min":1}}']),
        configMap({ linear: '{"min":3}' }),
      ],
    },
    {
      name: "a ladder that starts high enough",
      stack: [
        withConfigMap,
        configMap({ ladder: '{"nodesToReplicas":[[2,3],[1,1]],"coresToReplicas":[[1,1],[64,3]]}' }),
      ],
    },
    ...[
      {
        name: "another image",
        args: [UNKNOWN],
        more: { image: "registry.example.com/shop:1", command: undefined },
      },
      { name: "another command", args: [UNKNOWN], more: { image: UNKNOWN, command: ["/shop"] } },
      {
        name: "a flag of its own",
        args: ["--database", UNKNOWN],
        more: { image: UNKNOWN, command: undefined },
      },
      { name: "a known command line", args: ["shop"], more: { image: UNKNOWN, command: undefined } },
    ].map(({ name, args, more }) => ({ name: `a container with ${name}`, stack: [autoscaler(args, more)] })),
  ],
  invalid: [
    { name: "a bare cluster", stack: [bare], findings: [noDns] },
    {
      name: "a bare cluster with a Deployment of something else",
      stack: [bare, deployment({ replicas: 3 }, { namespace: "shop" })],
      findings: [noDns],
    },
    {
      name: "the add-on with one pod",
      stack: [addonWith({ replicaCount: 1 })],
      findings: [floor("configurationValues.replicaCount", "replicaCount is 1")],
    },
    {
      name: "the add-on with two pods",
      stack: [addonWith({ replicaCount: 2 })],
      findings: [advised("configurationValues.replicaCount", "replicaCount is 2")],
    },
    {
      name: "the add-on without values",
      stack: [addon()],
      findings: [advised("configurationValues", "replicaCount is not set, which means 2")],
    },
    {
      name: "the add-on without a count, if the team requires three",
      stack: [addonWith({ resources: {} })],
      options: { minReplicas: 3 },
      findings: [
        {
          ...floor("configurationValues.replicaCount", ""),
          message: "replicaCount is not set, which means 2; set it to 3 or more",
        },
      ],
    },
    {
      name: "the add-on that scales itself down to the default",
      stack: [addonWith({ autoScaling: { enabled: true } })],
      preset: "strict",
      findings: [
        {
          ...advised(
            "configurationValues.autoScaling.minReplicas",
            "autoScaling.minReplicas is not set, which means 2",
          ),
          level: "mandatory",
        },
      ],
    },
    {
      name: "the add-on whose scaling is off",
      stack: [addonWith({ replicaCount: 1, autoScaling: { enabled: false, minReplicas: 5 } })],
      findings: [floor("configurationValues.replicaCount", "replicaCount is 1")],
    },
    {
      name: "KEDA with its default minimum, which is none",
      stack: [deployment({}), scaledObject({})],
      findings: [
        {
          ...floor("spec.minReplicaCount", "minReplicaCount is not set, which means 0"),
          name: "scaler",
        },
      ],
    },
    {
      name: "a Deployment of the chart, whatever its release is called",
      stack: [deployment({ replicas: 1 }, OF_CHART)],
      findings: [floor("spec.replicas", "replicas is 1")],
    },
    {
      name: "the chart in another namespace, with the address of the cluster's DNS",
      resource: release(
        { replicaCount: 1, service: { clusterIP: "172.20.0.10" } },
        { namespace: "cluster-dns" },
      ),
      findings: [floor("values.replicaCount", "replicaCount is 1")],
    },
    {
      name: "an add-on whose maximum is below its minimum",
      stack: [addonWith({ autoScaling: { enabled: true, minReplicas: 5, maxReplicas: 4 } })],
      findings: [contradictory("configurationValues.autoScaling.maxReplicas", 4, 5)],
    },
    {
      name: "an autoscaler whose maximum is below its minimum",
      stack: [withConfigMap, configMap({ linear: '{"min":3,"max":2}' })],
      findings: [contradictory("data.linear.max", 2, 3)],
    },
    {
      name: "a maximum of one, which preventSinglePointFailure overrides",
      stack: [withConfigMap, configMap({ linear: '{"max":1,"preventSinglePointFailure":true}' })],
      findings: [advised("data.linear.min", "preventSinglePointFailure keeps 2", "min")],
    },
    {
      name: "a Deployment with one pod",
      stack: [deployment({ replicas: 1 })],
      findings: [floor("spec.replicas", "replicas is 1")],
    },
    {
      name: "a Deployment without a number or a namespace",
      stack: [deployment({}, { name: "kube-dns" })],
      findings: [floor("spec.replicas", NO_REPLICAS)],
    },
    {
      name: "a Deployment of an old API version, with two pods",
      stack: [{ ...deployment({ replicas: 2 }), type: "kubernetes:extensions/v1beta1:Deployment" }],
      findings: [advised("spec.replicas", "replicas is 2")],
    },
    {
      name: "one member of a list",
      stack: [
        {
          type: "kubernetes:apps/v1:DeploymentList",
          props: { items: [{ metadata: { name: "app" } }, deployment({}).props] },
        },
      ],
      findings: [floor("items[1].spec.replicas", NO_REPLICAS)],
    },
    {
      name: "a Patch that sets one pod",
      resource: deploymentPatch({ replicas: 1 }),
      findings: [floor("spec.replicas", "replicas is 1")],
    },
    ...["v1", "v2beta1", "v2beta2", "v2"].map((version) => ({
      name: `a HorizontalPodAutoscaler of ${version} without a minimum`,
      resource: podAutoscaler({}, version),
      findings: [floor("spec.minReplicas", "minReplicas is not set, which means 1")],
    })),
    {
      name: "a HorizontalPodAutoscaler without a namespace, with a minimum of two",
      resource: podAutoscaler({ minReplicas: 2 }, "v2", undefined),
      findings: [advised("spec.minReplicas", "minReplicas is 2")],
    },
    {
      name: "a Deployment and its HorizontalPodAutoscaler, once",
      stack: [deployment({}), { ...podAutoscaler({ minReplicas: 1 }), name: "scaler" }],
      findings: [{ ...floor("spec.minReplicas", "minReplicas is 1"), name: "scaler" }],
    },
    {
      name: "the chart's default",
      stack: [release(undefined, { chart: "coredns/coredns" })],
      findings: [floor("values.replicaCount", "replicaCount is not set, which means 1")],
    },
    {
      name: "the chart from an archive, with one pod",
      resource: release({ replicaCount: 1 }, { chart: "./charts/coredns-1.43.3.tgz" }),
      findings: [floor("values.replicaCount", "replicaCount is 1")],
    },
    {
      name: "the chart with a HorizontalPodAutoscaler without a minimum",
      resource: release({ hpa: { enabled: true }, replicaCount: 3 }),
      findings: [floor("values.hpa.minReplicas", "hpa.minReplicas is not set, which means 1")],
    },
    {
      name: "the chart with an autoscaler without a minimum",
      resource: release({ autoscaler: { enabled: true } }),
      findings: [advised("values.autoscaler.min", "preventSinglePointFailure keeps 2", "autoscaler.min")],
    },
    {
      name: "the chart with an autoscaler that may leave one",
      resource: release({ autoscaler: { enabled: true, min: 1, preventSinglePointFailure: false } }),
      findings: [floor("values.autoscaler.min", "autoscaler.min is 1")],
    },
    {
      name: "the autoscaler's chart without a minimum",
      resource: chart({ options: { target: "deployment/coredns" }, config: { linear: {} } }),
      findings: [floor("values.config.linear.min", NO_MIN)],
    },
    {
      name: "an autoscaler with parameters without a minimum",
      stack: [withParameters({ linear: { nodesPerReplica: 16 } })],
      findings: [{ ...floor(`${ARGS}[1].linear.min`, NO_MIN), name: "autoscaler" }],
    },
    {
      name: "an autoscaler for several Deployments, with parameters in their own argument",
      stack: [
        autoscaler([
          "--target",
          "deployment/app,deployment/kube-dns",
          "--default-params",
          '{"linear":{"min":1}}',
        ]),
      ],
      findings: [{ ...floor(`${ARGS}[3].linear.min`, "min is 1"), name: "autoscaler" }],
    },
    {
      name: "a ConfigMap that prevents a single point of failure",
      stack: [withConfigMap, configMap({ linear: '{"min":1,"preventSinglePointFailure":true}' })],
      findings: [advised("data.linear.min", "preventSinglePointFailure keeps 2", "min")],
    },
    {
      name: "a ConfigMap without a minimum",
      stack: [withConfigMap, configMap({ linear: '{"nodesPerReplica":16}' })],
      findings: [floor("data.linear.min", NO_MIN)],
    },
    {
      name: "a ladder that leaves two nodes with one pod",
      stack: [withConfigMap, configMap({ ladder: '{"nodesToReplicas":[[1,1],[3,2]]}' })],
      findings: [floor("data.ladder", "the ladder goes down to 1", "its lowest step")],
    },
    {
      name: "a ladder of cores that starts at two",
      stack: [withConfigMap, configMap({ ladder: '{"coresToReplicas":[[64,4],[1,2]]}' })],
      findings: [advised("data.ladder", "the ladder goes down to 2", "its lowest step")],
    },
    {
      name: "one pod in a cluster with Auto Mode and a node group of its own",
      stack: [
        addonWith({ replicaCount: 1 }),
        cluster({ computeConfig: { enabled: true } }),
        { type: "aws:eks/nodeGroup:NodeGroup", name: "group", props: { clusterName: "shop" } },
      ],
      findings: [floor("configurationValues.replicaCount", "replicaCount is 1")],
    },
  ],
  unknown: [
    {
      name: "a Deployment whose containers are not known",
      stack: [deployment({ template: { spec: { containers: UNKNOWN } } }, { name: "app" })],
      undetermined: ["spec.template.spec.containers: not known before pulumi up"],
    },
    {
      name: "a container that is not known",
      stack: [deployment({ template: { spec: { containers: [UNKNOWN] } } }, { name: "app" })],
      undetermined: ["spec.template.spec.containers[0]: not known before pulumi up"],
    },
    {
      name: "a cluster that may be bare",
      stack: [cluster({ bootstrapSelfManagedAddons: UNKNOWN })],
      undetermined: ["bootstrapSelfManagedAddons: not known before pulumi up"],
    },
    {
      name: "an autoscaler whose command line is not known yet",
      stack: [{ ...autoscaler([], { args: UNKNOWN }), name: "subject" }],
      undetermined: ["spec.template.spec.containers[0].args: not known before pulumi up"],
    },
    ...[
      { name: "command line", args: UNKNOWN, path: "args" },
      { name: "argument", args: [UNKNOWN], path: "args[0]" },
      {
        name: "argument next to its flags",
        args: ["--namespace=kube-system", "--v=2", UNKNOWN],
        path: "args[2]",
      },
    ].map(({ name, args, path }) => ({
      name: `a container that may be an autoscaler, with an unknown ${name}`,
      stack: [{ ...autoscaler([], { image: UNKNOWN, command: undefined, args }), name: "subject" }],
      undetermined: [`spec.template.spec.containers[0].${path}: not known before pulumi up`],
    })),
    {
      name: "values of the add-on that are not known yet",
      stack: [addon(UNKNOWN)],
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "a count of the add-on that is not known yet",
      stack: [addonWith({ replicaCount: UNKNOWN })],
      undetermined: ["configurationValues.replicaCount: not known before pulumi up"],
    },
    {
      name: "a count of the add-on that isn't a number",
      stack: [addonWith({ replicaCount: "1" })],
      undetermined: ["configurationValues.replicaCount: expected a whole number"],
    },
    {
      name: "an add-on that may scale itself",
      stack: [addonWith({ replicaCount: 1, autoScaling: { enabled: UNKNOWN } })],
      undetermined: ["configurationValues.autoScaling.enabled: not known before pulumi up"],
    },
    {
      name: "replicas that are not known yet",
      resource: deployment({ replicas: UNKNOWN }),
      undetermined: ["spec.replicas: not known before pulumi up"],
    },
    {
      name: "a Deployment whose name is not known yet",
      resource: deployment({}, { name: UNKNOWN }),
      undetermined: ["metadata.name: not known before pulumi up"],
    },
    {
      name: "a Deployment whose namespace is not known yet",
      resource: deployment({}, { namespace: UNKNOWN }),
      undetermined: ["metadata.namespace: not known before pulumi up"],
    },
    {
      name: "a list whose items are not known yet",
      resource: { type: "kubernetes:apps/v1:DeploymentList", props: { items: UNKNOWN } },
      undetermined: ["items: not known before pulumi up"],
    },
    {
      name: "a minimum that is not known yet",
      resource: podAutoscaler({ minReplicas: UNKNOWN }),
      undetermined: ["spec.minReplicas: not known before pulumi up"],
    },
    {
      name: "a HorizontalPodAutoscaler whose target is not known yet",
      resource: podAutoscaler({ scaleTargetRef: UNKNOWN }),
      undetermined: ["spec.scaleTargetRef: not known before pulumi up"],
    },
    {
      name: "the chart in a namespace that is not known yet",
      resource: release({ replicaCount: 1 }, { namespace: UNKNOWN }),
      undetermined: ["namespace: not known before pulumi up"],
    },
    {
      name: "the chart in another namespace, with an address that is not known yet",
      resource: release({ service: { clusterIP: UNKNOWN } }, { namespace: "cluster-dns" }),
      undetermined: ["values.service.clusterIP: not known before pulumi up"],
    },
    {
      name: "a Deployment whose labels are not known yet",
      resource: deployment({ replicas: 1 }, { ...OF_CHART, labels: UNKNOWN }),
      undetermined: ["metadata.labels: not known before pulumi up"],
    },
    {
      name: "the chart with values in a file",
      resource: release({ replicaCount: 1 }, { valueYamlFiles: [UNKNOWN] }),
      undetermined: ["valueYamlFiles: may set what values leaves out"],
    },
    {
      name: "the autoscaler's chart without parameters",
      resource: chart({ options: { target: "deployment/coredns" }, config: {} }),
      undetermined: ["values.config: has neither linear nor ladder"],
    },
    {
      name: "an autoscaler with parameters elsewhere",
      stack: [autoscaler(["--configmap=elsewhere", TARGET])],
      undetermined: [`${CONTAINER}: the parameters of this autoscaler are not in the stack`],
    },
    {
      name: "an autoscaler with parameters that are not known yet",
      stack: [autoscaler([TARGET, UNKNOWN])],
      undetermined: [`${ARGS}[1]: not known before pulumi up`],
    },
    {
      name: "an autoscaler with parameters that aren't JSON",
      stack: [autoscaler([TARGET, "--default-params=linear"])],
      undetermined: [`${ARGS}[1]: expected a JSON or YAML object`],
    },
    {
      name: "an autoscaler whose target is not known yet, next to a Deployment that it may scale",
      stack: [deployment({}), autoscaler([UNKNOWN])],
      undetermined: [`${ARGS}[0]: not known before pulumi up`],
    },
    {
      name: "a ConfigMap with a mode that doesn't exist",
      stack: [withConfigMap, configMap({ cubic: "{}" })],
      undetermined: ["data: has neither linear nor ladder"],
    },
    {
      name: "a ladder with steps that aren't numbers",
      stack: [withConfigMap, configMap({ ladder: '{"nodesToReplicas":[["a",1]]}' })],
      undetermined: ["data.ladder.nodesToReplicas[0][0]: expected a whole number"],
    },
    {
      name: "parameters that may prevent a single point of failure",
      stack: [withConfigMap, configMap({ linear: `{"preventSinglePointFailure":"${UNKNOWN}"}` })],
      undetermined: ["data.linear.preventSinglePointFailure: not known before pulumi up"],
    },
  ],
  notApplicable: [
    {
      name: "a bare cluster in Auto Mode, whose nodes run DNS",
      stack: [cluster({ bootstrapSelfManagedAddons: false, computeConfig: { enabled: true } })],
      because: ["cluster: DNS is a part of the nodes of EKS Auto Mode"],
    },
    {
      name: "the add-on in Auto Mode, which answers nobody",
      stack: [
        {
          ...addon(),
          name: "coredns",
          props: { addonName: "coredns", clusterName: "shop", configurationValues: '{ "replicaCount": 1 }' },
        },
        cluster({ computeConfig: { enabled: true } }),
      ],
      because: ["coredns: DNS is a part of the nodes of EKS Auto Mode"],
    },
  ],
});
