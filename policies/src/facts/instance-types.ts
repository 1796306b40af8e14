import { INSTANCE_TYPE_TABLE } from "./instance-type-table.ts";

/** What decides how many pods an EC2 instance type carries. */
export interface InstanceType {
  readonly name: string;
  /** Network interfaces of the default network card, which is the one the VPC CNI uses. */
  readonly networkInterfaces: number;
  /** IPv4 addresses of each network interface, its own included. */
  readonly ipv4PerInterface: number;
  /** True for Nitro and bare metal: what prefix delegation needs. */
  readonly isNitro: boolean;
  /**
   * Branch interfaces that a trunk carries, at most: one for each pod with security groups of its own. 0 where the type can
   * have no trunk. Absent where no source says: the VPC CNI then keeps an interface for a trunk all the same.
   */
  readonly branchInterfaces?: number;
  /** Absent where no source says. */
  readonly vcpus?: number;
}

/** Stands for a type that came after the table: no Nitro type in the table takes more addresses with prefix delegation. */
export const UNKNOWN_INSTANCE_TYPE: InstanceType = {
  name: "unknown",
  networkInterfaces: 4,
  ipv4PerInterface: 15,
  isNitro: true,
};

let types: ReadonlyMap<string, InstanceType> | undefined;

/** Every instance type that the table knows. */
export function instanceTypes(): readonly InstanceType[] {
  return [...table().values()];
}

/** An instance type by its name; undefined for one that came after the table's date. */
export function findInstanceType(name: string): InstanceType | undefined {
  return table().get(name);
}

/** Read on first use: most runs ask for no instance type. */
function table(): ReadonlyMap<string, InstanceType> {
  types ??= new Map(INSTANCE_TYPE_TABLE.trim().split("\n").map(parseLine));
  return types;
}

/** The processor architecture of an instance type: Graviton has a `g` behind the generation; `a1` is its first. */
export function architectureOf(name: string): "arm64" | "x86_64" {
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(name) ? "arm64" : "x86_64";
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
