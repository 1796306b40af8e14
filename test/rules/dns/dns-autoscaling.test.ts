import type { TestResource } from "../../../policies/src/rule/example.ts";
import {
  UNKNOWN,
  type PropertyObject,
  type PropertyValue,
} from "../../../policies/src/rule/property-value.ts";
import dnsAutoscaling from "../../../policies/src/rules/dns/dns-autoscaling.ts";
import { ruleTester } from "../../../policies/src/testing/tester.ts";

const addon = (configurationValues?: PropertyValue): TestResource => ({
  type: "aws:eks/addon:Addon",
  props: { addonName: "coredns", configurationValues },
});
const release = (values: PropertyObject, more: PropertyObject = {}): TestResource => ({
  type: "kubernetes:helm.sh/v3:Release",
  props: { chart: "coredns", values, ...more },
});
const proportionalAutoscaler: TestResource = {
  type: "kubernetes:apps/v1:Deployment",
  name: "autoscaler",
  props: {
    spec: {
      template: {
        spec: {
          containers: [
            {
              image: "registry.k8s.io/cpa/cluster-proportional-autoscaler:1.8.9",
              args: ["--target=deployment/coredns", '--default-params={"linear":{"nodesPerReplica":16}}'],
            },
          ],
        },
      },
    },
  },
};
const podAutoscaler: TestResource = {
  type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  name: "autoscaler",
  props: { metadata: { namespace: "kube-system" }, spec: { scaleTargetRef: { name: "coredns" } } },
};
const autoscalerChart: TestResource = {
  type: "kubernetes:helm.sh/v3:Release",
  name: "autoscaler",
  props: {
    chart: "cluster-proportional-autoscaler",
    values: { options: { target: "deployment/coredns" }, config: { linear: { min: 3 } } },
  },
};

const fixed = (path: string, setting = "autoScaling.enabled") => ({
  key: "fixed",
  level: "advisory" as const,
  path,
  message: `the number of DNS pods does not grow with the cluster; set ${setting} to true`,
});
const twice = (path: string) => ({
  key: "two-autoscalers",
  level: "advisory" as const,
  path,
  message:
    "scales DNS, which another autoscaler in this stack also does; set it to false, or remove the other one",
});

ruleTester(dnsAutoscaling, {
  valid: [
    { name: "the add-on that scales itself", stack: [addon('{"autoScaling":{"enabled":true}}')] },
    { name: "the add-on that scales itself, in YAML", stack: [addon("autoScaling:\n  enabled: true")] },
    { name: "the add-on with a cluster-proportional-autoscaler", stack: [addon(), proportionalAutoscaler] },
    { name: "the add-on with one from its chart", stack: [addon("{}"), autoscalerChart] },
    {
      name: "the add-on with a HorizontalPodAutoscaler",
      stack: [addon('{"replicaCount":3}'), podAutoscaler],
    },
    {
      name: "the add-on with KEDA",
      stack: [
        addon('{"replicaCount":3}'),
        { ...podAutoscaler, type: "kubernetes:keda.sh/v1alpha1:ScaledObject" },
      ],
    },
    { name: "the chart in another namespace", stack: [release({}, { namespace: "edge-dns" })] },
    { name: "another add-on", stack: [{ type: "aws:eks/addon:Addon", props: { addonName: "kube-proxy" } }] },
    { name: "the chart with an autoscaler", stack: [release({ autoscaler: { enabled: true } })] },
    { name: "the chart with a HorizontalPodAutoscaler", stack: [release({ hpa: { enabled: true } })] },
    { name: "the chart for another purpose", stack: [release({ isClusterService: false })] },
    { name: "the chart without a Deployment", stack: [release({ deployment: { enabled: false } })] },
    { name: "another chart", stack: [release({}, { chart: "external-dns" })] },
  ],
  invalid: [
    {
      name: "the add-on without configuration",
      stack: [addon()],
      findings: [fixed("configurationValues")],
    },
    {
      name: "the add-on with a number",
      stack: [addon('{"replicaCount":3}')],
      findings: [fixed("configurationValues.autoScaling.enabled")],
    },
    {
      name: "the add-on whose scaling is off",
      stack: [addon('{"autoScaling":{"enabled":false,"minReplicas":3}}')],
      findings: [fixed("configurationValues.autoScaling.enabled")],
    },
    {
      name: "the add-on that scales itself next to a cluster-proportional-autoscaler",
      stack: [addon('{"autoScaling":{"enabled":true}}'), proportionalAutoscaler],
      findings: [twice("configurationValues.autoScaling.enabled")],
    },
    {
      name: "the chart with a number",
      stack: [release({ replicaCount: 3 })],
      findings: [fixed("values.autoscaler.enabled", "autoscaler.enabled")],
    },
    {
      name: "the chart with an autoscaler next to another one",
      stack: [release({ hpa: { enabled: true } }), autoscalerChart],
      findings: [twice("values.hpa.enabled")],
    },
  ],
  unknown: [
    {
      name: "an autoscaler whose target is not known yet, next to the add-on that scales itself",
      stack: [
        addon('{"autoScaling":{"enabled":true}}'),
        {
          ...proportionalAutoscaler,
          props: {
            spec: {
              template: {
                spec: { containers: [{ image: "cluster-proportional-autoscaler", args: UNKNOWN }] },
              },
            },
          },
        },
      ],
      undetermined: ["spec.template.spec.containers[0].args: not known before pulumi up"],
    },
    {
      name: "a configuration that is not known yet",
      stack: [addon(UNKNOWN)],
      undetermined: ["configurationValues: not known before pulumi up"],
    },
    {
      name: "an add-on that may scale itself",
      stack: [addon(`{"autoScaling":{"enabled":"${UNKNOWN}"}}`)],
      undetermined: ["configurationValues.autoScaling.enabled: not known before pulumi up"],
    },
    {
      name: "the chart with values in a file",
      stack: [release({}, { valueYamlFiles: [{}] })],
      undetermined: ["valueYamlFiles: may set what values leaves out"],
    },
  ],
  notApplicable: [
    {
      name: "the add-on of a cluster in Auto Mode, which answers nobody",
      stack: [
        {
          ...addon(),
          name: "coredns",
          props: { addonName: "coredns", clusterName: UNKNOWN },
          from: { clusterName: ["cluster"] },
        },
        {
          type: "aws:eks/cluster:Cluster",
          name: "cluster",
          props: { name: UNKNOWN, computeConfig: { enabled: true } },
        },
      ],
      because: ["coredns: DNS is a part of the nodes of EKS Auto Mode"],
    },
  ],
});
