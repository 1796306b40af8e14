import assert from "node:assert/strict";

import fc from "fast-check";
import {
  clusterCapacity,
  cooldownAdvice,
  findInstanceType,
  managedUpdateNodes,
  subnetAdvice,
  type AddressPool,
  type ClusterPlan,
  type NodeGroupPlan,
  type WarmTargets,
} from "productionproof-eks-policies/facts";

const SECONDARY = { prefixDelegation: false, customNetworking: false };
const PREFIX = { prefixDelegation: true, customNetworking: false };

function pool(maxPods: number, cni = SECONDARY, targets: WarmTargets = {}): AddressPool {
  const instanceType = findInstanceType("m5.xlarge") ?? assert.fail();
  return { instanceType, cni, targets, maxPods };
}

function plan(prefixLength: number, nodeGroup: Partial<NodeGroupPlan> = {}, zoneCount = 3): ClusterPlan {
  return {
    zones: Array.from({ length: zoneCount }, (_, zone) => ({
      name: `zone ${zone + 1}`,
      nodeSubnetPrefixLength: prefixLength,
    })),
    nodeGroups: [{ name: "nodes", pool: pool(58), maxNodes: 15, ...nodeGroup }],
    headroomPercent: 20,
  };
}

describe("the article's cluster: 15 × m5.xlarge in three /24 subnets", () => {
  const capacity = clusterCapacity({ ...plan(24), coolingAddresses: 20 });

  it("takes the number of addresses that was calculated by hand", () => {
    // A full node: 58 pods, less 2 in the host network, need 4 interfaces with 14 addresses, plus their primary addresses.
    const node = 4 * 14 + 4;
    assert.deepEqual(capacity.zones[0], {
      name: "zone 1",
      nodes: 15 / 3,
      subnets: [
        {
          use: "nodes and pods",
          prefixLength: 24,
          total: 256,
          reserved: 5,
          heldAtMaximum: 5 * node,
          // An update adds two nodes for each zone.
          heldInUpdate: (5 + 2) * node,
          // 15 nodes and 6 from the update, in two zones: 10.5.
          heldWithZoneLost: 11 * node,
          fits: false,
        },
      ],
      // 16 network interfaces with 14 pods each take 240 addresses; the last 11 are too few for another interface.
      podsPossible: 16 * 14,
      podsAsked: 5 * 56,
    });
    assert.deepEqual(
      [capacity.zones.length, capacity.podsPossible, capacity.podsAsked],
      [3, 3 * 224, 15 * 56],
    );
    // 8 nodes in each of two zones, with two interfaces each.
    assert.equal(capacity.podsPossibleWithZoneLost, 2 * 8 * 28);
  });

  it("fits a /22 in each zone, which has 1019 addresses: 660 are 80% of 825", () => {
    assert.deepEqual(capacity.fitting, { nodeSubnet: 22 });
    assert.equal(
      subnetAdvice(capacity),
      "fits at most 672 pods; your node groups can run 840; a /22 in each zone fits",
    );
    assert.equal(
      subnetAdvice(clusterCapacity(plan(22))),
      "fits all 840 pods that your node groups can run, and an update while a zone is lost with 20% to spare",
    );
  });

  it("has no room for 20 pods of CronJobs that end every minute", () => {
    // Twice a node's share of 20 addresses.
    assert.equal(capacity.nodeGroups[0]?.coolingAddresses, 3);
    assert.equal(capacity.nodeGroups[0].cooldownHeadroom, 0);
    assert.equal(capacity.coolingFits, false);
    assert.equal(
      cooldownAdvice(pool(58), 3),
      "maxPods 58 leaves room for 0 cooling addresses; maxPods 55 leaves room for 3; IP targets can't give more at maxPods 58",
    );
    assert.equal(
      clusterCapacity({ ...plan(22, { pool: pool(55) }), coolingAddresses: 20 }).coolingFits,
      true,
    );
  });
});

