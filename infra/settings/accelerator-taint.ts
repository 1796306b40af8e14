import { acceleratorOf } from "productionproof-eks-policies/facts";

import type { NodePoolSettings } from "./node-pool-settings.ts";

const KEYS = { NVIDIA: "nvidia.com/gpu", NEURON: "aws.amazon.com/neuron" };

/**
 * Returns the taint that keeps other pods from nodes with accelerators, unless the pool has one with that key. Pods that request
 * the resource of that name tolerate it without saying so: EKS enables the admission controller ExtendedResourceToleration.
 * Source: EKS user guide, "View Amazon EKS platform versions", 2024-12.
 */
export function acceleratorTaint({
  instanceTypes: [instanceType = ""],
  taints,
}: Pick<NodePoolSettings, "instanceTypes" | "taints">): NodePoolSettings["taints"] {
  const accelerator = acceleratorOf(instanceType);
  if (!accelerator) return [];
  const key = KEYS[accelerator];
  return taints.some((taint) => taint.key === key) ? [] : [{ key, value: "true", effect: "NO_SCHEDULE" }];
}
