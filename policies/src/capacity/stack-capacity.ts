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
  /** What creates nodes and isn't counted in the capacity; absent if everything is. */
  readonly uncounted?: readonly string[];
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
  // What is known of the whole stack is derived once for all clusters. Only where a cluster is not counted, it is derived again, to
  // find the reasons for this cluster.
  const shared = new StackView(stack, { undetermined: () => undefined });
  const count = (view: StackView, cluster: ResourceView): StackCapacity | "secret" | undefined => {
    const planned = planCluster(view, cluster);
    if (!planned) return undefined;
    const cooling = coolingOf(view, cluster, planned);
    if (secretsIn(view).length > 0) return "secret";
    const plan = clusterPlan(planned, headroomPercent);
    const isJudged = cooling.atOnce >= minCoolingAddresses;
    const capacity = clusterCapacity({ ...plan, ...(isJudged && { coolingAddresses: cooling.atOnce }) });
    const uncounted = planned.uncounted.map(({ name }) => `NodePool ${name}`);
    const { name, urn } = cluster;
    return { cluster: name, urn, capacity, cooling, ...(uncounted.length > 0 && { uncounted }) };
  };
  return shared.ofType([CLUSTER]).map((cluster) => {
    const counted = count(shared, cluster);
    if (typeof counted === "object") return counted;
    const { urn, name } = cluster;
    const reasons = new Set<string>();
    const add = ({ urn: of, path }: Place, reason: string) =>
      reasons.add(`${[nameLine(of), path].filter(Boolean).join(" ")}, ${reason}`);
    const view = new StackView(stack, {
      undetermined: add,
      notApplicable: (_, reason) => reasons.add(reason),
    });
    const same = view.ofType([CLUSTER]).find((one) => one.urn === urn);
    const alone = same && count(view, same);
    if (typeof alone === "object") return alone;
    if (alone === "secret") for (const secret of secretsIn(view)) add(secret, "a secret value");
    return { cluster: name, urn, reasons: [...reasons] };
  });
}

/** The secret values that have been read. Each number follows from all values together; a zone is no number, and is not shown. */
function secretsIn(view: StackView): readonly Place[] {
  return view.secrets.filter(({ path }) => !ZONE_PROPERTIES.includes(path));
}

const ZONE_PROPERTIES = ["availabilityZoneId", "availabilityZone"];

function coolingOf(stack: StackView, cluster: ResourceView, { groups }: PlannedCluster): CoolingAddresses {
  const nodes = groups[0]?.resource;
  const cooldownSeconds = nodes && cooldownSecondsOf(stack, nodes);
  return coolingAddresses(plannedCronJobs(stack, cluster), cooldownSeconds);
}
