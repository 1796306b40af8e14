import { readFileSync } from "node:fs";
import path from "node:path";

import { parse, YAMLParseError } from "yaml";

import {
  findInstanceType,
  hungriestPool,
  managedUpdateNodes,
  maxPodsOfTypes,
  UNKNOWN_INSTANCE_TYPE,
  type ClusterPlan,
  type NodeGroupPlan,
  type PoolSettings,
} from "../facts/index.ts";
import { UsageError } from "../preview/usage-error.ts";

/** What the productionproof-eks program does where its stack file says nothing. A test holds the program to it. */
export const PROGRAM_DEFAULTS = {
  zoneCount: 3,
  nodeSubnetPrefixLength: 19,
  headroomPercent: 20,
  maxUnavailablePercentage: 33,
} as const;

/** What the program's VPC CNI keeps on every node. */
const POOL: PoolSettings = {
  cni: { prefixDelegation: true, customNetworking: false },
  targets: { warmPrefixTarget: 1 },
};

/**
 * The plan in a stack file of the productionproof-eks program.
 *
 * @throws UsageError for a file that is not there, is none of that program, or holds values of other kinds.
 */
export function planOfStackFile(file: string): ClusterPlan {
  const config = new Section(path.basename(file), "config", readYaml(file)).section("config");
  const network = config.section("productionproof-eks:network", {});
  const zoneIds = network.texts("availabilityZoneIds");
  const names =
    zoneIds ?? Array.from({ length: PROGRAM_DEFAULTS.zoneCount }, (_, zone) => `zone ${zone + 1}`);
  const nodeSubnetPrefixLength = network.number(
    "nodeSubnetPrefixLength",
    PROGRAM_DEFAULTS.nodeSubnetPrefixLength,
  );
  const nodePools = config.section("productionproof-eks:nodePools");
  return {
    zones: names.map((name) => ({ name, nodeSubnetPrefixLength })),
    nodeGroups: nodePools.keys().map((name) => nodeGroup(name, nodePools.section(name), names.length)),
    headroomPercent: network.number("headroomPercent", PROGRAM_DEFAULTS.headroomPercent),
  };
}

function nodeGroup(name: string, settings: Section, zoneCount: number): NodeGroupPlan {
  const types = (settings.texts("instanceTypes") ?? []).map(
    (type) => findInstanceType(type) ?? UNKNOWN_INSTANCE_TYPE,
  );
  const [first, ...others] = types;
  if (!first) throw settings.wrong("instanceTypes", "expected a list of instance types");
  const maxNodes = settings.number("maxSize");
  const coolingAddressesPerNode = settings.number("coolingAddressesPerNode", 0);
  const maxPods =
    coolingAddressesPerNode === 0 ? undefined : maxPodsOfTypes(types, POOL, coolingAddressesPerNode);
  return {
    name,
    pool: hungriestPool([first, ...others], POOL, maxPods),
    maxNodes,
    minNodes: settings.number("minSize"),
    updateNodes: managedUpdateNodes(
      zoneCount,
      Math.ceil((maxNodes * PROGRAM_DEFAULTS.maxUnavailablePercentage) / 100),
    ),
    coolingAddressesPerNode,
  };
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new UsageError(`${file}: ${error.message}`);
    throw new UsageError(`${file}: there is no such file`);
  }
}

/** A part of a stack file, which knows where it is in it. */
class Section {
  readonly #file: string;
  readonly #path: string;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(file: string, path: string, values: unknown) {
    if (typeof values !== "object" || values === null || Array.isArray(values)) {
      throw new UsageError(
        `${file} has no ${path}; expected a stack file of the productionproof-eks program. For other clusters there are --nodes and --subnets`,
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

  number(key: string, absent?: number): number {
    const value = this.#values[key] ?? absent;
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
      throw this.wrong(key, "expected a whole number");
    }
    return value;
  }

  texts(key: string): readonly string[] | undefined {
    const value = this.#values[key];
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
      throw this.wrong(key, "expected a list of texts");
    }
    return value;
  }

  /** The error for a value of another kind. The value is not shown: this command does not know which are secret. */
  wrong(key: string, expected: string): UsageError {
    return new UsageError(`${this.#file}: ${this.#pathOf(key)}: ${expected}`);
  }

  #pathOf(key: string): string {
    return this.#path === "config" ? key : `${this.#path}.${key}`;
  }
}
