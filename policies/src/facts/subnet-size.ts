import { blockSize } from "./ipv4-block.ts";
import { PREFIX_ADDRESSES } from "./max-pods.ts";
import { addressCount, type SubnetAddresses } from "./node-addresses.ts";

/** The prefix lengths that AWS accepts for a subnet. Source: Amazon VPC user guide, "Subnet CIDR blocks", read 2026-11. */
export const SUBNET_PREFIX_LENGTHS = { shortest: 16, longest: 28 } as const;

/** The number of addresses that AWS reserves in a subnet: the first four and the last. Source: as above. */
export const RESERVED_ADDRESSES = 5;

/**
 * The number of free addresses that EKS recommends in a control plane subnet. Source: Amazon EKS user guide, "VPC and subnet
 * requirements", 2026-11.
 */
export const CONTROL_PLANE_ADDRESSES = 16;

/**
 * The number of free addresses that load balancers require in their subnets. Source: Elastic Load Balancing user guide, 2026-11.
 */
export const LOAD_BALANCER_ADDRESSES = 8;

/** The number of addresses in a subnet that are available to network interfaces: 251 in a /24. */
export function usableAddresses(prefixLength: number): number {
  return blockSize(prefixLength) - RESERVED_ADDRESSES;
}

/**
 * The number of blocks of 16 addresses that an otherwise empty subnet has for prefix delegation: 14 in a /24. Its first and
 * last blocks are never complete, because AWS reserves addresses in both.
 */
export function prefixSlots(prefixLength: number): number {
  return Math.max(0, blockSize(prefixLength) / PREFIX_ADDRESSES - 2);
}

/**
 * True if a subnet has these addresses with `headroomPercent` (0 to 99) of all addresses to spare, and whole blocks for the
 * prefixes. Single addresses are counted as if they filled the first and the last block before any other, which is the case with
 * a CIDR reservation for prefixes, and the best case without one.
 */
export function subnetHolds(
  prefixLength: number,
  addresses: SubnetAddresses,
  headroomPercent: number,
): boolean {
  return (
    usableAddresses(prefixLength) * (100 - headroomPercent) >= addressCount(addresses) * 100 &&
    addresses.prefixes <= prefixSlots(prefixLength)
  );
}

/**
 * The longest prefix of a subnet that has these addresses with `headroomPercent` (0 to 99) of all addresses to spare; undefined
 * if not even a /16, the largest possible subnet, has them.
 *
 * @param addresses a number means single addresses.
 */
export function subnetPrefixLengthFor(
  addresses: number | SubnetAddresses,
  headroomPercent: number,
): number | undefined {
  const needed = typeof addresses === "number" ? { single: addresses, prefixes: 0 } : addresses;
  const { shortest, longest } = SUBNET_PREFIX_LENGTHS;
  for (let prefixLength: number = longest; prefixLength >= shortest; prefixLength--) {
    if (subnetHolds(prefixLength, needed, headroomPercent)) return prefixLength;
  }
  return undefined;
}

/**
 * The minimum number of bits by which the prefix of each zone's node subnet is longer than that of the VPC: a VPC has a slot of
 * that size for each zone, and one for everything else.
 */
export function zoneSlotBits(zoneCount: number): number {
  return Math.ceil(Math.log2(zoneCount + 1));
}

/** How many zones have a place in the blocks of a VPC: up to four, so that a zone can be added later, or only two. */
export type AddressPlanKind = keyof typeof POD_BLOCK_BITS;

/**
 * The number of bits by which the prefix of each zone's pod subnet is longer than that of a block that the zones share: there is
 * a part of the block for each zone that has a place.
 */
export const POD_BLOCK_BITS = { "four-zones": 2, "two-zones": 1 } as const;
