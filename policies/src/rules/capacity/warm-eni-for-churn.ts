import { CLUSTER } from "../../cluster/aws-types.ts";
import { effectiveSettingsOf, usesVpcCni } from "../../cluster/cni/cni-mode.ts";
import { groupsOfCluster } from "../../cluster/nodes/node-groups.ts";
import { poolsOfGroup } from "../../cluster/plan/group-pools.ts";
import { plannedCronJobs, type PlannedCronJob } from "../../cluster/workloads/cron-jobs.ts";
import type { AddressPool } from "../../facts/address-pool.ts";
import { addressesPerSlot, podInterfaces } from "../../facts/max-pods.ts";
import { addressCount, mostAddressesOfNode } from "../../facts/node-addresses.ts";
import { shortestGap } from "../../facts/schedule.ts";
import { integer } from "../../rule/option.ts";
import { defineRule } from "../../rule/rule.ts";
import { text } from "../../rule/text.ts";
import { exampleCronJob } from "../jobs/example-jobs.ts";
import { exampleCluster, exampleParts } from "./example-cluster.ts";

const VARIABLE = "WARM_ENI_TARGET";

export default defineRule({
  id: "warm-eni-for-churn",
  title: "Nodes keep their network interfaces if pods come and go all the time",
  severity: "medium",
  tags: ["addresses", "vpc-cni", "cronjobs"],
  article: "CronJobs vs the CNI",
  why: "Without prefix delegation, the VPC CNI attaches a network interface when pods arrive, which takes up to ten seconds and EC2 calls that are throttled, and detaches it when they are gone. CronJobs that run every minute make it do both all day, while their pods wait in ContainerCreating.",
  fix: "Enable prefix delegation (ENABLE_PREFIX_DELEGATION), with which one interface is usually enough. Or, if the subnets have the addresses, set WARM_ENI_TARGET to the number of network interfaces that the instance types support, or to 20, which is more than most support; each node then takes all the addresses that it can, when it starts.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html",
    "https://github.com/aws/amazon-vpc-cni-k8s#warm_eni_target",
  ],
  findings: { "too-few": "CronJobs start many pods, but the CNI keeps few network interfaces ready." },
  presets: { baseline: { level: "advisory" }, strict: { level: "advisory" } },
  options: {
    minPodsPerMinute: integer({
      description:
        "Minimum number of pods that CronJobs start per minute, on average, for the rule to apply.",
      default: 10,
      min: 1,
      max: 100_000,
    }),
    minWarmEni: integer({
      description: "Network interfaces to keep ready, if the instance type supports as many.",
      default: 20,
      min: 1,
      max: 100,
    }),
  },
  checkStack(stack, { minPodsPerMinute, minWarmEni }, report) {
    for (const cluster of stack.ofType([CLUSTER])) {
      const podsPerMinute = Math.floor(podsOfMinute(plannedCronJobs(stack, cluster)));
      if (podsPerMinute < minPodsPerMinute || !usesVpcCni(stack, cluster)) continue;
      const groups = groupsOfCluster(stack, cluster) ?? [];
      const pools = groups.flatMap((group) => poolsOfGroup(stack, group) ?? []).filter(takesInterfaces);
      const needed = Math.min(
        minWarmEni,
        Math.max(0, ...pools.map(({ instanceType, cni }) => podInterfaces(instanceType, cni))),
      );
      const kept = Math.min(...pools.map(({ targets }) => targets.warmEniTarget ?? 1));
      const [settings] = effectiveSettingsOf(stack, cluster);
      if (!settings || kept >= needed) continue;
      const free = `${kept} free network ${kept === 1 ? "interface" : "interfaces"}`;
      report("too-few", settings.variable(VARIABLE), {
        found: text`CronJobs start ${stack.calculated(podsPerMinute)} pods per minute, but nodes keep ${stack.calculated(free, text`few free network interfaces`)}`,
        passes: text`enable prefix delegation; or set ${VARIABLE} to ${stack.calculated(needed)} or more, if the subnets have ${stack.calculated(addressesOf(pools, needed))} addresses for each node`,
      });
    }
  },
  examples: {
    good: [
      {
        title: "A CronJob that starts 20 pods each minute, and nodes that keep all their network interfaces",
        ...exampleCluster(),
        beside: [...exampleParts({ env: { WARM_ENI_TARGET: "20" } }), exampleBatch()],
      },
    ],
    bad: [
      {
        title: "The same CronJob, and the default of one free network interface",
        ...exampleCluster(),
        beside: [...exampleParts({}), exampleBatch()],
      },
    ],
  },
});

/** Returns the pods that CronJobs start per minute, on average while each runs as often as it ever does. */
function podsOfMinute(cronJobs: readonly PlannedCronJob[]): number {
  return cronJobs
    .map(({ schedule, pods }) => (pods * 60) / (shortestGap(schedule) ?? Infinity))
    .reduce((sum, pods) => sum + pods, 0);
}

/** The most addresses that a node takes with this WARM_ENI_TARGET. */
function addressesOf(pools: readonly AddressPool[], warmEniTarget: number): number {
  const each = pools.map((pool) => mostAddressesOfNode({ ...pool, targets: { warmEniTarget } }));
  return Math.max(
    ...each.map(({ nodeSubnet, podSubnet }) => addressCount(nodeSubnet) + addressCount(podSubnet)),
  );
}

/** With prefixes, one interface is usually enough, and with IP targets, the CNI ignores the number of interfaces. */
function takesInterfaces({ instanceType, cni, targets }: AddressPool): boolean {
  const { warmIpTarget = 0, minimumIpTarget = 0 } = targets;
  return addressesPerSlot(instanceType, cni) === 1 && warmIpTarget === 0 && minimumIpTarget === 0;
}

function exampleBatch() {
  return {
    type: "kubernetes:batch/v1:CronJob",
    name: "report",
    props: exampleCronJob({ schedule: "* * * * *" }, { parallelism: 20 }),
  };
}
