import type { ResourceView } from "../../rule/resource-view.ts";
import type { StackView } from "../../rule/stack-view.ts";
import { every } from "../../rule/truth.ts";
import { selects } from "./label-selector.ts";
import { isSameNamespace } from "./namespace.ts";

/** Whether a PodDisruptionBudget covers a workload's pods; undefined if that is not known. Records nothing. */
export function selectsPodsOf(
  stack: StackView,
  budget: ResourceView,
  workload: ResourceView,
): boolean | undefined {
  return every([
    selects(budget.at("spec.selector"), workload.at("spec.template.metadata.labels")),
    isSameNamespace(stack, budget, workload),
  ]);
}
