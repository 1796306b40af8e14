import { readFileSync } from "node:fs";
import path from "node:path";

import { parse, YAMLParseError } from "yaml";

import {
  cniModeFor,
  CONTROL_PLANE_ADDRESSES,
  LOAD_BALANCER_ADDRESSES,
  parseIpv4Block,
  planNodePools,
  POD_BLOCK_BITS,
  SUBNET_PREFIX_LENGTHS,
  type AddressPlanKind,
  type ClusterPlan,
  type NodePool,
  type PodAddressing,
  type SubnetPrefixLengths,
  type ZonePlan,
} from "../facts/index.ts";
import { UsageError } from "../usage-error.ts";
import { unknownInstanceTypeNotes } from "./unknown-instance-types.ts";

/** The defaults of the productionproof-eks program for settings that the stack file leaves out. A test keeps the two in sync. */
export const PROGRAM_DEFAULTS = {
  zoneCount: 3,
  nodeSubnetPrefixLength: 19,
  headroomPercent: 20,
  maxUnavailablePercent: 33,
  podAddressing: "prefix-delegation",
  addressPlan: "four-zones",
} as const;

/** A plan, with notes. */
export interface StackFilePlan extends ClusterPlan {
  /** One sentence for each setting that is not counted as it is in the file. */
  readonly notes: readonly string[];
}

/**
 * Reads the plan from a stack file of the productionproof-eks program.
 *
 * @throws UsageError if the file doesn't exist, doesn't belong to that program, or contains invalid values.
 */
export function planOfStackFile(file: string): StackFilePlan {
  const config = new Section(path.basename(file), "config", readYaml(file)).section("config");
  const network = config.section("productionproof-eks:network", {});
  const zones = zonesOf(config, network);
  const headroomPercent = network.number("headroomPercent", {
    most: 99,
    absent: PROGRAM_DEFAULTS.headroomPercent,
  });
  const pools = config.section("productionproof-eks:nodePools");
  const nodePools = Object.fromEntries(pools.keys().map((name) => [name, nodePool(pools.section(name))]));
  const hasPodSubnets = zones.some(({ podSubnetPrefixLength }) => podSubnetPrefixLength !== undefined);
  const podSecurityGroups = config
    .section("productionproof-eks:addons", {})
    .boolean("podSecurityGroups", false);
  const cni = cniModeFor(podAddressing(network), hasPodSubnets, podSecurityGroups);
  const { nodeGroups } = planNodePools({
    nodePools,
    cni,
    zoneCount: zones.length,
    subnets: smallest(zones),
    headroomPercent,
  });
  return { zones, nodeGroups, headroomPercent, notes: unknownInstanceTypeNotes(nodePools, cni) };
}

function podAddressing(network: Section): PodAddressing {
  const given = network.text("podAddressing", PROGRAM_DEFAULTS.podAddressing);
  const known = POD_ADDRESSINGS.find((one) => one === given);
  if (!known) throw network.wrong("podAddressing", `expected ${POD_ADDRESSINGS.join(", ")}`);
  return known;
}

const POD_ADDRESSINGS: readonly PodAddressing[] = ["prefix-delegation", "secondary-ip", "ipv6"];

function zonesOf(config: Section, network: Section): readonly ZonePlan[] {
  const existing = config.sections("productionproof-eks:existingNetwork", "zones");
  if (existing) return existingZones(existing);
  const names =
    network.texts("availabilityZoneIds") ??
    Array.from({ length: PROGRAM_DEFAULTS.zoneCount }, (_, zone) => `zone ${zone + 1}`);
  if (names.length === 0) throw network.wrong("availabilityZoneIds", "expected at least one zone");
  const nodeSubnetPrefixLength = network.number("nodeSubnetPrefixLength", {
    least: SUBNET_PREFIX_LENGTHS.shortest,
    most: SUBNET_PREFIX_LENGTHS.longest,
    absent: PROGRAM_DEFAULTS.nodeSubnetPrefixLength,
  });
  const pods = podPrefixLengths(network);
  return names.map((name, zone) => ({
    name,
    nodeSubnetPrefixLength,
    ...ofPods(pods[zone % pods.length]),
    otherAddresses: LOAD_BALANCER_ADDRESSES,
  }));
}

/** The prefix length of all zones' pod subnets, or of each zone's; empty without a block for pods. */
function podPrefixLengths(network: Section): readonly number[] {
  const ofZones = network.texts("podCidrs");
  if (ofZones) return ofZones.map((cidr, zone) => network.prefixLengthOf(cidr, `podCidrs[${zone}]`));
  const bits = POD_BLOCK_BITS[addressPlan(network)];
  const shared = network.prefixLength("podCidr", SUBNET_PREFIX_LENGTHS.longest - bits);
  return shared === undefined ? [] : [shared + bits];
}

function addressPlan(network: Section): AddressPlanKind {
  const given = network.text("addressPlan", PROGRAM_DEFAULTS.addressPlan);
  if (given in POD_BLOCK_BITS) return given as AddressPlanKind;
  throw network.wrong("addressPlan", `expected ${Object.keys(POD_BLOCK_BITS).join(" or ")}`);
}

function ofPods(prefixLength: number | undefined): Pick<ZonePlan, "podSubnetPrefixLength"> {
  return prefixLength === undefined ? {} : { podSubnetPrefixLength: prefixLength };
}

