import type { TableRefresh } from "./table-refresh.ts";

/**
 * From pkg/vpc/vpc_ip_resource_limit.go of github.com/aws/amazon-vpc-cni-k8s, which is generated from EC2's own answers, and
 * moto/ec2/resources/instance_types.json of github.com/getmoto/moto, the same answers with vCPUs.
 */
export const instanceTypes: TableRefresh = {
  file: "instance-type-table.ts",
  constant: "INSTANCE_TYPE",
  title: "instance types",
  lineFormat:
    "A line a type: `name interfaces addresses nitro [vcpus]`; interfaces of the default network card, which is the one the CNI uses.",
  goodForMonths: 6,
  lines([limits = "", vcpuSource = "{}"]) {
    const vcpus = JSON.parse(vcpuSource) as Record<string, { VCpuInfo?: { DefaultVCpus?: number } }>;
    const types = limits.matchAll(/^\t"([a-z0-9.-]+)":\s*\{\n(.*?)^\t\},$/gms);
    return [...types]
      .map(([, name = "", block = ""]) =>
        [name, ...limitsOf(name, block), vcpus[name]?.VCpuInfo?.DefaultVCpus ?? ""].join(" ").trimEnd(),
      )
      .sort(byName);
  },
};

function limitsOf(name: string, block: string): readonly number[] {
  const field = (pattern: RegExp): string => {
    const [, value] = pattern.exec(block) ?? [];
    if (value === undefined) throw new Error(`${name} has no ${pattern.source}`);
    return value;
  };
  const card = field(/DefaultNetworkCardIndex:\s*(\d+)/);
  const cards = [...block.matchAll(/MaximumNetworkInterfaces:\s*(\d+),\s*NetworkCardIndex:\s*(\d+)/g)];
  const interfaces = cards.find(([, , index]) => index === card)?.[1];
  if (interfaces === undefined) throw new Error(`${name} has no network card ${card}`);
  const isNitro = field(/HypervisorType:\s*"(\w*)"/) === "nitro" || field(/IsBareMetal:\s*(\w+)/) === "true";
  return [Number(interfaces), Number(field(/IPv4Limit:\s*(\d+)/)), isNitro ? 1 : 0];
}

function byName(a: string, b: string): number {
  const [first = "", second = ""] = [a, b].map((line) => line.split(" ")[0]);
  return first < second ? -1 : 1;
}
