import { cooldownAdvice, subnetAdvice, type ClusterCapacity } from "../facts/index.ts";

/** One thing that a cluster's addresses are enough for, or not, and what would be. */
export interface Verdict {
  readonly passes: boolean;
  /** What it is about: `Addresses`, `Cooling addresses of m5.xlarge`. */
  readonly subject: string;
  readonly text: string;
}

/** Verdicts on subnets and, where pods end often enough to matter, on the nodes of each group. */
export function verdicts(capacity: ClusterCapacity): readonly Verdict[] {
  const { addressesFit, podsPossible, podsAsked } = capacity;
  const cooling = capacity.nodeGroups.filter(({ coolingAddresses }) => coolingAddresses > 0);
  return [
    {
      passes: addressesFit && podsPossible === podsAsked,
      subject: "Addresses",
      text: subnetAdvice(capacity),
    },
    ...cooling.map(({ name, pool, coolingAddresses, cooldownHeadroom }) => ({
      passes: cooldownHeadroom >= coolingAddresses,
      subject: `Cooling addresses of ${name}`,
      text: `each node needs ${coolingAddresses} free; ${cooldownAdvice(pool, coolingAddresses)}`,
    })),
  ];
}
