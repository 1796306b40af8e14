import { partitionOf } from "productionproof-eks-policies/facts";

import type { Problem } from "./problems.ts";
import type { Settings } from "./settings.ts";

const ENTRIES = ["productionproof-eks:cluster", "accessEntries"];

/** Returns the access entries that EKS rejects because of others, or of the region. */
export function accessConflicts({ region, cluster }: Settings): readonly Problem[] {
  const entries = Object.entries(cluster.accessEntries);
  const partition = partitionOf(region).id;
  return entries.flatMap(([name, { principalArn: input }]) => {
    const path = [...ENTRIES, name, "principalArn"];
    const [first = name] = entries.find(([, other]) => other.principalArn === input) ?? [];
    const other = `productionproof-eks:cluster.accessEntries.${first}`;
    return [
      ...(first === name
        ? []
        : [
            {
              path,
              input,
              message: `expected another role, since EKS accepts one entry for each: ${other} has it; put its policies there`,
            },
          ]),
      ...(input.startsWith(`arn:${partition}:`)
        ? []
        : [
            {
              path,
              input,
              message: `expected a role of the partition of ${region}: arn:${partition}:iam::…`,
            },
          ]),
    ];
  });
}
