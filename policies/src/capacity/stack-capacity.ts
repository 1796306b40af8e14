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
import type { JournalEntry } from "../rule/journal.ts";
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
  const view = new StackView(new Stack(resources), { undetermined: () => undefined });
  return view.ofType([CLUSTER]).map((cluster) => {
    // What is known of the whole stack is derived once for all clusters; the journal has what this one depends on.
    const { value: counted, journal } = view.withJournal(() => {
      const planned = planCluster(view, cluster);
      return planned && { planned, cooling: coolingOf(view, cluster, planned) };
    });
    const { name, urn } = cluster;
    const entries = journal.all();
    const secrets = counted ? entries.filter(isSecretNumber) : [];
    if (!counted || secrets.length > 0) {
      const others = entries.filter(({ kind }) => kind !== "secret");
      return { cluster: name, urn, reasons: [...new Set([...others, ...secrets].map(reasonOf))] };
    }
    const { planned, cooling } = counted;
    const plan = clusterPlan(planned, headroomPercent);
    const isJudged = cooling.atOnce >= minCoolingAddresses;
    const capacity = clusterCapacity({ ...plan, ...(isJudged && { coolingAddresses: cooling.atOnce }) });
    const uncounted = planned.uncounted.map((nodePool) => `NodePool ${nodePool.name}`);
    return { cluster: name, urn, capacity, cooling, ...(uncounted.length > 0 && { uncounted }) };
  });
}

/** True for a secret value that has been read. Each number follows from all values together; a zone is no number, and is not shown. */
function isSecretNumber({ kind, place }: JournalEntry): boolean {
  return kind === "secret" && !ZONE_PROPERTIES.includes(place.path);
}

const ZONE_PROPERTIES = ["availabilityZoneId", "availabilityZone"];

function reasonOf(entry: JournalEntry): string {
  if (entry.kind === "notApplicable") return entry.reason;
  const { urn, path } = entry.place;
  const reason = entry.kind === "secret" ? "a secret value" : entry.reason;
  return `${[nameLine(urn), path].filter(Boolean).join(" ")}, ${reason}`;
}

function coolingOf(stack: StackView, cluster: ResourceView, { groups }: PlannedCluster): CoolingAddresses {
  const nodes = groups[0]?.resource;
  const cooldownSeconds = nodes && cooldownSecondsOf(stack, nodes);
  return coolingAddresses(plannedCronJobs(stack, cluster), cooldownSeconds);
}
