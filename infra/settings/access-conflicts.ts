import type { Problem } from "./problems.ts";
import type { Settings } from "./settings.ts";

const ENTRIES = ["productionproof-eks:cluster", "accessEntries"];

/** Returns the access entries of roles that have one already, which EKS rejects. */
export function accessConflicts({ cluster }: Settings): readonly Problem[] {
  const entries = Object.entries(cluster.accessEntries);
  return entries.flatMap(([name, { principalArn: input }]) => {
    const [first = name] = entries.find(([, other]) => other.principalArn === input) ?? [];
    if (first === name) return [];
    const other = `${ENTRIES.join(".")}.${first}`;
    const message = `expected another role, since EKS accepts one entry for each: ${other} has it; put its policies there`;
    return [{ path: [...ENTRIES, name, "principalArn"], input, message }];
  });
}
