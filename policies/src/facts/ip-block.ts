import { isIPv6 } from "node:net";

import { parseIpv4Block } from "./ipv4-block.ts";

/** A block of IP addresses of either version. */
export interface IpBlock {
  readonly version: 4 | 6;
  /** The first address, as an integer. */
  readonly first: bigint;
  /** The number of addresses. */
  readonly size: bigint;
}

/** Parses a block in CIDR notation; undefined if the string isn't one, or has bits set after the prefix. */
export function parseIpBlock(cidr: string): IpBlock | undefined {
  const block = parseIpv4Block(cidr);
  if (block) return { version: 4, first: BigInt(block.first), size: 1n << BigInt(32 - block.prefixLength) };
  const [, address = "", length = ""] = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(cidr) ?? [];
  if (!isIPv6(address) || Number(length) > 128) return undefined;
  const first = ipv6Number(address);
  const size = 1n << BigInt(128 - Number(length));
  return first % size === 0n ? { version: 6, first, size } : undefined;
}

/** True if a block contains all addresses of another one. */
export function holdsBlock(block: IpBlock, other: IpBlock): boolean {
  return (
    block.version === other.version &&
    block.first <= other.first &&
    other.first + other.size <= block.first + block.size
  );
}

/** True if two blocks have an address in common. */
export function haveCommonAddress(one: IpBlock, other: IpBlock): boolean {
  return (
    one.version === other.version &&
    one.first < other.first + other.size &&
    other.first < one.first + one.size
  );
}

/** The total number of addresses in blocks of one version; an address in several of them counts once. */
export function addressCount(blocks: readonly IpBlock[]): bigint {
  let count = 0n;
  let next = 0n;
  for (const { first, size } of blocks.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const end = first + size;
    const start = first > next ? first : next;
    if (end > start) count += end - start;
    if (end > next) next = end;
  }
  return count;
}

function ipv6Number(address: string): bigint {
  const [head = "", tail] = address.split("::");
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array<number>(8 - left.length - right.length).fill(0);
  return [...left, ...zeros, ...right].reduce((value, group) => (value << 16n) + BigInt(group), 0n);
}

/** The 16-bit groups of a part of an address; its last 32 bits may be written as an IPv4 address. */
function groups(part: string): readonly number[] {
  return part
    .split(":")
    .filter((group) => group !== "")
    .flatMap((group) => {
      if (!group.includes(".")) return [Number.parseInt(group, 16)];
      const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
      return [a * 256 + b, c * 256 + d];
    });
}
