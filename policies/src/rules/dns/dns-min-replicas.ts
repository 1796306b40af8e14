import { isAddon } from "../../cluster/addon.ts";
import { ADDON, CLUSTER } from "../../cluster/aws-types.ts";
import { unknownIdentity } from "../../cluster/unknown-identity.ts";
import { isRelease } from "../../cluster/workloads/helm-release.ts";
import { POD_AUTOSCALER } from "../../cluster/workloads/replicas.ts";
import { DEPLOYMENT, HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import { integer } from "../../rule/option.ts";
import type { Place } from "../../rule/reading.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { text } from "../../rule/text.ts";
import { hasDnsOfAutoMode } from "./auto-mode-dns.ts";
import { addonReplicas } from "./coredns-addon.ts";
import { releaseReplicas } from "./coredns-release.ts";
import {
  deploymentReplicas,
  isDnsDeployment,
  isPodAutoscaler,
  podAutoscalerReplicas,
} from "./dns-workload.ts";
import {
  autoscalerReleaseReplicas,
  deployedAutoscalers,
  isAutoscalerRelease,
} from "./proportional-autoscaler.ts";
import { DNS_NAMES, type Replicas } from "./replicas.ts";

export default defineRule({
  id: "dns-min-replicas",
  title: "DNS has more than one pod",
  severity: "high",
  article: "Single kube-dns pod",
  why: "These few pods resolve every name that any pod looks up. With a single one, a drained node or an evicted pod takes DNS down for the whole cluster; with two, only one is left while a node is replaced.",
  fix: "Set the count where DNS is configured (replicaCount or autoScaling.minReplicas of the coredns add-on, spec.replicas, an autoscaler's minimum), or let the add-on or the cluster-proportional-autoscaler scale DNS with the cluster.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/scale-cluster-services.html",
    "https://kubernetes.io/docs/tasks/administer-cluster/dns-horizontal-autoscaling/",
  ],
  findings: {
    "below-floor": "DNS may run with fewer pods than `minReplicas`.",
    "below-advised": "DNS may run with fewer pods than `advisedReplicas`.",
    contradictory: "The maximum of an autoscaler of DNS is below its minimum.",
    "no-dns": "The cluster starts without DNS, and nothing in the stack installs it.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["below-advised", "contradictory", "no-dns"] },
    strict: { level: "mandatory", advisory: ["no-dns"] },
  },
  options: {
    minReplicas: integer({ description: "Minimum number of DNS pods.", default: 2, min: 1, max: 1000 }),
    advisedReplicas: integer({
      description:
        "Minimum number of DNS pods with one to spare; a number below `minReplicas` has no effect.",
      default: 3,
      min: 1,
      max: 1000,
    }),
  },
  targets: [...HELM_RELEASE, ...POD_AUTOSCALER, ...DEPLOYMENT],
  check(resource, options, report) {
    const replicas = replicasOf(resource);
    // A number that an autoscaler may change is judged with the whole stack, which shows whether there is one.
    if (replicas && !isScaledElsewhere(resource, replicas)) judge(replicas, options, report);
  },
  checkStack(stack, options, report) {
    for (const bootstraps of clustersWithoutDns(stack)) {
      report("no-dns", bootstraps, {
        found: text`the cluster starts without CoreDNS, and nothing in this stack installs it`,
        passes: text`create the coredns add-on, or don't set bootstrapSelfManagedAddons`,
      });
    }
    const autoscalers = deployedAutoscalers(stack);
    for (const minimum of autoscalers) {
      if (minimum) judge(minimum, options, report);
    }
    // What may be an autoscaler counts, and is recorded.
    const mayBeScaled =
      autoscalers.length > 0 ||
      stack.ofType(POD_AUTOSCALER).some((one) => isPodAutoscaler(one) !== false) ||
      stack.ofType(HELM_RELEASE).some((one) => isAutoscalerRelease(one) !== false);
    for (const resource of stack.ofType([ADDON, ...HELM_RELEASE, ...DEPLOYMENT])) {
      const replicas = replicasOf(resource);
      if (!replicas) continue;
      const isLeft = isScaledElsewhere(resource, replicas) ? !mayBeScaled : resource.type === ADDON;
      if (isLeft && !hasDnsOfAutoMode(stack, resource)) judge(replicas, options, report);
    }
  },
  examples: {
    good: [
      {
        title: "The add-on scales itself, starting at three pods",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "coredns",
          configurationValues: '{ "autoScaling": { "enabled": true, "minReplicas": 3, "maxReplicas": 20 } }',
        },
        beside: [],
      },
    ],
    bad: [
      {
        title: "The add-on with a single pod",
        type: "aws:eks/addon:Addon",
        props: { addonName: "coredns", configurationValues: '{ "replicaCount": 1 }' },
        beside: [],
      },
      {
        title: "An autoscaler that may leave only one pod",
        type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
        props: {
          metadata: { name: "coredns", namespace: "kube-system" },
          spec: { scaleTargetRef: { kind: "Deployment", name: "coredns" }, maxReplicas: 10 },
        },
      },
    ],
  },
});

