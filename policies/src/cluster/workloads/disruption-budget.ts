import { groupBy } from "../../facts/group-by.ts";
import { POD_DISRUPTION_BUDGET } from "../../rule/kubernetes-kinds.ts";
import { oncePerStack } from "../../rule/once.ts";
import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { every } from "../../rule/truth.ts";
import { labelsOf, requiredLabels, selects } from "./label-selector.ts";
import { isSameNamespace } from "./namespace.ts";
import { replicatedWorkloads } from "./replicas.ts";

/** A PodDisruptionBudget and a workload whose pods it covers, or may cover. */
export interface Coverage {
  readonly budget: ResourceView;
  readonly workload: ResourceView;
  readonly isCertain: boolean;
}

/** The PodDisruptionBudgets of a stack, without Patches. */
export function disruptionBudgets(stack: StackView): readonly ResourceView[] {
  return stack.ofType(POD_DISRUPTION_BUDGET).filter(({ isPatch }) => !isPatch);
}

/** The workloads whose pods a budget covers or may cover. Records nothing. */
export function coverageByBudget(stack: StackView): ReadonlyMap<ResourceView, readonly Coverage[]> {
  return groupBy(coverages(stack), ({ budget }) => budget);
}

/** The budgets that cover a workload's pods or may cover them. Records nothing. */
export function coverageByWorkload(stack: StackView): ReadonlyMap<ResourceView, readonly Coverage[]> {
  return groupBy(coverages(stack), ({ workload }) => workload);
}

/** Most budgets require labels that few workloads have: a budget is only compared with these. */
const coverages = oncePerStack((stack): readonly Coverage[] => {
  const workloads = replicatedWorkloads(stack);
  const candidatesFor = candidateFinder(workloads);
  return disruptionBudgets(stack).flatMap((budget) =>
    candidatesFor(budget).flatMap((workload) => {
      const covers = every([
        selects(budget.at("spec.selector"), workload.at(LABELS)),
        isSameNamespace(stack, budget, workload),
      ]);
      return covers === false ? [] : [{ budget, workload, isCertain: covers === true }];
    }),
  );
});

const LABELS = "spec.template.metadata.labels";

/** Returns a function that returns the workloads that may have the labels that a budget requires, in the order of the workloads. */
function candidateFinder(
  workloads: readonly ResourceView[],
): (budget: ResourceView) => readonly ResourceView[] {
  const labelled = workloads.map((workload, index) => ({ index, labels: labelsOf(workload.at(LABELS)) }));
  const unknown = labelled.filter(({ labels }) => labels === undefined).map(({ index }) => index);
  const byLabel = groupBy(
    labelled.flatMap(({ index, labels = [] }) => labels.map((label) => ({ index, label }))),
    ({ label }) => label,
  );
  return (budget) => {
    const required = requiredLabels(budget.at("spec.selector")).map((labels) => [
      ...new Set(labels.flatMap((label) => byLabel.get(label) ?? []).map(({ index }) => index)),
    ]);
    const [first, ...others] = required;
    if (!first) return workloads;
    const fewest = others.reduce((one, other) => (other.length < one.length ? other : one), first);
    return [...new Set([...fewest, ...unknown])].sort((a, b) => a - b).flatMap((at) => workloads[at] ?? []);
  };
}
