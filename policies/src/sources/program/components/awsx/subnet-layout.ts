// Source: pulumi-awsx v3.8.0 (2026-07-23), awsx/ec2/subnetDistributorLegacy.ts and subnetDistributorNew.ts. Recordings of the
// component verify the blocks.
import {
  blockSize,
  blocksOverlap,
  formatIpv4Block,
  parseIpv4Block,
  type Ipv4Block,
} from "../../../../facts/ipv4-block.ts";
import { legacyBlocks } from "./legacy-layout.ts";
import type { SubnetSpec } from "./subnet-spec.ts";

/** A subnet in one zone. */
export interface PlannedSubnet<Spec extends SubnetSpec = SubnetSpec> {
  readonly spec: Spec;
  /** The index of its zone. */
  readonly zone: number;
  readonly resourceName: string;
  /** Undefined if the block of the VPC isn't known, from which it is computed. */
  readonly cidrBlock: string | undefined;
}

interface LayoutOptions<Spec> {
  readonly name: string;
  /** The block of the VPC; undefined if an IPAM pool determines it. */
  readonly cidrBlock: string | undefined;
  readonly zones: number;
  readonly strategy: string;
  readonly zoneMask: number | undefined;
  readonly specs: readonly Spec[] | undefined;
}

/**
 * Returns the subnets of a VPC, by zone and in each zone in the order of creation.
 *
 * @throws Error for a layout that the component rejects.
 */
export function planSubnets<Spec extends SubnetSpec>({
  name,
  cidrBlock,
  zones,
  strategy,
  zoneMask,
  specs: given,
}: LayoutOptions<Spec>): readonly PlannedSubnet<Spec | SubnetSpec>[] {
  const normalized = given && normalize(given, zones);
  const specs = strategy === "AutoMerge" ? merged(normalized ?? []) : (normalized ?? DEFAULT_SPECS);
  const isExplicit = strategy !== "Legacy" && specs.some((spec) => spec.cidrBlocks !== undefined);
  const blocks = (): readonly (readonly (string | undefined)[])[] => {
    if (isExplicit) return specs.map((spec) => spec.cidrBlocks ?? []);
    if (cidrBlock !== undefined) {
      const vpc = blockOf(cidrBlock);
      return strategy === "Legacy"
        ? legacyBlocks(vpc, zones, specs, given === undefined)
        : orderedBlocks(vpc, zones, zoneMask, specs);
    }
    if (strategy === "Legacy") {
      throw new Error(
        'dynamically allocated cidrBlock ranges are not supported with subnetStrategy="Legacy"',
      );
    }
    return specs.map(() => []);
  };
  const bySpec = blocks();
  const subnets = Array.from({ length: zones }, (_, zone) =>
    specs.map((spec, index) => ({
      spec,
      zone,
      resourceName: `${name}-${spec.name ?? spec.type.toLowerCase()}-${zone + 1}`,
      cidrBlock: bySpec[index]?.[zone],
    })),
  );
  if (strategy === "Exact" && cidrBlock !== undefined) checkGaps(cidrBlock, subnets.flat());
  checkOverlaps(subnets.flat());
  return subnets.flatMap((inZone) =>
    inZone.filter(({ spec }) => spec.type !== "Unused").sort((a, b) => rank(a.spec) - rank(b.spec)),
  );
}

/** Parses a block. @throws Error for anything else */
function blockOf(cidrBlock: string): Ipv4Block {
  const block = parseIpv4Block(cidrBlock);
  if (!block) throw new Error(`cidrBlock: ${cidrBlock} is not an IPv4 block in CIDR notation`);
  return block;
}

const DEFAULT_SPECS: readonly SubnetSpec[] = [{ type: "Private" }, { type: "Public" }];

const ORDER: readonly string[] = ["public", "private", "isolated"];

function rank({ type }: SubnetSpec): number {
  return ORDER.indexOf(type.toLowerCase());
}

/** @throws Error for specs that contradict each other or themselves. */
function normalize<Spec extends SubnetSpec>(specs: readonly Spec[], zones: number): readonly Spec[] {
  const keys = specs.map(({ type, name }) => `${type.toLowerCase()} ${name ?? ""}`);
  if (new Set(keys).size < keys.length) {
    throw new Error('subnetSpecs: several of the same type need a different "name" each');
  }
  const explicit = specs.filter(({ cidrBlocks }) => cidrBlocks !== undefined);
  if (explicit.length > 0 && explicit.length < specs.length) {
    throw new Error("subnetSpecs: if any has cidrBlocks, all must have them");
  }
  return specs.map((spec, index) => {
    const { cidrMask, size, cidrBlocks } = spec;
    const mask = cidrMask ?? (size === undefined ? undefined : 32 - Math.log2(size));
    const isValid =
      mask === undefined ||
      (Number.isInteger(mask) && mask >= 0 && mask <= 32 && (size ?? blockSize(mask)) === blockSize(mask));
    if (!isValid)
      throw new Error(`subnetSpecs[${index}]: size must be a power of 2 that agrees with cidrMask`);
    if (cidrBlocks === undefined) return mask === undefined ? spec : { ...spec, cidrMask: mask };
    if (cidrBlocks.length !== zones) {
      throw new Error(`subnetSpecs[${index}].cidrBlocks: must have one block for each of the ${zones} zones`);
    }
    if (mask !== undefined && cidrBlocks.some((block) => blockOf(block).prefixLength !== mask)) {
      throw new Error(`subnetSpecs[${index}]: cidrMask and size must agree with cidrBlocks`);
    }
    return spec;
  });
}

