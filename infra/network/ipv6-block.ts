import { parseIpBlock } from "productionproof-eks-policies/facts";

/**
 * The n-th /64 of a /56, in the form of RFC 5952, which AWS writes too. AWS gives a VPC a /56, and takes no subnet of another
 * size than /64.
 *
 * @param vpcBlock in CIDR notation.
 * @param index from 0 to 255.
 * @throws RangeError for what is no /56, or for an index outside it.
 */
export function subnetIpv6Block(vpcBlock: string, index: number): string {
  const vpc = parseIpBlock(vpcBlock);
  if (vpc?.version !== 6 || vpc.size !== 1n << 72n)
    throw new RangeError(`${vpcBlock} is no IPv6 block of /56`);
  if (!Number.isInteger(index) || index < 0 || index > 255) throw new RangeError(`a /56 has no /64 ${index}`);
  const network = (vpc.first >> 64n) + BigInt(index);
  const groups = [48n, 32n, 16n, 0n].map((shift) => ((network >> shift) & 0xffffn).toString(16));
  // The zeros behind them are the longest run of all, and take in those before.
  return `${groups.join(":").replace(/(:0)+$/, "")}::/64`;
}