describe("the capacity of a cluster", () => {
  it("counts whole prefixes: a /24 has 14 complete blocks of 16", () => {
    // Two prefixes on each of 5 nodes, and a third on 4 of them.
    const { zones } = clusterCapacity(plan(24, { pool: pool(97, PREFIX) }));
    assert.equal(zones[0]?.podsPossible, 14 * 16);
    assert.equal(zones[0].subnets[0]?.heldAtMaximum, 5 * 113);
  });

  it("has two subnets per zone with custom networking", () => {
    const custom = { prefixDelegation: false, customNetworking: true };
    const zones = [
      { name: "a", nodeSubnetPrefixLength: 27, podSubnetPrefixLength: 22, otherAddresses: 16 },
      { name: "b", nodeSubnetPrefixLength: 27, podSubnetPrefixLength: 22, otherAddresses: 16 },
    ];
    const nodeGroups = [{ name: "nodes", pool: pool(44, custom), maxNodes: 6 }];
    const capacity = clusterCapacity({ zones, nodeGroups, headroomPercent: 0 });
    assert.deepEqual(capacity.zones[0]?.subnets, [
      {
        use: "nodes",
        prefixLength: 27,
        total: 32,
        reserved: 5 + 16,
        heldAtMaximum: 3,
        heldInUpdate: 5,
        heldWithZoneLost: 10,
        fits: true,
      },
      {
        use: "pods",
        prefixLength: 22,
        total: 1024,
        reserved: 5,
        heldAtMaximum: 3 * 45,
        heldInUpdate: 5 * 45,
        heldWithZoneLost: 10 * 45,
        fits: true,
      },
    ]);
    assert.deepEqual(capacity.fitting, { nodeSubnet: 27, podSubnet: 23 });
    const small = clusterCapacity({
      zones: zones.map((zone) => ({ ...zone, podSubnetPrefixLength: 26 })),
      nodeGroups,
      headroomPercent: 0,
    });
    // 53 pods on three nodes, 18 at most, need two interfaces on each: 53 + 6 = 64 - 5.
    assert.equal(
      subnetAdvice(small),
      "fits at most 84 pods; your node groups can run 252; a /27 for nodes and a /23 for pods in each zone fit",
    );
    assert.throws(() => clusterCapacity({ ...plan(22), nodeGroups }), RangeError);
  });

  it("with a single zone can't lose another zone", () => {
    const capacity = clusterCapacity(plan(22, { maxNodes: 5 }, 1));
    assert.equal(capacity.zones[0]?.subnets[0]?.heldWithZoneLost, undefined);
    assert.equal(capacity.podsPossibleWithZoneLost, undefined);
    assert.equal(capacity.zones[0]?.subnets[0]?.heldInUpdate, 7 * 60);
    assert.equal(
      subnetAdvice(capacity),
      "fits all 280 pods that your node groups can run, and an update with 20% to spare",
    );
  });

  it("can be enough for the pods but not for an update", () => {
    assert.equal(
      subnetAdvice(clusterCapacity(plan(23))),
      "fits all 840 pods that your node groups can run, but not an update while a zone is lost with 20% to spare; a /22 in each zone fits",
    );
  });

  it("is limited by the addresses of the nodes, whatever their maxPods", () => {
    const capacity = clusterCapacity(plan(21, { pool: pool(110) }));
    assert.equal(capacity.zones[0]?.podsPossible, 5 * 56);
    assert.equal(
      subnetAdvice(capacity),
      "fits at most 840 pods; your node groups can run 1620, more than their network interfaces have addresses for: lower maxPods",
    );
  });

  it("says so even if subnets are too small as well, because larger subnets alone would not help", () => {
    assert.equal(
      subnetAdvice(clusterCapacity(plan(24, { pool: pool(110) }))),
      "fits at most 672 pods; your node groups can run 1620; a /22 in each zone fits; 1620 are more than their network interfaces have addresses for: lower maxPods",
    );
  });

  it("is limited by a MINIMUM_IP_TARGET without WARM_IP_TARGET, in subnets of any size", () => {
    const frozen = { ...pool(58), targets: { minimumIpTarget: 30 } };
    assert.equal(
      subnetAdvice(clusterCapacity(plan(20, { pool: frozen }))),
      "fits at most 450 pods; your node groups can run 840, more than MINIMUM_IP_TARGET gives nodes without WARM_IP_TARGET: set both",
    );
  });

  it("may require more than any subnet has", () => {
    assert.equal(
      subnetAdvice(clusterCapacity(plan(24, { maxNodes: 5000 }))),
      "fits at most 0 pods; your node groups can run 280000; no subnet is large enough: use fewer nodes or more zones",
    );
  });

  it("counts an update that may make more than two nodes per zone unavailable", () => {
    assert.deepEqual([managedUpdateNodes(3), managedUpdateNodes(3, 7), managedUpdateNodes(1)], [6, 7, 2]);
    const heldInUpdate = (updateNodes: number) =>
      clusterCapacity(plan(22, { updateNodes })).zones[0]?.subnets[0]?.heldInUpdate;
    assert.deepEqual([heldInUpdate(9), heldInUpdate(0)], [8 * 60, 5 * 60]);
  });

  it("requires of each node the addresses that its group or all CronJobs need, whichever is more", () => {
    const needed = (coolingAddresses: number, coolingAddressesPerNode: number, minNodes: number) =>
      clusterCapacity({ ...plan(22, { coolingAddressesPerNode, minNodes }), coolingAddresses }).nodeGroups[0]
        ?.coolingAddresses;
    assert.deepEqual(
      [needed(20, 0, 15), needed(20, 0, 2), needed(20, 16, 15), needed(0, 0, 0)],
      [3, 20, 16, 0],
    );
  });

  const plans = fc
    .record({
      prefixLength: fc.integer({ min: 17, max: 28 }),
      zoneCount: fc.integer({ min: 1, max: 6 }),
      groups: fc.array(
        fc.record({
          maxNodes: fc.integer({ min: 1, max: 60 }),
          maxPods: fc.integer({ min: 3, max: 58 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      prefixDelegation: fc.boolean(),
      otherAddresses: fc.nat(24),
      headroomPercent: fc.integer({ min: 0, max: 50 }),
    })
    .map(({ prefixLength, zoneCount, groups, prefixDelegation, otherAddresses, headroomPercent }) => ({
      ...plan(prefixLength, {}, zoneCount),
      zones: plan(prefixLength, {}, zoneCount).zones.map((zone) => ({ ...zone, otherAddresses })),
      nodeGroups: groups.map(({ maxNodes, maxPods }, index) => ({
        name: String(index),
        pool: pool(maxPods, { prefixDelegation, customNetworking: false }),
        maxNodes,
      })),
      headroomPercent,
    }));

  it("is sufficient in the proposed subnets, but not in smaller ones", () => {
    fc.assert(
      fc.property(plans, (any) => {
        const { fitting } = clusterCapacity(any);
        const fits = (prefixLength: number): boolean => {
          const zones = any.zones.map((zone) => ({ ...zone, nodeSubnetPrefixLength: prefixLength }));
          return clusterCapacity({ ...any, zones }).addressesFit;
        };
        if (fitting === undefined) assert.ok(!fits(16));
        else
          assert.ok(fits(fitting.nodeSubnet) && (fitting.nodeSubnet === 28 || !fits(fitting.nodeSubnet + 1)));
      }),
    );
  });

  it("gives pods what the subnets have: all pods get one if the addresses fit, and more pods do in larger subnets", () => {
    fc.assert(
      fc.property(plans, (any) => {
        const { zones, podsPossible, podsAsked, podsPossibleWithZoneLost, addressesFit } =
          clusterCapacity(any);
        assert.ok(podsPossible <= podsAsked);
        if (addressesFit) assert.equal(podsPossible, podsAsked);
        if (addressesFit && zones.length > 1) assert.equal(podsPossibleWithZoneLost, podsAsked);
        for (const zone of zones) {
          const [subnet] = zone.subnets;
          assert.ok(zone.podsPossible <= Math.max(0, (subnet?.total ?? 0) - (subnet?.reserved ?? 0)));
        }
        const larger = any.zones.map((zone) => ({
          ...zone,
          nodeSubnetPrefixLength: zone.nodeSubnetPrefixLength - 1,
        }));
        assert.ok(clusterCapacity({ ...any, zones: larger }).podsPossible >= podsPossible);
      }),
    );
  });
});

describe("advice on room for cooling addresses", () => {
  it("names maxPods and IP targets that leave enough", () => {
    assert.equal(
      cooldownAdvice(pool(97, PREFIX), 40),
      "maxPods 97 leaves room for 16 cooling addresses; no lower maxPods leaves 40; MINIMUM_IP_TARGET 144 with WARM_IP_TARGET 5 gives 49",
    );
    assert.equal(
      cooldownAdvice(pool(110, PREFIX), 16),
      "maxPods 110 leaves room for 4 cooling addresses; maxPods 98 leaves room for 16; MINIMUM_IP_TARGET 128 with WARM_IP_TARGET 5 gives 20",
    );
  });

  it("names other ways if neither can", () => {
    assert.equal(
      cooldownAdvice(pool(58), 15),
      "maxPods 58 leaves room for 0 cooling addresses; no lower maxPods and no IP targets leave 15: enable prefix delegation, keep more nodes running, or spread the schedules",
    );
    assert.match(
      cooldownAdvice(pool(110, PREFIX), 900),
      /leave 900: keep more nodes running, or spread the schedules$/,
    );
  });

  it("is short if there is enough", () => {
    assert.equal(cooldownAdvice(pool(97, PREFIX), 16), "maxPods 97 leaves room for 16 cooling addresses");
    assert.equal(
      cooldownAdvice(pool(43, SECONDARY, { warmEniTarget: 0 }), 1),
      "maxPods 43 leaves room for 1 cooling address",
    );
  });
});

describe("a node group in each zone", () => {
  const perZone = clusterCapacity(plan(22, { maxNodes: 5, minNodes: 2, perZone: true }));

  it("has its nodes in every zone, an update of one zone, and no nodes from a zone that is lost", () => {
    const node = 4 * 14 + 4;
    const [zone] = perZone.zones;
    assert.equal(zone?.nodes, 5);
    assert.partialDeepStrictEqual(zone.subnets[0], {
      heldAtMaximum: 5 * node,
      heldInUpdate: (5 + 2) * node,
      heldWithZoneLost: (5 + 2) * node,
    });
    assert.equal(perZone.nodeGroups[0]?.maxNodes, 15);
    assert.equal(perZone.podsAsked, 15 * 56);
  });

  it("shares cooling addresses among the nodes of all zones", () => {
    const spread = clusterCapacity({ ...plan(22, { maxNodes: 15, minNodes: 6 }), coolingAddresses: 30 });
    const own = clusterCapacity({
      ...plan(22, { maxNodes: 5, minNodes: 2, perZone: true }),
      coolingAddresses: 30,
    });
    assert.equal(own.nodeGroups[0]?.coolingAddresses, spread.nodeGroups[0]?.coolingAddresses);
  });
});

describe("node groups that are not in all zones", () => {
  const [first, second, third] = ["zone 1", "zone 2", "zone 3"] as const;

  const groups = (maxNodes: number, zone: string) => plan(22, { maxNodes, zones: [zone] }).nodeGroups;

  it("have the same capacity as one group in each zone if that is what they are", () => {
    const nodeGroups = [first, second, third].flatMap((zone) => groups(5, zone));
    const apart = clusterCapacity({ ...plan(22), nodeGroups });
    const together = clusterCapacity(plan(22, { maxNodes: 5, perZone: true }));
    assert.deepEqual({ ...apart, nodeGroups: [] }, { ...together, nodeGroups: [] });
  });

  it("take nothing from other zones, and are replaced in the remaining zones of their own", () => {
    const node = 4 * 14 + 4;
    const { zones, fitting, podsPossibleWithZoneLost } = clusterCapacity(
      plan(22, { maxNodes: 6, zones: [first, second] }),
    );
    assert.deepEqual(
      zones.map(({ nodes }) => nodes),
      [3, 3, 0],
    );
    // An update of two zones adds four nodes; without the other zone, all ten are here.
    const held = zones.map(({ subnets }) => subnets[0]?.heldWithZoneLost);
    assert.deepEqual(held, [10 * node, 10 * node, 0]);
    assert.deepEqual(fitting, { nodeSubnet: 22 });
    assert.equal(podsPossibleWithZoneLost, 6 * 56);
  });

  it("are lost with their only zone", () => {
    const nodeGroups = [...groups(6, first), ...groups(2, second)];
    const { podsAsked, podsPossibleWithZoneLost } = clusterCapacity({ ...plan(22), nodeGroups });
    assert.deepEqual([podsAsked, podsPossibleWithZoneLost], [8 * 56, 2 * 56]);
  });
});
