import { addonConfiguration, isAddon } from "../../cluster/addon.ts";
import { ADDON } from "../../cluster/aws-types.ts";
import { POD_COUNT } from "../../rule/kinds.ts";
import { defineRule, type Report } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

export default defineRule({
  id: "dns-spread-pdb",
  title: "DNS pods are spread over zones, and drained one by one",
  severity: "medium",
  tags: ["coredns"],
  article: "Single kube-dns pod",
  why: "The coredns add-on spreads its pods over zones and nodes and has a budget of one pod that may be away. A configuration that takes this out has three pods on one node, or an update of nodes that ends all of them at once.",
  fix: "Leave topologySpreadConstraints, affinity and podDisruptionBudget of the coredns add-on as they are by default, or give ones of your own: spread by topology.kubernetes.io/zone and kubernetes.io/hostname, and maxUnavailable 1.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/scale-cluster-services.html",
  ],
  findings: {
    "no-spread": "The constraints that spread DNS pods over zones and nodes are taken out.",
    "no-budget": "The PodDisruptionBudget of DNS is turned off.",
    "blocking-budget": "The PodDisruptionBudget of DNS never lets a pod go, so nodes can't be drained.",
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
        title: "The add-on's own spread and budget",
        type: ADDON,
        props: { clusterName: "shop", addonName: "coredns", configurationValues: '{ "replicaCount": 3 }' },
      },
    ],
    bad: [
      {
        title: "Spread and budget taken out",
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
  // An affinity of the team's own spreads them in another way.
  if (configuration.isSet("affinity.podAntiAffinity")) return;
  report("no-spread", constraints, {
    found: text`nothing keeps the DNS pods from being on one node`,
    passes: text`leave topologySpreadConstraints out, or spread by zone and node`,
  });
}

function judgeBudget(budget: View, report: Report<"no-budget" | "blocking-budget">): void {
  const isEnabled = budget.boolean("enabled");
  if (isEnabled.kind === "known" && !isEnabled.value) {
    report("no-budget", isEnabled, {
      found: text`an update of nodes may end all DNS pods at once`,
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
