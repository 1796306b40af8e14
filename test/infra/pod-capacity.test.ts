import assert from "node:assert/strict";

import { RunError } from "@pulumi/pulumi";
import {
  addressCount,
  instanceTypes,
  mostAddressesOfNode,
  planNodePools,
  type NodeAddresses,
  type WarmTargets,
} from "productionproof-eks-policies/facts";

import { planNetwork } from "../../infra/plan.ts";
import { nodePoolSettings } from "../../infra/settings/node-pool-settings.ts";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import type { Settings } from "../../infra/settings/settings.ts";

const FILE = "stacks/Pulumi.test.yaml";

type Values = Readonly<Record<string, unknown>>;

const POOL = { instanceTypes: ["m7i.xlarge"], minSize: 1, maxSize: 3 };

/** The settings of a stack with one pool, with those of the test. */
function settings(pool: Values, network: Values = {}, others: Values = {}): Settings {
  const values = {
    cluster: { name: "platform", version: "1.36" },
    network,
    nodePools: { jobs: { ...POOL, ...pool } },
    ...others,
  };
  const entries = Object.entries(values).map(([key, value]) => [
    `productionproof-eks:${key}`,
    JSON.stringify(value),
  ]);
  return parseSettings(
    { "aws:region": "eu-west-1", ...(Object.fromEntries(entries) as Record<string, string>) },
    FILE,
  );
}

interface Plan {
  readonly targets: WarmTargets;
  readonly addressesPerZone: NodeAddresses;
  readonly pools: Readonly<
    Record<
      string,
      { readonly maxPods: number; readonly setsMaxPods: boolean; readonly addressesPerNode: number }
    >
  >;
}

/** The plan of pods and addresses in three zones with subnets of this size, with 20% kept free. */
function plan(
  pools: Readonly<Record<string, Values>>,
  { nodes = 19, prefixDelegation = true, customNetworking = false, ipv6 = false, zoneCount = 3 } = {},
): Plan {
  const nodePools = Object.fromEntries(
    Object.entries(pools).map(([name, pool]) => [name, nodePoolSettings.parse({ ...POOL, ...pool })]),
  );
  const {
    settings: made,
    nodeGroups,
    addressesPerZone,
  } = planNodePools({
    nodePools,
    cni: { prefixDelegation, customNetworking, ipv6 },
    zoneCount,
    subnets: { nodes, ...(customNetworking ? { pods: 18 } : {}) },
    headroomPercent: 20,
  });
  const planned = nodeGroups.map(({ name, maxPods, setsMaxPods, pool }) => {
    const { nodeSubnet, podSubnet } = mostAddressesOfNode(pool);
    const addressesPerNode = addressCount(nodeSubnet) + addressCount(podSubnet);
    return [name, { maxPods, setsMaxPods: setsMaxPods, addressesPerNode }] as const;
  });
  return { targets: made.targets, addressesPerZone, pools: Object.fromEntries(planned) };
}

const COOLING = { coolingAddressesPerNode: 16 };

