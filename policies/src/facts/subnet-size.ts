import { blockSize } from "./ipv4-block.ts";

/** Prefix lengths that AWS takes for a subnet. Source: Amazon VPC user guide, "Subnet CIDR blocks", read 2026-11. */
export const SUBNET_PREFIX_LENGTHS = { shortest: 16, longest: 28 } as const;

/** AWS keeps the first four addresses of a subnet and the last. Source: as above. */
const RESERVED_ADDRESSES = 5;

/** Addresses that a subnet has for network interfaces: 251 in a /24. */
export function usableAddresses(prefixLength: number): number {
  return blockSize(prefixLength) - RESERVED_ADDRESSES;
}

/**
 * Longest prefix of a subnet that has this many usable addresses with `headroomPercent` (0 to 99) of them to spare;
 * undefined where not even a /16, the largest subnet there is, has them.
 */
export function subnetPrefixLengthFor(addresses: number, headroomPercent: number): number | undefined {
  const { shortest, longest } = SUBNET_PREFIX_LENGTHS;
  for (let prefixLength: number = longest; prefixLength >= shortest; prefixLength--) {
    if (usableAddresses(prefixLength) * (100 - headroomPercent) >= addresses * 100) return prefixLength;
  }
  return undefined;
}
