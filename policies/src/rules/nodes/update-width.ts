import { NODE_GROUP } from "../../cluster/aws-types.ts";
import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";

export default defineRule({
  id: "update-width",
  title: "An update of a node group leaves nodes that work",
  severity: "high",
  tags: ["upgrade"],
  why: "A new image or a new version of Kubernetes replaces all nodes of a group, as many at a time as updateConfig allows. If that is all of them, an image that doesn't work takes the whole group, and every pod moves at once. A forced update ignores PodDisruptionBudgets, and with the strategy MINIMAL, nodes go before others have come.",
  fix: "Set updateConfig.maxUnavailablePercentage to a third or less, or maxUnavailable to fewer than all nodes; leave updateConfig.updateStrategy at DEFAULT, which adds nodes first; and leave forceUpdateVersion out. If a budget blocks an update, mend the budget.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html",
    "https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupUpdateConfig.html",
  ],
  findings: {
    "too-wide": "An update replaces more than `maxPercentage` of the nodes, or all of them, at once.",
    forced: "forceUpdateVersion: an update ignores PodDisruptionBudgets.",
    "no-surge": "The update strategy MINIMAL removes nodes before it adds others.",
  },
  presets: {
    baseline: { level: "advisory" },
    strict: { level: "mandatory", advisory: ["no-surge"] },
  },
  options: {
    maxPercentage: integer({
      description: "The largest part of a group's nodes that an update may replace at once, in percent.",
      default: 50,
      min: 1,
      max: 100,
    }),
  },
  targets: [NODE_GROUP],
  check(group, { maxPercentage }, report) {
    const percentage = group.integer("updateConfig.maxUnavailablePercentage");
    if (percentage.kind === "known" && percentage.value > maxPercentage) {
      report("too-wide", percentage, {
        found: text`an update replaces ${percentage} % of the nodes at once`,
        passes: text`set ${maxPercentage} or less`,
      });
    }
    const count = group.integer("updateConfig.maxUnavailable");
    const most = count.kind === "known" ? group.integer("scalingConfig.maxSize") : undefined;
    // A group of one node has no other.
    if (count.kind === "known" && most?.kind === "known" && most.value > 1 && count.value >= most.value) {
      report("too-wide", count, {
        found: text`an update replaces ${count} nodes at once, and the group has at most ${most}`,
        passes: text`set maxUnavailablePercentage to ${maxPercentage} or less instead`,
      });
    }
    const force = group.boolean("forceUpdateVersion");
    if (force.kind === "known" && force.value) {
      report("forced", force, {
        found: text`an update ends pods whose PodDisruptionBudgets don't allow it`,
        passes: text`leave it out, or set it to false`,
      });
    }
    const strategy = group.oneOf(["DEFAULT", "MINIMAL"], "updateConfig.updateStrategy");
    if (strategy.kind === "known" && strategy.value === "MINIMAL") {
      report("no-surge", strategy, {
        found: text`an update removes nodes before it adds others, so the group is smaller meanwhile`,
        passes: text`set DEFAULT`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A third of the nodes at a time",
        type: NODE_GROUP,
        props: { clusterName: "prod", updateConfig: { maxUnavailablePercentage: 33 } },
      },
    ],
    bad: [
      {
        title: "All nodes at once, whatever their pods' budgets say",
        type: NODE_GROUP,
        props: {
          clusterName: "prod",
          updateConfig: { maxUnavailablePercentage: 100 },
          forceUpdateVersion: true,
        },
      },
    ],
  },
});
