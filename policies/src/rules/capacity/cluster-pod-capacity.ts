import { CLUSTER } from "../../cluster/aws-types.ts";
import { clusterPlan, planCluster } from "../../cluster/plan/cluster-plan.ts";
import { subnetShortage } from "../../facts/capacity-advice.ts";
import { clusterCapacity } from "../../facts/cluster-capacity.ts";
import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleCluster, exampleParts } from "./example-cluster.ts";

export default defineRule({
  id: "cluster-pod-capacity",
  title: "Subnets have an address for every pod that the nodes can run",
  severity: "high",
  tags: ["addresses", "subnets", "vpc-cni"],
  article: "Limited pod capacity per subnet & VPC",
  why: "The pods of a cluster, its nodes, and the warm addresses that the CNI keeps on each node share a few subnets, and neither the scheduler nor an autoscaler counts their addresses. If the subnets run out before the node groups reach their maximum size, pods on the last nodes stay in ContainerCreating, usually when a zone is lost or nodes are updated. A NodePool of Karpenter counts with as many nodes as its limits allow.",
  fix: "Use larger subnets for nodes, from a secondary CIDR block of the VPC if the first is full, or separate subnets for pods (custom networking); or lower the maximum size of the node groups, or the limits of NodePools. `productionproof capacity` calculates a plan before you write a program.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html",
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html",
    "https://karpenter.sh/docs/concepts/nodepools/#speclimits",
  ],
  findings: {
    "too-few-addresses":
      "The node groups and NodePools can run more pods than the subnets have addresses for.",
    "no-room-for-failure":
      "All pods get an address, but not while nodes are updated and a zone is lost with `headroomPercent` to spare.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    headroomPercent: integer({
      description: "Percentage of each subnet that must stay free.",
      default: 20,
      min: 0,
      max: 90,
    }),
  },
  checkStack(stack, { headroomPercent }, report) {
    for (const cluster of stack.ofType([CLUSTER])) {
      const planned = planCluster(stack, cluster);
      if (!planned) continue;
      const shortage = subnetShortage(clusterCapacity(clusterPlan(planned, headroomPercent)));
      if (!shortage) continue;
      report(shortage.isCertain ? "too-few-addresses" : "no-room-for-failure", cluster, {
        found: stack.calculated(shortage.lack, shortage.isCertain ? SECRET_LACK : SECRET_NARROWNESS),
        passes: stack.calculated(shortage.remedy, text`use larger subnets, more zones or fewer nodes`),
      });
    }
  },
  examples: {
    good: [
      {
        title: "15 m5.xlarge nodes in three subnets with 1019 usable addresses each",
        ...exampleCluster(),
        beside: exampleParts({ prefixLength: 22, maxSize: 15 }),
      },
    ],
    bad: [
      {
        title: "The same nodes in three subnets with 251 usable addresses each",
        ...exampleCluster(),
        beside: exampleParts({ prefixLength: 24, maxSize: 15 }),
      },
    ],
  },
});

const SECRET_LACK = text`fits fewer pods than your node groups can run`;
const SECRET_NARROWNESS = text`fits all pods that your node groups can run, but not an update with headroomPercent to spare`;
