import { addonConfiguration, isAddon } from "../../cluster/addon.ts";
import { ADDON } from "../../cluster/aws-types.ts";
import { unlessInFile } from "../../cluster/workloads/helm-release.ts";
import { POD_AUTOSCALER } from "../../cluster/workloads/replicas.ts";
import { HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import { holds, type Reading } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { some } from "../../rule/truth.ts";
import { hasDnsOfAutoMode } from "./auto-mode-dns.ts";
import { isDnsRelease } from "./coredns-release.ts";
import { isPodAutoscaler } from "./dns-workload.ts";
import { deployedAutoscalers, isAutoscalerRelease } from "./proportional-autoscaler.ts";

export default defineRule({
  id: "dns-autoscaling",
  title: "DNS scales with the cluster, by a single autoscaler",
  severity: "high",
  article: "Single kube-dns pod",
  why: "Three DNS pods are enough for ten nodes but not for a hundred: lookups slow down and time out across the cluster while every pod looks healthy. Two autoscalers undo each other's changes every few seconds.",
  fix: "Set autoScaling.enabled of the coredns add-on to true, or run the cluster-proportional-autoscaler for the coredns Deployment, but not both.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/scale-cluster-services.html",
    "https://kubernetes.io/docs/tasks/administer-cluster/dns-horizontal-autoscaling/",
  ],
  findings: {
    fixed: "DNS runs the same number of pods, whatever the size of the cluster.",
    "two-autoscalers": "The add-on scales DNS, and so does an autoscaler in the stack.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {},
  checkStack(stack, _options, report) {
    const outside = scaledFromOutside(stack);
    for (const resource of stack.ofType([ADDON, ...HELM_RELEASE])) {
      const scales = scalesItself(resource);
      if (!scales || scales.kind === "undetermined") continue;
      const isOn = scales.kind === "known" && scales.value;
      if (isOn && outside === true) {
        report("two-autoscalers", scales, {
          found: text`scales DNS, which another autoscaler in this stack also does`,
          passes: text`set it to false, or remove the other one`,
        });
      } else if (!isOn && outside === false && !hasDnsOfAutoMode(stack, resource)) {
        report("fixed", scales, {
          found: text`the number of DNS pods does not grow with the cluster`,
          passes: text`set ${resource.type === ADDON ? "autoScaling.enabled" : "autoscaler.enabled"} to true`,
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "The add-on scales DNS with nodes and cores",
        type: "aws:eks/addon:Addon",
        props: {
          clusterName: "shop",
          addonName: "coredns",
          configurationValues: '{ "autoScaling": { "enabled": true, "minReplicas": 3, "maxReplicas": 20 } }',
        },
        beside: [],
      },
    ],
    bad: [
      {
        title: "Three DNS pods, whatever the size of the cluster",
        type: "aws:eks/addon:Addon",
        props: {
          clusterName: "shop",
          addonName: "coredns",
          configurationValues: '{ "replicaCount": 3 }',
        },
        beside: [],
      },
    ],
  },
});

/** True if the resource that runs DNS also scales it; undefined if the resource doesn't run DNS, or if that isn't known. */
function scalesItself(resource: ResourceView): Reading<boolean> | undefined {
  if (isAddon(resource, "coredns")) {
    const configuration = addonConfiguration(resource);
    return configuration.kind === "known"
      ? configuration.value.boolean("autoScaling.enabled")
      : configuration;
  }
  if (isDnsRelease(resource) !== true) return undefined;
  const value = (path: string) => unlessInFile(resource, resource.boolean(`values.${path}`));
  const hasPodAutoscaler = value("hpa.enabled");
  return holds(hasPodAutoscaler, (isOn) => isOn) === false ? value("autoscaler.enabled") : hasPodAutoscaler;
}

/** True if an autoscaler in the stack scales DNS; undefined if one might. */
function scaledFromOutside(stack: StackView): boolean | undefined {
  return some([
    ...deployedAutoscalers(stack).map((replicas) => (replicas ? true : undefined)),
    ...stack.ofType(POD_AUTOSCALER).map(isPodAutoscaler),
    ...stack.ofType(HELM_RELEASE).map(isAutoscalerRelease),
  ]);
}