/** Zones with existing subnets: the stack file names the subnets, but not whether load balancers may use them. */
function existingZones(zones: readonly Section[]): readonly ZonePlan[] {
  const controlPlane = zones.flatMap((zone) => zone.section("controlPlane").text("subnetId") ?? []);
  return zones.map((zone) => {
    const nodes = zone.section("nodes");
    const isShared = controlPlane.includes(nodes.text("subnetId", ""));
    return {
      name: zone.text("zoneId", ""),
      nodeSubnetPrefixLength: nodes.prefixLength("cidr") ?? 0,
      ...ofPods(zone.section("pods", {}).prefixLength("cidr")),
      otherAddresses: LOAD_BALANCER_ADDRESSES + (isShared ? CONTROL_PLANE_ADDRESSES : 0),
    };
  });
}

function smallest(zones: readonly ZonePlan[]): SubnetPrefixLengths {
  const pods = zones.flatMap(({ podSubnetPrefixLength }) => podSubnetPrefixLength ?? []);
  return {
    nodes: Math.max(...zones.map(({ nodeSubnetPrefixLength }) => nodeSubnetPrefixLength)),
    ...(pods.length > 0 ? { pods: Math.max(...pods) } : {}),
  };
}

function nodePool(settings: Section): NodePool {
  const instanceTypes = settings.texts("instanceTypes") ?? [];
  if (instanceTypes.length === 0) throw settings.wrong("instanceTypes", "expected a list of instance types");
  const maxSize = settings.number("maxSize");
  return {
    instanceTypes,
    minSize: settings.number("minSize", { most: maxSize }),
    maxSize,
    maxUnavailablePercent: settings.number("maxUnavailablePercent", {
      most: 100,
      absent: PROGRAM_DEFAULTS.maxUnavailablePercent,
    }),
    perZone: settings.boolean("perZone", false),
    coolingAddressesPerNode: settings.number("coolingAddressesPerNode", { absent: 0 }),
    amiId: settings.text("amiId"),
  };
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new UsageError(`${file}: ${error.message}`);
    throw new UsageError(`${file}: no such file`);
  }
}

/** The inclusive bounds of a number, and its default. */
interface NumberOptions {
  readonly least?: number;
  readonly most?: number;
  readonly absent?: number;
}

/** A part of a stack file, with its path in the file. */
class Section {
  readonly #file: string;
  readonly #path: string;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(file: string, path: string, values: unknown) {
    if (typeof values !== "object" || values === null || Array.isArray(values)) {
      throw new UsageError(
        `${file} has no ${path}; expected a stack file of the productionproof-eks program. For other clusters, use --nodes and --subnets`,
      );
    }
    this.#file = file;
    this.#path = path;
    this.#values = values as Readonly<Record<string, unknown>>;
  }

  keys(): readonly string[] {
    return Object.keys(this.#values);
  }

  section(key: string, absent?: object): Section {
    return new Section(this.#file, this.#pathOf(key), this.#values[key] ?? absent);
  }

  number(key: string, { least = 0, most = 100_000, absent }: NumberOptions = {}): number {
    const value = this.#values[key] ?? absent;
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
      throw this.wrong(key, `expected a whole number from ${least} to ${most}`);
    }
    return value;
  }

  /** The sections in a list; undefined if the list isn't set. */
  sections(key: string, list: string): readonly Section[] | undefined {
    if (this.#values[key] === undefined) return undefined;
    const holder = this.section(key);
    const value = holder.#values[list];
    if (!Array.isArray(value)) throw holder.wrong(list, "expected a list");
    return value.map((item, index) => new Section(this.#file, `${holder.#pathOf(list)}[${index}]`, item));
  }

  boolean(key: string, absent: boolean): boolean {
    const value = this.#values[key] ?? absent;
    if (typeof value !== "boolean") throw this.wrong(key, "expected true or false");
    return value;
  }

  text(key: string): string | undefined;
  text(key: string, absent: string): string;
  text(key: string, absent?: string): string | undefined {
    const value = this.#values[key] ?? absent;
    if (value !== undefined && typeof value !== "string") throw this.wrong(key, "expected a string");
    return value;
  }

  /** The prefix length of a block in CIDR notation that can be divided into subnets. */
  prefixLength(key: string, longest: number = SUBNET_PREFIX_LENGTHS.longest): number | undefined {
    const cidr = this.text(key);
    return cidr === undefined ? undefined : this.prefixLengthOf(cidr, key, longest);
  }

  /** The prefix length of the block at a key. */
  prefixLengthOf(cidr: string, key: string, longest: number = SUBNET_PREFIX_LENGTHS.longest): number {
    const block = parseIpv4Block(cidr);
    if (!block || block.prefixLength > longest) {
      throw this.wrong(key, `expected an IPv4 block of /${longest} or larger, such as 10.0.0.0/19`);
    }
    return block.prefixLength;
  }

  texts(key: string): readonly string[] | undefined {
    const value = this.#values[key];
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
      throw this.wrong(key, "expected a list of strings");
    }
    return value;
  }

  /** The error for an invalid value. It doesn't show the value, because this command does not know which values are secret. */
  wrong(key: string, expected: string): UsageError {
    return new UsageError(`${this.#file}: ${this.#pathOf(key)}: ${expected}`);
  }

  #pathOf(key: string): string {
    return this.#path === "config" ? key : `${this.#path}.${key}`;
  }
}
