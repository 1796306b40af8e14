import type { TableRefresh } from "./table-refresh.ts";

/**
 * The inputs are pkg/vpc/vpc_ip_resource_limit.go of github.com/aws/amazon-vpc-cni-k8s, which is generated from responses of
 * the EC2 API; moto/ec2/resources/instance_types.json.gz of github.com/getmoto/moto, unpacked, the same responses with vCPUs;
 * and pkg/aws/vpc/limits.go of github.com/aws/amazon-vpc-resource-controller-k8s in the version in the CNI's go.mod,
 * which is the only public source on trunks and their branches. Newer files of moto lack the types that EC2 no longer lists:
 * merge them over an older one, `jq -s '.[0] * .[1]' older newer`.
 */
export const instanceTypes: TableRefresh = {
  file: "instance-type-table.ts",
  constant: "INSTANCE_TYPE",
  title: "instance types",
  lineFormat:
    "One line per type: `name interfaces addresses nitro branches [vcpus]`; interfaces are those of the default network card, which is the one that the CNI uses; branches is - if the source doesn't list the type.",
  goodForMonths: 6,
  lines([limits = "", vcpuSource = "{}", trunkSource = ""]) {
    const types = typesIn(limits);
    const trunks = typesIn(trunkSource);
    const vcpus = JSON.parse(vcpuSource) as Record<string, { VCpuInfo?: { DefaultVCpus?: number } }>;
    if (types.size > 0 && trunks.size === 0) throw new Error("no instance type found in the trunk source");
    return [...types]
      .map(([name, block]) => {
        const trunk = trunks.get(name);
        const branches = trunk === undefined ? "-" : branchesOf(name, trunk);
        const ofVcpus = vcpus[name]?.VCpuInfo?.DefaultVCpus ?? "";
        return [name, ...limitsOf(name, block), branches, ofVcpus].join(" ").trimEnd();
      })
      .sort(byName);
  },
};

/** The types in a table in Go source code, each with the text of its entry. */
function typesIn(table: string): ReadonlyMap<string, string> {
  const types = table.matchAll(/^\t"([a-z0-9.-]+)":\s*\{\n(.*?)^\t\},$/gms);
  return new Map([...types].map(([, name = "", block = ""]) => [name, block]));
}

function limitsOf(name: string, block: string): readonly number[] {
  const card = field(name, block, /DefaultNetworkCardIndex:\s*(\d+)/);
  const cards = [...block.matchAll(/MaximumNetworkInterfaces:\s*(\d+),\s*NetworkCardIndex:\s*(\d+)/g)];
  const interfaces = cards.find(([, , index]) => index === card)?.[1];
  if (interfaces === undefined) throw new Error(`${name} has no network card ${card}`);
  const isNitro =
    field(name, block, /HypervisorType:\s*"(\w*)"/) === "nitro" ||
    field(name, block, /IsBareMetal:\s*(\w+)/) === "true";
  return [Number(interfaces), Number(field(name, block, /IPv4Limit:\s*(\d+)/)), isNitro ? 1 : 0];
}

function branchesOf(name: string, block: string): number {
  const branches = Number(field(name, block, /BranchInterface:\s*(\d+)/));
  return field(name, block, /IsTrunkingCompatible:\s*(\w+)/) === "true" ? branches : 0;
}

function field(name: string, block: string, pattern: RegExp): string {
  const [, value] = pattern.exec(block) ?? [];
  if (value === undefined) throw new Error(`${name} has no ${pattern.source}`);
  return value;
}

function byName(a: string, b: string): number {
  const [first = "", second = ""] = [a, b].map((line) => line.split(" ")[0]);
  return first < second ? -1 : 1;
}
