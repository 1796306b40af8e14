import { addonConfiguration, isAddon } from "../../cluster/addon.ts";
import { CNI_CONFIGURATION_TYPES, cniContainer } from "../../cluster/cni/cni-configuration.ts";
import { isRelease } from "../../cluster/workloads/helm-release.ts";
import { isInKubeSystem } from "../../cluster/workloads/kube-system.ts";
import { POD_COUNT, type HarmlessKind } from "../../rule/kinds.ts";
import { DAEMON_SET } from "../../rule/kubernetes-kinds.ts";
import { integer } from "../../rule/option.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

export default defineRule({
  id: "aws-node-health",
  title: "The VPC CNI keeps running on busy nodes, and on every node",
  severity: "medium",
  tags: ["vpc-cni", "probes"],
  article: "Limited pod capacity per node",
  why: "On a node without a running aws-node, no pod starts and no pod gives its address back. A probe that times out after a second kills aws-node exactly when the node is busy; without its priority and its CPU request, it is evicted or starved like any other pod; a taint that it does not tolerate leaves a node without a CNI; and an update of many nodes at once keeps new pods from starting on all of them.",
  fix: "Keep what the add-on and the chart set: priority class system-node-critical, a toleration with the operator Exists and no key, probe timeouts of 10 seconds or more, a CPU request of 25m or more, and maxUnavailable 10%.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html",
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/v1.23.1/charts/aws-vpc-cni/values.yaml",
  ],
  findings: {
    probe: "A probe of aws-node times out after less than `minProbeSeconds`.",
    cpu: "aws-node requests less CPU than `minCpuMillis`.",
    priority: "aws-node does not have the priority class system-node-critical.",
    taints: "aws-node does not tolerate every taint.",
    update: "An update stops aws-node on more than `maxUnavailablePercent` of the nodes at once.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    minProbeSeconds: integer({
      description: "Minimum timeout of a probe, in seconds.",
      default: 10,
      min: 1,
      max: 600,
    }),
    minCpuMillis: integer({
      description: "Minimum CPU that aws-node must request, in millicores.",
      default: 25,
      min: 1,
      max: 10_000,
    }),
    maxUnavailablePercent: integer({
      description: "Maximum percentage of nodes that an update may stop aws-node on at once.",
      default: 10,
      min: 1,
      max: 100,
    }),
  },
  targets: CNI_CONFIGURATION_TYPES,
  check(resource, { minProbeSeconds, minCpuMillis, maxUnavailablePercent }, report) {
    const places = placesOf(resource);
    if (!places) return;
    for (const probe of places.probes) {
      const seconds = probe.integer();
      const isDefault = seconds.kind === "absent" && places.isWrittenOut;
      if (isDefault || (seconds.kind === "known" && seconds.value < minProbeSeconds)) {
        report("probe", seconds, {
          found: text`the probe times out after ${seconds.kind === "known" ? seconds : KUBERNETES_PROBE_SECONDS} s`,
          passes: text`set ${minProbeSeconds} s or more`,
        });
      }
    }
    const cpu = places.cpu.value("", MILLICPU);
    if (cpu.kind === "absent" ? places.isWrittenOut : cpu.kind === "known" && cpu.value < minCpuMillis) {
      report("cpu", cpu, {
        found: cpu.kind === "known" ? text`aws-node requests ${cpu} of CPU` : text`aws-node requests no CPU`,
        passes: text`set ${minCpuMillis}m or more`,
      });
    }
    const priority = places.priority.string();
    if (
      priority.kind === "absent"
        ? places.isWrittenOut
        : priority.kind === "known" && priority.value !== PRIORITY
    ) {
      report("priority", priority, {
        found: text`aws-node can be evicted like any other pod`,
        passes: text`set priorityClassName to ${PRIORITY}`,
      });
    }
    const tolerations = places.tolerations.list();
    if (
      tolerations.kind === "absent"
        ? places.isWrittenOut
        : tolerations.kind === "known" && !tolerations.value.some(toleratesAll)
    ) {
      report("taints", tolerations, {
        found: text`a node with a taint gets no CNI`,
        passes: text`tolerate everything: operator Exists, and no key`,
      });
    }
    const unavailable = places.unavailable.value("", POD_COUNT);
    if (
      unavailable.kind === "known" &&
      unavailable.value.unit === "%" &&
      unavailable.value.count > maxUnavailablePercent
    ) {
      report("update", unavailable, {
        found: text`an update stops the CNI on ${unavailable} of the nodes at once`,
        passes: text`set ${maxUnavailablePercent}% or less`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Longer probe timeouts than the add-on's defaults",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: '{ "livenessProbeTimeoutSeconds": 15, "readinessProbeTimeoutSeconds": 15 }',
        },
      },
    ],
    bad: [
      {
        title: "A chart with a short probe timeout, little CPU, and its own tolerations",
        type: "kubernetes:helm.sh/v3:Release",
        props: {
          chart: "aws-vpc-cni",
          values: {
            livenessProbeTimeoutSeconds: 1,
            resources: { requests: { cpu: "10m" } },
            tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
          },
        },
      },
    ],
  },
});

