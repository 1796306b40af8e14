import { addonConfiguration, isAddon } from "../../cluster/addon.ts";
import { ADDON } from "../../cluster/aws-types.ts";
import { POD_COUNT } from "../../rule/kinds.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

export default defineRule({
  id: "dns-spread-pdb",
  title: "DNS pods are spread across zones, and drained one at a time",
  severity: "medium",
  tags: ["coredns"],
  article: "Single kube-dns pod",
  why: "The coredns add-on spreads its pods across zones and nodes, and its PodDisruptionBudget allows one of them to be unavailable. A configuration that removes this may run three pods on one node, or let a node update evict all of them at once.",
  fix: "Leave topologySpreadConstraints, affinity and podDisruptionBudget of the coredns add-on at their defaults, or set your own: spread by topology.kubernetes.io/zone and kubernetes.io/hostname, and set maxUnavailable to 1.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/scale-cluster-services.html",
  ],
  findings: {
    "no-spread": "The constraints that spread DNS pods across zones and nodes are removed.",
    "no-budget": "The PodDisruptionBudget of DNS is turned off.",
    "blocking-budget": "The PodDisruptionBudget of DNS never allows an eviction, so nodes can't be drained.",
  },
  presets: { baseline: { level: "disabled" }, strict: { level: "advisory" } },
  options: {},
  targets: [ADDON],
  check(addon, _options, report) {
    if (!isAddon(addon, "coredns")) return;
    const configuration = addonConfiguration(addon);
    if (configuration.kind !== "known") return;
    judgeSpread(configuration.value, report);
    judgeBudget(configuration.value.at("podDisruptionBudget"), report);
  },
  examples: {
    good: [
      {
        title: "The add-on's default spread and budget",
        type: ADDON,
        props: { clusterName: "shop", addonName: "coredns", configurationValues: '{ "replicaCount": 3 }' },
      },
    ],
    bad: [
      {
        title: "Spread and budget removed",
        type: ADDON,
        props: {
          clusterName: "shop",
          addonName: "coredns",
          configurationValues:
            '{ "replicaCount": 3, "topologySpreadConstraints": [], "podDisruptionBudget": { "enabled": false } }',
        },
      },
    ],
  },
});

function judgeSpread(configuration: View, report: Report<"no-spread">): void {
  const constraints = configuration.list("topologySpreadConstraints");
  if (constraints.kind !== "known") return;
  const keys = constraints.value.map((constraint) => constraint.string("topologyKey"));
  if (keys.some(({ kind }) => kind !== "absent")) return;
  // The team's own affinity spreads them in another way.
  if (configuration.isSet("affinity.podAntiAffinity")) return;
  report("no-spread", constraints, {
    found: text`nothing keeps all DNS pods from running on one node`,
    passes: text`don't set topologySpreadConstraints, or spread by zone and node`,
  });
}

function judgeBudget(budget: View, report: Report<"no-budget" | "blocking-budget">): void {
  const isEnabled = budget.boolean("enabled");
  if (isEnabled.kind === "known" && !isEnabled.value) {
    report("no-budget", isEnabled, {
      found: text`a node update may evict all DNS pods at once`,
      passes: text`set it to true`,
    });
    return;
  }
  const max = budget.value("maxUnavailable", POD_COUNT);
  const min = budget.value("minAvailable", POD_COUNT);
  const keepsAll = min.kind === "known" && min.value.unit === "%" && min.value.count >= 100;
  if ((max.kind === "known" && max.value.count === 0) || keepsAll) {
    report("blocking-budget", keepsAll ? min : max, {
      found: text`no node with a DNS pod can be drained`,
      passes: text`set maxUnavailable to 1`,
    });
  }
}