/** Adds the default subnets that the program doesn't specify itself. */
function merged<Spec extends SubnetSpec>(specs: readonly Spec[]): readonly (Spec | SubnetSpec)[] {
  if (specs.some(({ cidrBlocks }) => cidrBlocks !== undefined)) {
    throw new Error('subnetStrategy="AutoMerge" does not support subnetSpecs with cidrBlocks');
  }
  const override = (type: string): Spec | undefined =>
    specs.find((spec) => spec.name === undefined && spec.type.toLowerCase() === type.toLowerCase());
  const overrides = DEFAULT_SPECS.map(({ type }) => override(type));
  return [
    ...DEFAULT_SPECS.map((spec, index) => overrides[index] ?? spec),
    ...specs.filter((spec) => !overrides.includes(spec)),
  ];
}

/** Returns blocks in the order of the specs: the strategies Auto, AutoMerge and Exact. */
function orderedBlocks(
  vpc: Ipv4Block,
  zones: number,
  zoneMask: number | undefined,
  specs: readonly SubnetSpec[],
): readonly (readonly string[])[] {
  const zoneLength = zoneMask ?? vpc.prefixLength + bitsFor(zones);
  if (specs.length === 0) throw new Error("No subnets specified");
  const lengthOf = (spec: SubnetSpec): number => {
    const index = DEFAULT_SPECS.indexOf(spec);
    if (index === -1) return spec.cidrMask ?? zoneLength + bitsFor(specs.length);
    if (zoneLength > 26) {
      throw new Error(`subnets by default need a /26 in each zone, but only a /${zoneLength} is available`);
    }
    return Math.max(zoneLength, 16) + index + 1;
  };
  const lengths = specs.map(lengthOf);
  const needed = lengths.reduce((sum, length) => sum + blockSize(length), 0);
  if (needed > blockSize(zoneLength)) {
    throw new Error(
      `Subnets are too large for VPC. VPC has ${blockSize(zoneLength)} addresses, but subnets require ${needed} addresses.`,
    );
  }
  const starts = Array.from({ length: zones }, (_, zone) => vpc.first + zone * blockSize(zoneLength));
  const blocks = starts.map((start) => {
    let next = start;
    return lengths.map((length) => {
      const first = Math.ceil(next / blockSize(length)) * blockSize(length);
      next = first + blockSize(length);
      return formatIpv4Block({ first, prefixLength: length });
    });
  });
  return specs.map((_, index) => blocks.map((inZone) => inZone[index] ?? ""));
}

function bitsFor(count: number): number {
  return count === 0 ? 0 : Math.ceil(Math.log2(count));
}

function checkOverlaps(subnets: readonly PlannedSubnet[]): void {
  const known = subnets.flatMap(({ resourceName, cidrBlock }) =>
    cidrBlock === undefined ? [] : [{ resourceName, cidrBlock, block: blockOf(cidrBlock) }],
  );
  const sorted = known.toSorted((a, b) => a.block.first - b.block.first);
  for (const [index, { resourceName, cidrBlock, block }] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before && blocksOverlap(before.block, block)) {
      throw new Error(
        `the subnets ${before.resourceName} (${before.cidrBlock}) and ${resourceName} (${cidrBlock}) overlap; make the VPC larger, the subnets smaller, or use fewer Availability Zones`,
      );
    }
  }
}

/** @throws Error if the subnets don't fill the VPC, which the strategy Exact requires. */
function checkGaps(cidrBlock: string, subnets: readonly PlannedSubnet[]): void {
  const vpc = blockOf(cidrBlock);
  let next = vpc.first;
  for (const subnet of subnets) {
    const { first, prefixLength } = blockOf(subnet.cidrBlock ?? "");
    if (first !== next) throw new Error(`there is a gap in the subnet ranges before ${subnet.resourceName}`);
    next = first + blockSize(prefixLength);
  }
  if (next !== vpc.first + blockSize(vpc.prefixLength)) {
    throw new Error(`there is a gap in the subnet ranges at the end of ${cidrBlock}`);
  }
}
