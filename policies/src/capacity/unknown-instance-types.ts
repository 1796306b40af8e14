import { didYouMean } from "../did-you-mean.ts";
import {
  describeFactSource,
  findInstanceType,
  INSTANCE_TYPE_SOURCE,
  instanceTypes,
  UNKNOWN_INSTANCE_TYPE,
  type CniMode,
  type NodePool,
} from "../facts/index.ts";

/**
 * A sentence for each instance type that is not in the table, and so is counted as another: it came after the table, or
 * its name is misspelt.
 */
export function unknownInstanceTypeNotes(
  nodePools: Readonly<Record<string, NodePool>>,
  cni: CniMode,
): readonly string[] {
  const { networkInterfaces, ipv4PerInterface } = UNKNOWN_INSTANCE_TYPE;
  const counted = `counted with ${networkInterfaces} network interfaces of ${ipv4PerInterface} addresses each`;
  // A test holds the table to the first. Without prefixes a large type takes several times as many.
  const compared = cni.prefixDelegation ? "no Nitro type in the table takes more" : "larger types take more";
  const known = instanceTypes().map(({ name }) => name);
  const age = describeFactSource(INSTANCE_TYPE_SOURCE);
  return Object.entries(nodePools).flatMap(([pool, { instanceTypes: types }]) =>
    types
      .filter((type) => !findInstanceType(type))
      .map(
        (type) =>
          `${pool}: ${type} is not in the table${didYouMean(type, known)}, so it is ${counted}; ${compared}; ${age}`,
      ),
  );
}