function replicasOf(resource: ResourceView): Replicas | undefined {
  return (
    addonReplicas(resource) ??
    releaseReplicas(resource) ??
    autoscalerReleaseReplicas(resource) ??
    podAutoscalerReplicas(resource) ??
    deploymentReplicas(resource)
  );
}

/**
 * True for a number that an autoscaler in the stack would change: a number that isn't set, or a Deployment's, set or not,
 * because a stack shows it as the API server filled it in.
 */
function isScaledElsewhere(resource: ResourceView, { isMinimum, isDefault }: Replicas): boolean {
  const isWholeDeployment = DEPLOYMENT.includes(resource.type) && !resource.isPatch;
  return !isMinimum && (isDefault || isWholeDeployment);
}

/** The properties by which clusters start without the CoreDNS that EKS installs, in a stack that installs none. */
function clustersWithoutDns(stack: StackView): readonly Place[] {
  const brings = stack
    .ofType([ADDON, ...HELM_RELEASE, ...DEPLOYMENT])
    .some((one) => isCoreDns(one) || unknownIdentity(one, DNS_NAMES));
  if (brings) return [];
  return stack
    .ofType([CLUSTER])
    .map((cluster) => ({ cluster, bootstraps: cluster.boolean("bootstrapSelfManagedAddons") }))
    .filter(({ bootstraps }) => bootstraps.kind === "known" && !bootstraps.value)
    .filter(({ cluster }) => !hasDnsOfAutoMode(stack, cluster))
    .map(({ bootstraps }) => bootstraps);
}

function isCoreDns(resource: ResourceView): boolean {
  if (DEPLOYMENT.includes(resource.type)) return isDnsDeployment(resource);
  return isAddon(resource, "coredns") || isRelease(resource, "coredns");
}

interface Counts {
  readonly minReplicas: number;
  readonly advisedReplicas: number;
}

function judge(
  { place, count, found, setting, lowMaximum }: Replicas,
  { minReplicas, advisedReplicas }: Counts,
  report: Report<"below-floor" | "below-advised" | "contradictory">,
): void {
  if (lowMaximum) {
    report("contradictory", lowMaximum, {
      found: text`the maximum of ${lowMaximum} is below the minimum, and the autoscaler can't keep both`,
      passes: text`set it to ${Math.max(count, minReplicas)} or more`,
    });
  }
  if (count < minReplicas) {
    report("below-floor", place, { found, passes: text`set ${setting} to ${minReplicas} or more` });
  } else if (count < advisedReplicas) {
    report("below-advised", place, {
      found,
      passes: text`set ${setting} to ${advisedReplicas} or more, to have one to spare`,
    });
  }
}
