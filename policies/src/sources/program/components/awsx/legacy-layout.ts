import { blockSize, blocksOverlap, formatIpv4Block, type Ipv4Block } from "../../../../facts/ipv4-block.ts";
import type { SubnetSpec } from "./subnet-spec.ts";

/** The types in the order in which they get their blocks, with the shortest prefix that a subnet gets by default. */
const TYPES: readonly (readonly [type: string, shortest: number])[] = [
  ["private", 19],
  ["public", 20],
  ["isolated", 24],
];

/**
 * Returns the blocks of each spec by zone, as the strategy Legacy computes them, the default. Source: pulumi-awsx v3.8.0
 * (2026-07-23), awsx/ec2/subnetDistributorLegacy.ts.
 *
 * @throws Error if a zone has no room for a subnet.
 */
export function legacyBlocks(
  vpc: Ipv4Block,
  zones: number,
  specs: readonly SubnetSpec[],
  isDefault: boolean,
): readonly (readonly (string | undefined)[])[] {
  const zoneBits = Math.ceil(Math.log2(Math.max(zones, 1)));
  const inZones = Array.from({ length: zones }, (_, zone) => {
    const base = sub(vpc, zoneBits, zone);
    return isDefault ? defaultBlocks(base, specs) : blocksInZone(base, specs);
  });
  return specs.map((spec) => inZones.map((blocks) => blocks.get(spec)));
}

/** Half of the zone for the private subnet, and a quarter for the public one, in the order of the default specs. */
function defaultBlocks(base: Ipv4Block, specs: readonly SubnetSpec[]): ReadonlyMap<SubnetSpec, string> {
  const half = sub(base, 1, 0);
  const quarter = sub(sub(half, 0, 1), 1, 0);
  return new Map(specs.map((spec, index) => [spec, formatIpv4Block(index === 0 ? half : quarter)]));
}

function blocksInZone(base: Ipv4Block, specs: readonly SubnetSpec[]): ReadonlyMap<SubnetSpec, string> {
  const bits = specs.length === 1 ? 0 : 1;
  const blocks = new Map<SubnetSpec, string>();
  // The block before the zone, of a single address.
  let current: Ipv4Block = { first: base.first - 1, prefixLength: 32 };
  let before: Ipv4Block | undefined;
  for (const [type, shortest] of TYPES) {
    let last: Ipv4Block | undefined;
    for (const [index, spec] of specs.filter((each) => each.type.toLowerCase() === type).entries()) {
      const prefixLength = spec.cidrMask ?? Math.max(base.prefixLength + bits, shortest);
      const start = before ? sub(before, 0, 1) : base;
      const wanted = sub(start, prefixLength - start.prefixLength, index);
      // A block need not start at a multiple of its size here: it overlaps as the addresses around it do.
      current = blocksOverlap(aligned(current), aligned(wanted))
        ? blockAfter(aligned(current), prefixLength)
        : wanted;
      blocks.set(spec, formatIpv4Block(current));
      last = current;
    }
    before = last ?? before;
  }
  return blocks;
}

/** Returns a part of a block, or what follows it, by the bits that its prefix is longer and its number. */
function sub({ first, prefixLength }: Ipv4Block, bits: number, number: number): Ipv4Block {
  const length = prefixLength + bits;
  if (length > 32)
    throw new Error(`Requested ${bits} new bits, but only ${32 - prefixLength} are available.`);
  return { first: first + number * blockSize(length), prefixLength: length };
}

function aligned({ first, prefixLength }: Ipv4Block): Ipv4Block {
  return { first: first - (first % blockSize(prefixLength)), prefixLength };
}

function blockAfter({ first, prefixLength }: Ipv4Block, length: number): Ipv4Block {
  const last = first + blockSize(prefixLength) - 1;
  return { first: (Math.floor(last / blockSize(length)) + 1) * blockSize(length), prefixLength: length };
}
