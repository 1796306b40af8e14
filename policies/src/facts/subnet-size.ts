import { blockSize } from "./ipv4-block.ts";
import { PREFIX_ADDRESSES } from "./max-pods.ts";
import { addressCount, type SubnetAddresses } from "./node-addresses.ts";

/** Prefix lengths that AWS takes for a subnet. Source: Amazon VPC user guide, "Subnet CIDR blocks", read 2026-11. */
export const SUBNET_PREFIX_LENGTHS = { shortest: 16, longest: 28 } as const;

/** AWS keeps the first four addresses of a subnet and the last. Source: as above. */
export const RESERVED_ADDRESSES = 5;

/** Addresses that EKS wants free in a subnet of a control plane. Source: Amazon EKS user guide, "VPC and subnet requirements", 2026-11. */
export const CONTROL_PLANE_ADDRESSES = 16;

/** Addresses that load balancers want free in a subnet of theirs. Source: Elastic Load Balancing user guide, 2026-11. */
export const LOAD_BALANCER_ADDRESSES = 8;

/** Addresses that a subnet has for network interfaces: 251 in a /24. */
export function usableAddresses(prefixLength: number): number {
  return blockSize(prefixLength) - RESERVED_ADDRESSES;
}

/**
 * Blocks of 16 addresses that a subnet has for prefix delegation while nothing else is in it: 14 in a /24. Its first and
 * its last block are never whole, since AWS keeps addresses of both.
 */
export function prefixSlots(prefixLength: number): number {
  return Math.max(0, blockSize(prefixLength) / PREFIX_ADDRESSES - 2);
}

/**
 * True where a subnet has the addresses with `headroomPercent` (0 to 99) of all to spare, and whole blocks for the prefixes.
 * Single addresses are counted as if they filled the first and the last block before any other, which is so with a CIDR
 * reservation for prefixes, and the best that can happen without one.
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
 * Longest prefix of a subnet that has these addresses with `headroomPercent` (0 to 99) of all to spare; undefined where
 * not even a /16, the largest subnet there is, has them.
 *
 * @param addresses a number stands for single addresses.
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
 * How much longer the prefix of each zone's subnet for nodes is than that of the VPC, at the least: a VPC has a slot of that
 * size for each zone, and one for everything else.
 */
export function zoneSlotBits(zoneCount: number): number {
  return Math.ceil(Math.log2(zoneCount + 1));
}
