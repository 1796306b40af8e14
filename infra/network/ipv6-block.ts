import { parseIpBlock } from "productionproof-eks-policies/facts";

/**
 * Returns the n-th /64 of a /56, in the format of RFC 5952, which AWS also uses. AWS assigns a /56 to a VPC, and accepts only
 * subnets of the size /64.
 *
 * @param vpcBlock in CIDR notation.
 * @param index from 0 to 255.
 * @throws RangeError if the block is not a /56, or the index is outside it.
 */
export function subnetIpv6Block(vpcBlock: string, index: number): string {
  const vpc = parseIpBlock(vpcBlock);
  if (vpc?.version !== 6 || vpc.size !== 1n << 72n)
    throw new RangeError(`${vpcBlock} is not a /56 IPv6 block`);
  if (!Number.isInteger(index) || index < 0 || index > 255) throw new RangeError(`a /56 has no /64 ${index}`);
  const network = (vpc.first >> 64n) + BigInt(index);
  const groups = [48n, 32n, 16n, 0n].map((shift) => ((network >> shift) & 0xffffn).toString(16));
  // The trailing zeros are the longest run of zeros, so any zero groups before them are part of it.
  return `${groups.join(":").replace(/(:0)+$/, "")}::/64`;
}
