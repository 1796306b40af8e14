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
 * Returns a sentence for each instance type that is not in the table, and is therefore counted as another type: it is newer than
 * the table, or its name is misspelled.
 */
export function unknownInstanceTypeNotes(
  nodePools: Readonly<Record<string, NodePool>>,
  cni: CniMode,
): readonly string[] {
  const { networkInterfaces, ipv4PerInterface } = UNKNOWN_INSTANCE_TYPE;
  const counted = `counted with ${networkInterfaces} network interfaces of ${ipv4PerInterface} addresses each`;
  // A test verifies the first claim. Without prefixes, a large type takes several times as many addresses.
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
