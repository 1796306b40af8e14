import { CLUSTER } from "../cluster/aws-types.ts";
import { cooldownSecondsOf } from "../cluster/cni/cni-mode.ts";
import { clusterPlan, planCluster, type PlannedCluster } from "../cluster/plan/cluster-plan.ts";
import { plannedCronJobs } from "../cluster/workloads/cron-jobs.ts";
import {
  clusterCapacity,
  coolingAddresses,
  type ClusterCapacity,
  type CoolingAddresses,
} from "../facts/index.ts";
import { nameLine } from "../protocol/urn.ts";
import type { Place } from "../rule/reading.ts";
import type { ResourceView } from "../rule/resource-view.ts";
import type { Rule } from "../rule/rule.ts";
import { Stack, StackView, type StackResource } from "../rule/stack-view.ts";
import clusterPodCapacity from "../rules/capacity/cluster-pod-capacity.ts";
import cooldownHeadroom from "../rules/capacity/cooldown-headroom.ts";

/** The capacity of a cluster in a stack, or the reasons why it is not known. */
export interface StackCapacity {
  /** The name of the cluster in the program. */
  readonly cluster: string;
  readonly urn: string;
  readonly capacity?: ClusterCapacity;
  readonly cooling?: CoolingAddresses;
  /** The reasons why the capacity is not known. */
  readonly reasons?: readonly string[];
}

/**
 * Calculates the capacity of each cluster in a stack.
 *
 * @param optionsOf returns the options of a rule in the run that checks the stack; those of the capacity rules apply here too.
 */
export function stackCapacities(
  resources: readonly StackResource[],
  optionsOf: (rule: Rule) => Readonly<Record<string, unknown>>,
): readonly StackCapacity[] {
  const headroomPercent = Number(optionsOf(clusterPodCapacity)["headroomPercent"]);
  const minCoolingAddresses = Number(optionsOf(cooldownHeadroom)["minCoolingAddresses"]);
  const stack = new Stack(resources);
  return stack.ofType(CLUSTER).map(({ urn, name }) => {
    const reasons = new Set<string>();
    const add = ({ urn: of, path }: Place, reason: string) =>
      reasons.add(`${[nameLine(of), path].filter(Boolean).join(" ")}, ${reason}`);
    const view = new StackView(stack, {
      undetermined: add,
      notApplicable: (_, reason) => reasons.add(reason),
    });
    const cluster = view.ofType([CLUSTER]).find((one) => one.urn === urn);
    const planned = cluster && planCluster(view, cluster);
    if (!cluster || !planned) return { cluster: name, urn, reasons: [...reasons] };
    const cooling = coolingOf(view, cluster, planned);
    // Each number follows from all values together. A zone is no number, and a plan shows no secret one.
    const secrets = view.secrets.filter(({ path }) => !ZONE_PROPERTIES.includes(path));
    if (secrets.length > 0) {
      for (const secret of secrets) add(secret, "a secret value");
      return { cluster: name, urn, reasons: [...reasons] };
    }
    const plan = clusterPlan(planned, headroomPercent);
    const isJudged = cooling.atOnce >= minCoolingAddresses;
    const capacity = clusterCapacity({ ...plan, ...(isJudged && { coolingAddresses: cooling.atOnce }) });
    return { cluster: name, urn, capacity, cooling };
  });
}

const ZONE_PROPERTIES = ["availabilityZoneId", "availabilityZone"];

function coolingOf(stack: StackView, cluster: ResourceView, { groups }: PlannedCluster): CoolingAddresses {
  const nodes = groups[0]?.group.resource;
  const cooldownSeconds = nodes && cooldownSecondsOf(stack, nodes);
  return coolingAddresses(plannedCronJobs(stack, cluster), cooldownSeconds);
}