describe("the pods of a node", () => {
  it("are left to EKS if no address must stay free, with a prefix kept warm", () => {
    const { targets, pools } = plan({ general: {} });
    assert.deepEqual(targets, { warmPrefixTarget: 1 });
    assert.deepEqual(pools, { general: { maxPods: 110, setsMaxPods: false, addressesPerNode: 113 } });
  });

  it("stay the same with addresses kept free, if subnets have room for more addresses than pods", () => {
    const { targets, pools } = plan({ jobs: COOLING, general: {} });
    assert.deepEqual(targets, { minimumIpTarget: 128, warmIpTarget: 5 });
    assert.deepEqual(pools["jobs"], { maxPods: 110, setsMaxPods: false, addressesPerNode: 129 });
    assert.deepEqual(pools["general"], { maxPods: 110, setsMaxPods: false, addressesPerNode: 129 });
  });

  it("are fewer if subnets have no room for that", () => {
    // In a /21 with 2043 addresses, 80% of them: 14 nodes of 113 addresses, or 12 of 129.
    const pool = { ...COOLING, maxSize: 20 };
    const { targets, pools } = plan({ jobs: pool }, { nodes: 21 });
    assert.deepEqual(targets, { warmPrefixTarget: 1 });
    assert.deepEqual(pools["jobs"], { maxPods: 98, setsMaxPods: true, addressesPerNode: 113 });
    const fewer = plan({ jobs: { ...pool, maxSize: 16 } }, { nodes: 21 });
    assert.deepEqual(fewer.targets, { minimumIpTarget: 128, warmIpTarget: 5 });
  });

  it("are fewer on nodes whose interfaces have no room for that, and the same on others", () => {
    const small = { ...COOLING, instanceTypes: ["m7g.medium"] };
    const { targets, pools } = plan({ jobs: COOLING, small });
    assert.deepEqual(targets, { minimumIpTarget: 128, warmIpTarget: 5 });
    assert.deepEqual(pools["jobs"]?.setsMaxPods, false);
    assert.deepEqual(pools["small"], { maxPods: 82, setsMaxPods: true, addressesPerNode: 98 });
  });

  it("are limited by the smallest instance type of a pool", () => {
    const { pools } = plan({ jobs: { ...COOLING, instanceTypes: ["m7i.xlarge", "t3.nano"] } });
    assert.deepEqual(pools["jobs"]?.maxPods, 18);
  });

  it("leave room for the maximum of the setting on every instance type with prefix delegation", () => {
    for (const { name } of instanceTypes().filter(({ isNitro }) => isNitro)) {
      const driver = name.startsWith("g7.") ? { amiType: "AL2023_x86_64_NVIDIA" } : {};
      const { pools } = plan({ jobs: { ...COOLING, ...driver, instanceTypes: [name] } });
      assert.ok((pools["jobs"]?.maxPods ?? 0) >= 18, name);
    }
  });

  it("are estimated high for an unknown instance type", () => {
    assert.equal(plan({ a: { instanceTypes: ["m99.large"] } }).pools["a"]?.addressesPerNode, 258);
  });

  it("take addresses one by one if the stack says so, with all interfaces warm if addresses must cool", () => {
    const single = { prefixDelegation: false };
    assert.deepEqual(plan({ general: {} }, single).targets, { warmEniTarget: 1 });
    const { targets, pools } = plan({ jobs: { ...COOLING, coolingAddressesPerNode: 10 } }, single);
    assert.deepEqual(targets, { warmEniTarget: 4 });
    assert.deepEqual(pools["jobs"]?.maxPods, 48);
  });

  it("take only the node's address from its subnet with IPv6, even with cooling addresses", () => {
    const { targets, pools, addressesPerZone } = plan(
      { jobs: COOLING, large: { instanceTypes: ["m7i.16xlarge"] } },
      { ipv6: true },
    );
    assert.deepEqual(targets, {});
    assert.deepEqual(pools, {
      jobs: { maxPods: 110, setsMaxPods: false, addressesPerNode: 1 },
      large: { maxPods: 250, setsMaxPods: false, addressesPerNode: 1 },
    });
    // Three nodes of each pool and six during an update, in two zones of three.
    assert.deepEqual(addressesPerZone.nodeSubnet, { single: 10, prefixes: 0 });
  });

  it("take only the node's address from its subnet with custom networking", () => {
    const { addressesPerZone } = plan({ general: {} }, { customNetworking: true });
    // Three nodes and six during an update, in two zones of three.
    assert.deepEqual(addressesPerZone.nodeSubnet, { single: 5, prefixes: 0 });
    assert.deepEqual(addressesPerZone.podSubnet, { single: 5, prefixes: 5 * 7 });
  });
});

describe("the addresses of a zone", () => {
  const ofZone = (pools: Readonly<Record<string, Values>>): number =>
    addressCount(plan(pools).addressesPerZone.nodeSubnet);

  it("are enough while another zone is lost and an update runs", () => {
    assert.equal(ofZone({ a: { maxSize: 30 } }), 20 * 113);
    assert.equal(ofZone({ a: { maxSize: 3 }, b: { maxSize: 4 } }), (5 + 5) * 113);
  });

  it("count only a pool's nodes in that zone if it has a node group in each", () => {
    assert.equal(ofZone({ a: { maxSize: 30, perZone: true } }), (30 + 10) * 113);
  });
});

describe("a cluster of 500 nodes", () => {
  const pools = Object.fromEntries(
    ["a", "b"].map((pool) => [pool, { instanceTypes: ["m7i.2xlarge"], minSize: 3, maxSize: 250 }]),
  );

  it("fits on IPv4 with a block of 100.64.0.0/10 for each zone", () => {
    const podCidrs = ["100.64.0.0/16", "100.65.0.0/16", "100.66.0.0/16"];
    const { blocks } = planNetwork(settings({}, { podCidrs }, { nodePools: pools }), 3, FILE);
    assert.deepEqual(
      blocks.map(({ pods }) => pods),
      podCidrs,
    );
  });

  it("is told so if it has none", () => {
    const plan = (network: Values) => () => planNetwork(settings({}, network, { nodePools: pools }), 3, FILE);
    assert.throws(
      plan({ podCidr: "100.64.0.0/16" }),
      /network\.podCidr is 100\.64\.0\.0\/16; expected podCidrs with a \/16 for each zone: /,
    );
    assert.throws(
      plan({}),
      /network\.nodeSubnetPrefixLength is 19; .*lower the maxSize of the node pools, or set podCidrs/,
    );
  });
});

