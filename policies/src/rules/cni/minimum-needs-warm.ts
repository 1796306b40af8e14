import type { CniSettings } from "../../cluster/cni/cni-settings.ts";
import { HOST_NETWORK_PODS, PREFIX_ADDRESSES } from "../../facts/max-pods.ts";
import { integer } from "../../rule/option.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { givesIpv4, cniConfigurationChecks } from "./cni-configuration-checks.ts";

export default defineRule({
  id: "minimum-needs-warm",
  title: "MINIMUM_IP_TARGET and WARM_IP_TARGET of the VPC CNI are set together",
  severity: "high",
  article: "The scheduler does not know about free IPs",
  why: "With MINIMUM_IP_TARGET but without WARM_IP_TARGET, a node gets that many addresses and never another one: additional pods are scheduled, and wait in ContainerCreating forever. The other way around, the CNI requests addresses from EC2 for nearly every pod, until EC2 throttles the account; with prefix delegation, only for every sixteenth, which is fine.",
  fix: "Set both: MINIMUM_IP_TARGET to the number of pods that a node usually runs, WARM_IP_TARGET to the number of pods that may start at once. Or set neither, and use WARM_ENI_TARGET, or prefix delegation with WARM_PREFIX_TARGET.",
  references: [
    "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md",
    "https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html",
  ],
  findings: {
    frozen: "MINIMUM_IP_TARGET is set without WARM_IP_TARGET, and is too low for the pods of a node.",
    "warm-alone": "WARM_IP_TARGET is set without MINIMUM_IP_TARGET, and the CNI does not delegate prefixes.",
  },
  presets: {
    baseline: { level: "mandatory", advisory: ["warm-alone"] },
    strict: { level: "mandatory", advisory: ["warm-alone"] },
  },
  options: {
    maxPods: integer({
      description:
        "Largest maxPods of the cluster's nodes. A MINIMUM_IP_TARGET that covers it, minus the 2 pods in the host network, leaves no pod without an address.",
      default: 110,
      min: 3,
      max: 5000,
    }),
  },
  ...cniConfigurationChecks(judge),
  examples: {
    good: [
      {
        title: "Both targets",
        type: "aws:eks/addon:Addon",
        props: {
          addonName: "vpc-cni",
          configurationValues: '{ "env": { "MINIMUM_IP_TARGET": "30", "WARM_IP_TARGET": "5" } }',
        },
      },
    ],
    bad: [
      {
        title: "Nodes that never get more than 30 addresses",
        type: "aws:eks/addon:Addon",
        props: { addonName: "vpc-cni", configurationValues: 'env:\n  MINIMUM_IP_TARGET: "30"\n' },
      },
      {
        title: "A call to EC2 for nearly every pod",
        type: "kubernetes:helm.sh/v3:Release",
        props: { chart: "aws-vpc-cni", values: { env: { WARM_IP_TARGET: "2" } } },
      },
    ],
  },
});

function judge(
  settings: CniSettings,
  { maxPods }: { readonly maxPods: number },
  report: Report<"frozen" | "warm-alone">,
): void {
  const minimum = settings.integer("MINIMUM_IP_TARGET");
  const warm = settings.integer("WARM_IP_TARGET");
  if (minimum.kind === "undetermined" || warm.kind === "undetermined") return;
  // The CNI treats negative values as not set.
  const hasMinimum = minimum.kind === "known" && minimum.value > 0;
  const hasWarm = warm.kind === "known" && warm.value > 0;
  if (hasMinimum === hasWarm || !givesIpv4(settings)) return;
  if (!hasMinimum) {
    const prefixDelegation = settings.flag("ENABLE_PREFIX_DELEGATION");
    if (prefixDelegation.kind === "undetermined" || prefixDelegation.value) return;
    report("warm-alone", minimum, {
      found: text`WARM_IP_TARGET alone makes the CNI request addresses from EC2 for nearly every pod`,
      passes: text`set MINIMUM_IP_TARGET too, to the number of pods that a node usually runs`,
    });
    return;
  }
  const needed = maxPods - HOST_NETWORK_PODS;
  if (poolOf(settings, minimum.value) < needed) {
    report("frozen", warm, {
      found: text`MINIMUM_IP_TARGET is ${minimum} and WARM_IP_TARGET is not set, so a node never gets more addresses`,
      passes: text`set WARM_IP_TARGET to 1 or more, or MINIMUM_IP_TARGET to ${needed} or more`,
    });
  }
}

function poolOf(settings: CniSettings, minimum: number): number {
  const prefixDelegation = settings.flag("ENABLE_PREFIX_DELEGATION");
  return prefixDelegation.kind === "known" && !prefixDelegation.value
    ? minimum
    : Math.ceil(minimum / PREFIX_ADDRESSES) * PREFIX_ADDRESSES;
}
