import { CLUSTER } from "../../cluster/aws-types.ts";
import { cooldownSecondsOf } from "../../cluster/cni/cni-mode.ts";
import { nodesOfCluster, type GroupNodes } from "../../cluster/plan/cluster-nodes.ts";
import { plannedCronJobs, type PlannedCronJob } from "../../cluster/workloads/cron-jobs.ts";
import { cooldownHeadroom, type AddressPool } from "../../facts/address-pool.ts";
import { cooldownRemedy, cooldownRoom } from "../../facts/capacity-advice.ts";
import { coolingAddresses, coolingAddressesPerNode } from "../../facts/cooling-addresses.ts";
import { HOST_NETWORK_PODS } from "../../facts/max-pods.ts";
import { integer } from "../../rule/option.ts";
import { holds } from "../../rule/reading.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { some } from "../../rule/truth.ts";
import { exampleCronJob } from "../jobs/example-jobs.ts";
import { exampleCluster, exampleParts } from "./example-cluster.ts";

export default defineRule({
  id: "cooldown-headroom",
  title: "Nodes have free addresses to replace those that cool down",
  severity: "high",
  tags: ["addresses", "vpc-cni", "cronjobs"],
  article: "CronJobs vs the CNI",
  why: "The VPC CNI does not reassign the address of a terminated pod for 30 seconds, counts it as free in the meantime, and requests no more addresses once it has as many as maxPods. When pods of CronJobs end on a full node, the next ones wait in ContainerCreating until an address has cooled down.",
  fix: "Lower maxPods (in the user data of a launch template that sets an AMI: without an AMI, EKS overrides it), or set MINIMUM_IP_TARGET above maxPods together with WARM_IP_TARGET on the VPC CNI, which costs addresses but no pods; or spread the schedules.",
  references: [
    "https://github.com/aws/amazon-vpc-cni-k8s/issues/2896",
    "https://github.com/aws/amazon-vpc-cni-k8s#minimum_ip_target",
  ],
  findings: {
    "too-little":
      "CronJobs can leave more cooling addresses on a node than the node has free in the worst case.",
  },
  presets: { baseline: { level: "advisory" }, strict: { level: "mandatory" } },
  options: {
    minCoolingAddresses: integer({
      description:
        "Minimum number of CronJob addresses that cool down at once in the whole cluster for the rule to apply.",
      default: 10,
      min: 1,
      max: 100_000,
    }),
    skew: integer({
      description: "How many times its even share of the cooling addresses a node may get.",
      default: 2,
      min: 1,
      max: 100,
    }),
    hostNetworkPods: integer({
      description:
        "Pods on each node that use the host network and take no address: at least aws-node and kube-proxy.",
      default: HOST_NETWORK_PODS,
      min: 0,
      max: 100,
    }),
  },
  checkStack(stack, { minCoolingAddresses, skew, hostNetworkPods }, report) {
    for (const cluster of stack.ofType([CLUSTER])) {
      const cronJobs = plannedCronJobs(stack, cluster);
      if (cronJobs.length === 0) continue;
      const nodes = nodesOfCluster(stack, cluster) ?? [];
      const takers = nodes.map((one) => takesCronJobs(one, cronJobs));
      // On how many nodes the addresses cool down depends on every group.
      if (takers.includes(undefined)) continue;
      const groups = nodes.filter((_, index) => takers[index]);
      const [first] = groups;
      const cooldownSeconds = first && cooldownSecondsOf(stack, first.group.resource);
      if (cooldownSeconds === undefined) continue;
      const { atOnce } = coolingAddresses(cronJobs, cooldownSeconds);
      if (atOnce < minCoolingAddresses) continue;
      const fewestNodes = groups.reduce((sum, { minNodes }) => sum + minNodes, 0);
      const needed = coolingAddressesPerNode(atOnce, Math.max(1, fewestNodes), skew);
      for (const { group, pools } of groups) {
        const pool = scarcest(pools.map((one) => ({ ...one, hostNetworkPods })));
        if (!pool) continue;
        const headroom = cooldownHeadroom(pool);
        if (headroom >= needed) continue;
        report("too-little", group.resource, {
          found: text`${stack.calculated(cooldownRoom(pool), SECRET_ROOM)} on a node, but CronJobs can leave ${stack.calculated(needed)} there`,
          passes: stack.calculated(cooldownRemedy(pool, needed), SECRET_REMEDY),
        });
      }
    }
  },
  examples: {
    good: [
      {
        title: "A CronJob that starts 20 pods each minute, and IP targets that keep addresses for them",
        ...exampleCluster(),
        beside: [
          ...exampleParts({
            env: { ENABLE_PREFIX_DELEGATION: "true", MINIMUM_IP_TARGET: "144", WARM_IP_TARGET: "5" },
          }),
          exampleBatch(),
        ],
      },
    ],
    bad: [
      {
        title: "The same CronJob, and nothing that keeps addresses for its pods",
        ...exampleCluster(),
        beside: [...exampleParts({ env: { ENABLE_PREFIX_DELEGATION: "true" } }), exampleBatch()],
      },
    ],
  },
});

const SECRET_ROOM = text`maxPods leaves room for too few cooling addresses`;
const SECRET_REMEDY = text`lower maxPods, set MINIMUM_IP_TARGET with WARM_IP_TARGET, keep more nodes running, or spread the schedules`;

/**
 * Whether CronJobs can run on a group's nodes: pods without tolerations stay off tainted nodes. Undefined if that is not known,
 * which is then recorded.
 */
function takesCronJobs({ group }: GroupNodes, cronJobs: readonly PlannedCronJob[]): boolean | undefined {
  const taints = group.resource.list("taints");
  const isTainted =
    taints.kind === "known"
      ? some(
          taints.value.map((taint) =>
            holds(taint.oneOf(EFFECTS, "effect"), (effect) => effect !== "PREFER_NO_SCHEDULE"),
          ),
        )
      : holds(taints, () => true);
  const isUntainted = isTainted === undefined ? undefined : !isTainted;
  return some([isUntainted, ...cronJobs.map(({ hasTolerations }) => hasTolerations)]);
}

const EFFECTS = ["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"] as const;

/** Returns the pool of a group with the least headroom. */
function scarcest(pools: readonly AddressPool[]): AddressPool | undefined {
  return pools.toSorted((a, b) => cooldownHeadroom(a) - cooldownHeadroom(b))[0];
}

function exampleBatch() {
  return {
    type: "kubernetes:batch/v1:CronJob",
    name: "report",
    props: exampleCronJob({ schedule: "* * * * *" }, { parallelism: 20 }),
  };
}
