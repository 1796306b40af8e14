import { partitionOf } from "../../facts/index.ts";

/** Returns the result of `aws.getPartition` for a region; for the commercial partition if no region is known. */
export function awsPartition(region: string) {
  const { id, dnsSuffix } = partitionOf(region);
  return { id, partition: id, dnsSuffix, reverseDnsPrefix: dnsSuffix.split(".").reverse().join(".") };
}