describe("an impossible plan", () => {
  const refused = (given: Settings, problem: string): void => {
    assert.throws(() => planNetwork(given, 3, FILE), new RunError(`${FILE}: productionproof-eks:${problem}`));
  };

  it("because of node subnets is rejected in terms of the stack's file", () => {
    refused(
      settings({ maxSize: 30 }, { nodeSubnetPrefixLength: 22 }),
      "network.nodeSubnetPrefixLength is 22; expected 20 or less: 2260 addresses for nodes and pods in a zone, 20% kept free; a /22 has 1019",
    );
  });

  it("because of pod subnets is rejected too", () => {
    refused(
      settings({ maxSize: 30 }, { podCidr: "100.64.0.0/20" }),
      "network.podCidr is 100.64.0.0/20; expected /18 or larger: 2260 addresses for pods in a zone, 20% kept free; a /22 has 1019",
    );
    assert.ok(planNetwork(settings({ maxSize: 30 }, { podCidr: "100.64.0.0/18" }), 3, FILE));
  });

  it("because of existing subnets for pods is rejected by the same arithmetic", () => {
    const zone = (index: number, pods: string) => {
      const subnet = (number: number, cidr: string) => ({
        subnetId: `subnet-0000000${number}${index}`,
        cidr,
      });
      const nodes = subnet(0, `10.0.${index}.0/24`);
      return { zoneId: `euw1-az${index}`, nodes, controlPlane: nodes, pods: subnet(1, pods) };
    };
    const existing = (...zones: readonly object[]) =>
      settings({ maxSize: 30 }, {}, { existingNetwork: { vpcId: "vpc-00000001", zones } });
    const [first, second] = [zone(1, "100.64.0.0/18"), zone(2, "100.64.64.0/18")];
    refused(
      existing(first, second, zone(3, "100.64.128.0/22")),
      "existingNetwork.zones[2].pods.cidr is 100.64.128.0/22; expected /20 or larger: 2260 addresses for pods in a zone, 20% kept free; a /22 has 1019",
    );
    const fitting = planNetwork(existing(first, second, zone(3, "100.64.128.0/18")), 3, FILE);
    assert.equal(fitting.addressPool.cni.customNetworking, true);
  });

  it("because of existing subnets is rejected by the same arithmetic", () => {
    const zone = (index: number, prefixLength: number) => {
      const subnet = { subnetId: `subnet-0000000${index}`, cidr: `10.${index}.0.0/${prefixLength}` };
      return { zoneId: `euw1-az${index}`, nodes: subnet, controlPlane: subnet };
    };
    const existing = (...zones: readonly object[]) =>
      settings({ maxSize: 30 }, {}, { existingNetwork: { vpcId: "vpc-00000001", zones } });
    refused(
      existing(zone(1, 20), zone(2, 20), zone(3, 22)),
      "existingNetwork.zones[2].nodes.cidr is 10.3.0.0/22; expected /20 or larger: 2260 addresses for nodes and pods in a zone, 20% kept free; a /22 has 1019",
    );
    assert.deepEqual(planNetwork(existing(zone(1, 20), zone(2, 20), zone(3, 20)), 3, FILE).blocks, []);
  });

  it("because of the interfaces of its nodes is rejected", () => {
    refused(
      settings({ ...COOLING, instanceTypes: ["t3.nano"] }, { podAddressing: "secondary-ip" }),
      "nodePools.jobs.coolingAddressesPerNode is 16; expected less, or larger instance types: a node of t3.nano has no addresses left for pods",
    );
  });
});

describe("node groups", () => {
  const pools = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [
      `pool${index}`,
      { instanceTypes: ["m7i.large"], minSize: 1, maxSize: 1, perZone: true },
    ]),
  );
  const planned = (zoneCount: number, cluster: Values = {}) =>
    planNetwork(
      settings({}, {}, { nodePools: pools, cluster: { name: "platform", version: "1.36", ...cluster } }),
      zoneCount,
      FILE,
    );

  it("are rejected beyond the account's quota, of which each zone counts", () => {
    assert.throws(() => planned(3), {
      message: `${FILE}: productionproof-eks:cluster.nodeGroupQuota is 30; expected 33 or more, once AWS has raised the quota, or fewer pools: they are 33 node groups`,
    });
    assert.ok(planned(2));
    assert.ok(planned(3, { nodeGroupQuota: 33 }));
  });
});
