import { cooldownAdvice, subnetAdvice, type ClusterCapacity } from "../facts/index.ts";

/** A verdict on whether a cluster's addresses suffice for one purpose, and if not, what would suffice. */
export interface Verdict {
  readonly passes: boolean;
  /** The subject: `Addresses`, `Cooling addresses of m5.xlarge`. */
  readonly subject: string;
  readonly text: string;
}

/** Returns verdicts on the subnets and, if pods end often enough to matter, on the nodes of each group. */
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
