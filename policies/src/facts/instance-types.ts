import { INSTANCE_TYPE_TABLE } from "./instance-type-table.ts";

/** The properties that determine how many pods an EC2 instance type can run. */
export interface InstanceType {
  readonly name: string;
  /** The number of network interfaces of the default network card, which is the one that the VPC CNI uses. */
  readonly networkInterfaces: number;
  /** The number of IPv4 addresses of each network interface, including its primary address. */
  readonly ipv4PerInterface: number;
  /** True for Nitro and bare metal, which prefix delegation requires. */
  readonly isNitro: boolean;
  /**
   * The maximum number of branch interfaces on a trunk: one for each pod with its own security groups. 0 if the type can't
   * have a trunk. Absent if no source lists it: the VPC CNI then still reserves an interface for a trunk.
   */
  readonly branchInterfaces?: number;
  /** Absent if no source lists it. */
  readonly vcpus?: number;
}

/** Stands for a type newer than the table: no Nitro type in the table takes more addresses with prefix delegation. */
export const UNKNOWN_INSTANCE_TYPE: InstanceType = {
  name: "unknown",
  networkInterfaces: 4,
  ipv4PerInterface: 15,
  isNitro: true,
};

let types: ReadonlyMap<string, InstanceType> | undefined;

/** Every instance type in the table. */
export function instanceTypes(): readonly InstanceType[] {
  return [...table().values()];
}

/** Finds an instance type by its name; undefined for one that is newer than the table. */
export function findInstanceType(name: string): InstanceType | undefined {
  return table().get(name);
}

/** The table, parsed on first use: most runs need no instance type. */
function table(): ReadonlyMap<string, InstanceType> {
  types ??= new Map(INSTANCE_TYPE_TABLE.trim().split("\n").map(parseLine));
  return types;
}

/**
 * The processor architecture of an instance type: Graviton types have a `g` after the generation, and `a1` is the first of them;
 * `gb` are NVIDIA's Grace processors.
 */
export function architectureOf(name: string): "arm64" | "x86_64" {
  return /^(a1|[a-z]+\d+g[a-z]*|[a-z]+\d+[a-z]*-gb\d+)\./.test(name) ? "arm64" : "x86_64";
}

function parseLine(line: string): readonly [string, InstanceType] {
  const [name = "", networkInterfaces, ipv4PerInterface, isNitro, branches, vcpus] = line.split(" ");
  const type = {
    name,
    networkInterfaces: Number(networkInterfaces),
    ipv4PerInterface: Number(ipv4PerInterface),
    isNitro: isNitro === "1",
    ...(branches === "-" ? {} : { branchInterfaces: Number(branches) }),
    ...(vcpus === undefined ? {} : { vcpus: Number(vcpus) }),
  };
  return [name, type];
}