const PRIORITY = "system-node-critical";

/** The timeout of a probe that doesn't set one. */
const KUBERNETES_PROBE_SECONDS = 1;

/** An amount of CPU as Kubernetes writes it, in thousandths: `100m` and `0.1` are 100. */
const MILLICPU: HarmlessKind<number> = {
  isHarmless: true,
  expected: "an amount of CPU, such as 25m",
  parse: (value) => {
    const amount = typeof value === "number" ? String(value) : value;
    const [, number, unit] =
      typeof amount === "string" ? (/^(\d{1,6}(?:\.\d{1,3})?)(m)?$/.exec(amount) ?? []) : [];
    if (number === undefined) return undefined;
    return unit === "m" ? Number(number) : Number(number) * 1000;
  },
};

/** The places where a resource sets what keeps aws-node running. */
interface Places {
  readonly probes: readonly View[];
  readonly cpu: View;
  readonly priority: View;
  readonly tolerations: View;
  readonly unavailable: View;
  /** True for a DaemonSet, where unset fields get Kubernetes' defaults; the add-on and the chart have good ones. */
  readonly isWrittenOut: boolean;
}

function placesOf(resource: ResourceView): Places | undefined {
  if (isAddon(resource, "vpc-cni")) {
    const configuration = addonConfiguration(resource);
    return configuration.kind === "known" ? chartPlaces(configuration.value) : undefined;
  }
  if (isRelease(resource, "aws-vpc-cni")) return chartPlaces(resource.at("values"));
  const isCni = DAEMON_SET.includes(resource.type) && isInKubeSystem(resource, ["aws-node"]);
  const container = isCni ? cniContainer(resource) : undefined;
  return container?.kind === "known" ? daemonSetPlaces(resource, container.value) : undefined;
}

function chartPlaces(values: View): Places {
  return {
    probes: [values.at("livenessProbeTimeoutSeconds"), values.at("readinessProbeTimeoutSeconds")],
    cpu: values.at("resources.requests.cpu"),
    priority: values.at("priorityClassName"),
    tolerations: values.at("tolerations"),
    unavailable: values.at("updateStrategy.rollingUpdate.maxUnavailable"),
    isWrittenOut: false,
  };
}

function daemonSetPlaces(daemonSet: ResourceView, container: View): Places {
  const pod = daemonSet.at("spec.template.spec");
  return {
    probes: ["livenessProbe", "readinessProbe"]
      .filter((probe) => container.isSet(probe))
      .map((probe) => container.at([probe, "timeoutSeconds"])),
    cpu: container.at("resources.requests.cpu"),
    priority: pod.at("priorityClassName"),
    tolerations: pod.at("tolerations"),
    unavailable: daemonSet.at("spec.updateStrategy.rollingUpdate.maxUnavailable"),
    isWrittenOut: !daemonSet.isPatch,
  };
}

/** True for a toleration without a key, for any effect. One that is not known yet may be that, and is recorded. */
function toleratesAll(toleration: View): boolean {
  const operator = toleration.oneOf(["Exists", "Equal"], "operator");
  if (operator.kind !== "undetermined" && (toleration.isSet("key") || toleration.isSet("effect")))
    return false;
  return operator.kind === "undetermined" || (operator.kind === "known" && operator.value === "Exists");
}
