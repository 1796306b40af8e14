import { flagOfCluster } from "../../cluster/cni/cni-mode.ts";
import { NODE_POOL, requirementValues } from "../../cluster/nodes/karpenter.ts";
import { clusterOf } from "../../cluster/nodes/node-groups.ts";
import { isRelease, unlessInFile } from "../../cluster/workloads/helm-release.ts";
import { groupBy } from "../../facts/group-by.ts";
import { HELM_RELEASE } from "../../rule/kubernetes-kinds.ts";
import type { PropertyObject } from "../../rule/property-value.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import type { View } from "../../rule/view.ts";

const CUSTOM_NETWORKING = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG";

export default defineRule({
  id: "karpenter-limits",
  title: "Karpenter's node pools have limits, and its nodes are renewed a few at a time",
  severity: "high",
  tags: ["karpenter", "cost", "subnets"],
  why: "A NodePool without limits grows as long as pods are pending: a CronJob that piles up fills the subnets with nodes, and the bill. Nodes that never expire keep their old image and its holes. Without a node pool that may use On-Demand instances, pods stay pending when there is no Spot capacity. With custom networking, a network interface of each node has no addresses for pods; unless Karpenter knows that, it puts more pods on a node than get an address.",
  fix: "Set spec.limits (cpu, memory, or nodes) to what the subnets and the budget allow; leave expireAfter at 720h or set another duration; allow on-demand next to spot, or add a NodePool that does. With custom networking, set the value settings.reservedENIs of the karpenter chart to 1.",
  references: [
    "https://karpenter.sh/docs/concepts/nodepools/",
    "https://karpenter.sh/docs/concepts/disruption/",
    "https://karpenter.sh/docs/reference/settings/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html",
  ],
  findings: {
    "no-limits": "The NodePool has no limits.",
    "no-expiry": "The nodes of the NodePool never expire.",
    "no-budget": "The budget of the NodePool lets all of its nodes be replaced at once, or never any.",
    "spot-only": "All NodePools of the cluster in the stack use Spot instances only.",
    "reserved-enis":
      "The CNI uses custom networking, and Karpenter doesn't reserve a network interface for it.",
  },
  presets: {
    baseline: { level: "advisory" },
    strict: { level: "mandatory", advisory: ["spot-only"] },
  },
  options: {},
  targets: NODE_POOL,
  check(nodePool, _, report) {
    const limits = nodePool.object("spec.limits");
    if (limits.kind === "absent" || (limits.kind === "known" && limits.value.size === 0)) {
      report("no-limits", limits, {
        found: text`nothing limits the number of nodes`,
        passes: text`set limits.cpu to what the subnets have addresses for`,
      });
    }
    for (const place of [
      nodePool.at("spec.template.spec.expireAfter"),
      nodePool.at("spec.disruption.expireAfter"),
    ]) {
      const expiry = place.string();
      if (expiry.kind !== "known" || expiry.value !== "Never") continue;
      report("no-expiry", expiry, {
        found: text`nodes keep their image for ever`,
        passes: text`set 720h, or leave it out`,
      });
    }
    judgeBudgets(nodePool, (place, found, passes) => {
      report("no-budget", place, { found, passes });
    });
  },
  checkStack(stack, _, report) {
    for (const [, pools] of groupBy(stack.ofType(NODE_POOL), (pool) => clusterOf(stack, pool))) {
      const [first] = pools;
      if (!pools.every(usesSpotOnly)) continue;
      report("spot-only", first.at("spec.template.spec.requirements"), {
        found: text`no NodePool in the stack may use On-Demand instances when there are no Spot instances`,
        passes: text`allow on-demand too, here or in another NodePool`,
      });
    }
    for (const release of stack.ofType(HELM_RELEASE).filter((one) => isRelease(one, "karpenter"))) {
      const reserved = unlessInFile(release, release.scalar("values.settings.reservedENIs"));
      if (reserved.kind === "undetermined" || (reserved.kind === "known" && reserved.value !== "0")) continue;
      if (flagOfCluster(stack, clusterOf(stack, release), CUSTOM_NETWORKING) !== true) continue;
      report("reserved-enis", reserved, {
        found: text`the CNI uses custom networking, so one network interface of each node has no addresses for pods, and Karpenter counts it`,
        passes: text`set reservedENIs to "1"`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "Limits, and both kinds of capacity",
        ...examplePool({ limits: { cpu: "400" }, template: { spec: requiring("spot", "on-demand") } }),
      },
    ],
    bad: [
      { title: "No limits", ...examplePool({ template: { spec: {} } }) },
      {
        title: "Nodes that never expire, and no On-Demand instances",
        ...examplePool({
          limits: { cpu: "400" },
          template: { spec: { expireAfter: "Never", ...requiring("spot") } },
        }),
      },
    ],
  },
});

type ReportBudget = (place: View, found: ReturnType<typeof text>, passes: ReturnType<typeof text>) => void;

/** Without budgets, Karpenter replaces at most a tenth of the nodes at a time. */
function judgeBudgets(nodePool: ResourceView, report: ReportBudget): void {
  const budgets = nodePool.list("spec.disruption.budgets");
  // The smallest of those that apply at a time counts, so a lone one decides.
  if (budgets.kind !== "known" || budgets.value.length !== 1) return;
  const [budget] = budgets.value;
  const nodes = budget?.scalar("nodes");
  if (!budget || nodes?.kind !== "known" || budget.isSet("schedule") || budget.isSet("reasons")) return;
  if (nodes.value === "100%") {
    report(budget.at("nodes"), text`all nodes may be replaced at once`, text`set 10%`);
  } else if (/^0%?$/.test(nodes.value)) {
    report(
      budget.at("nodes"),
      text`no node is ever replaced, not even by one with a newer image`,
      text`set 10%, or add a schedule and a duration for when nodes must stay`,
    );
  }
}

function usesSpotOnly(nodePool: ResourceView): boolean {
  const types = requirementValues(nodePool, "karpenter.sh/capacity-type").map((value) => value.string());
  return types.length > 0 && types.every((type) => type.kind === "known" && type.value === "spot");
}

function requiring(...values: readonly string[]) {
  return { requirements: [{ key: "karpenter.sh/capacity-type", operator: "In", values }] };
}

function examplePool(spec: PropertyObject) {
  return { type: "kubernetes:karpenter.sh/v1:NodePool", props: { spec } };
}
