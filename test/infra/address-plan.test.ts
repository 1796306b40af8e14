import assert from "node:assert/strict";

import fc from "fast-check";
import { addressCount, blockSize, parseIpv4Block, usableAddresses } from "productionproof-eks-policies/facts";

import {
  AddressPlanError,
  planAddresses,
  planPodAddresses,
  upperHalf,
  type AddressPlanArgs,
} from "../../infra/network/address-plan.ts";

function single(addresses: number) {
  return { single: addresses, prefixes: 0 };
}

const intent: AddressPlanArgs = {
  vpcCidr: "10.0.0.0/16",
  zoneCount: 3,
  addressPlan: "four-zones",
  nodeSubnetPrefixLength: 19,
  addressesPerZone: single(1000),
  headroomPercent: 20,
};

/** First and last address of a block. */
function range(cidr: string): { first: number; last: number } {
  const { first, prefixLength } = parseIpv4Block(cidr) ?? assert.fail(`${cidr} is not an aligned block`);
  return { first, last: first + blockSize(prefixLength) - 1 };
}

describe("the address plan", () => {
  it("gives each zone a subnet for nodes and pods, and small ones at the end of the VPC", () => {
    assert.deepEqual(planAddresses(intent), [
      { nodes: "10.0.0.0/19", public: "10.0.224.0/24", controlPlane: "10.0.227.0/27" },
      { nodes: "10.0.32.0/19", public: "10.0.225.0/24", controlPlane: "10.0.227.32/27" },
      { nodes: "10.0.64.0/19", public: "10.0.226.0/24", controlPlane: "10.0.227.64/27" },
    ]);
  });

  it("moves no subnet when a third or a fourth zone is added", () => {
    for (const nodeSubnetPrefixLength of [19, 21]) {
      const zones = (zoneCount: number) => planAddresses({ ...intent, nodeSubnetPrefixLength, zoneCount });
      assert.deepEqual(zones(3).slice(0, 2), zones(2));
      assert.deepEqual(zones(4).slice(0, 3), zones(3));
    }
    assert.deepEqual(planAddresses({ ...intent, zoneCount: 4 })[3], {
      nodes: "10.0.96.0/19",
      public: "10.0.228.0/24",
      controlPlane: "10.0.227.96/27",
    });
  });

  it("says so if the last block has no place for the fourth zone", () => {
    const small = { ...intent, nodeSubnetPrefixLength: 22, headroomPercent: 0 };
    assert.ok(planAddresses({ ...small, zoneCount: 3 }));
    assert.throws(() => planAddresses({ ...small, zoneCount: 4 }), {
      setting: "nodeSubnetPrefixLength",
      value: "22",
      message: "expected 21 or less for 4 zones, whose other subnets share a block of that size",
    });
  });

  it("keeps the places of stacks that were planned for two zones, which have none for a third", () => {
    const two = { ...intent, addressPlan: "two-zones" as const };
    assert.deepEqual(
      planAddresses({ ...two, zoneCount: 2 }).map((zone) => [zone.public, zone.controlPlane]),
      [
        ["10.0.224.0/24", "10.0.226.0/27"],
        ["10.0.225.0/24", "10.0.226.32/27"],
      ],
    );
    assert.throws(() => planAddresses(two), {
      setting: "addressPlan",
      value: "two-zones",
      message: "expected four-zones for 3 zones",
    });
  });

  const intents = fc.record({
    vpcCidr: fc.constantFrom("10.0.0.0/16", "172.16.0.0/17", "192.168.0.0/18", "100.64.128.0/20"),
    zoneCount: fc.constantFrom(2, 3, 4),
    addressPlan: fc.constantFrom("four-zones" as const, "two-zones" as const),
    nodeSubnetPrefixLength: fc.integer({ min: 18, max: 22 }),
    addressesPerZone: fc.record({
      single: fc.integer({ min: 1, max: 20_000 }),
      prefixes: fc.integer({ min: 0, max: 500 }),
    }),
    headroomPercent: fc.integer({ min: 0, max: 60 }),
  });

  it("fits into the VPC without overlap and holds the addresses, or says what would fit", () => {
    fc.assert(
      fc.property(intents, (anyIntent) => {
        fc.pre(anyIntent.addressPlan === "four-zones" || anyIntent.zoneCount === 2);
        let zones;
        try {
          zones = planAddresses(anyIntent);
        } catch (error) {
          assert.ok(error instanceof AddressPlanError);
          const [, proposed] = /^expected \/?(\d+) or (?:larger|less)/.exec(error.message) ?? [];
          if (proposed === undefined) return;
          // Following the advice in the largest VPC leaves no obstacle.
          const better = error.setting === "cidr" ? {} : { nodeSubnetPrefixLength: Number(proposed) };
          const vpcCidr = `10.0.0.0/${error.setting === "cidr" ? proposed : 16}`;
          assert.ok(planAddresses({ ...anyIntent, ...better, vpcCidr }));
          return;
        }
        const vpc = range(anyIntent.vpcCidr);
        const blocks = zones.flatMap((zone) => [zone.nodes, zone.public, zone.controlPlane].map(range));
        blocks.sort((a, b) => a.first - b.first);
        for (const [index, { first, last }] of blocks.entries()) {
          assert.ok(first >= vpc.first && last <= vpc.last, "inside the VPC");
          assert.ok(index === 0 || first > (blocks[index - 1]?.last ?? Infinity), "no overlap");
        }
        const usable = usableAddresses(anyIntent.nodeSubnetPrefixLength);
        assert.ok(
          usable * (100 - anyIntent.headroomPercent) >= addressCount(anyIntent.addressesPerZone) * 100,
        );
      }),
    );
  });

  it("names the VPC that would hold the zones", () => {
    assert.ok(planAddresses({ ...intent, vpcCidr: "10.0.0.0/17" }));
    assert.throws(() => planAddresses({ ...intent, vpcCidr: "10.0.0.0/18" }), {
      setting: "cidr",
      value: "10.0.0.0/18",
      message: "expected /17 or larger: 3 node subnets of /19, and another /19 for the other subnets",
    });
  });

  it("names the subnet that would hold nodes and pods", () => {
    const small = { ...intent, nodeSubnetPrefixLength: 22, headroomPercent: 0 };
    assert.ok(planAddresses({ ...small, addressesPerZone: single(1019) }));
    assert.throws(() => planAddresses({ ...small, addressesPerZone: single(1020) }), {
      setting: "nodeSubnetPrefixLength",
      value: "22",
      message:
        "expected 21 or less: 1020 addresses for nodes and pods in a zone, 0% kept free; a /22 has 1019",
    });
  });

  it("says so if no subnet is large enough", () => {
    assert.ok(planAddresses({ ...intent, nodeSubnetPrefixLength: 18, addressesPerZone: single(13_103) }));
    assert.throws(() => planAddresses({ ...intent, addressesPerZone: single(13_104) }), {
      message:
        "no subnet in a VPC of 3 zones holds 13104 addresses for nodes and pods in a zone, 20% kept free; lower the maxSize of the node pools, or set podCidrs",
    });
  });
});

describe("the address plan of pod-only subnets", () => {
  const pods = {
    podCidr: "100.64.0.0/16",
    addressPlan: "four-zones" as const,
    zoneCount: 3,
    headroomPercent: 20,
  };
  const addressesPerZone = { single: 20, prefixes: 100 };

  it("gives each zone a quarter of the block, so that a zone that is added later moves nothing", () => {
    assert.deepEqual(planPodAddresses({ ...pods, zoneCount: 4, addressesPerZone }), [
      "100.64.0.0/18",
      "100.64.64.0/18",
      "100.64.128.0/18",
      "100.64.192.0/18",
    ]);
    assert.deepEqual(planPodAddresses({ ...pods, zoneCount: 2, addressesPerZone }), [
      "100.64.0.0/18",
      "100.64.64.0/18",
    ]);
  });

  it("gives each zone half of the block in a stack that was planned for two zones", () => {
    const two = { ...pods, addressPlan: "two-zones" as const, zoneCount: 2 };
    assert.deepEqual(planPodAddresses({ ...two, addressesPerZone }), ["100.64.0.0/17", "100.64.128.0/17"]);
  });

  const blocks = {
    ...pods,
    podCidr: undefined,
    podCidrs: ["100.64.0.0/16", "100.65.0.0/17", "100.66.0.0/20"],
  };

  it("gives each zone its own block, if there is one for each", () => {
    assert.deepEqual(planPodAddresses({ ...blocks, addressesPerZone }), blocks.podCidrs);
    assert.throws(() => planPodAddresses({ ...blocks, zoneCount: 2, addressesPerZone }), {
      setting: "podCidrs",
      value: "100.64.0.0/16, 100.65.0.0/17, 100.66.0.0/20",
      message: "expected 2 blocks, one for each zone",
    });
    assert.throws(() => planPodAddresses({ ...blocks, addressesPerZone: { single: 0, prefixes: 253 } }), {
      setting: "podCidrs[2]",
      value: "100.66.0.0/20",
      message: "expected /19 or larger: 4048 addresses for pods in a zone, 20% kept free; a /20 has 4091",
    });
  });

  it("names a block that is large enough, and that is accepted", () => {
    const small = { ...pods, podCidr: "100.64.0.0/20", addressesPerZone };
    assert.throws(() => planPodAddresses(small), {
      setting: "podCidr",
      value: "100.64.0.0/20",
      message: "expected /19 or larger: 1620 addresses for pods in a zone, 20% kept free; a /22 has 1019",
    });
    assert.ok(planPodAddresses({ ...small, podCidr: "100.64.0.0/19" }));
  });

  it("names blocks for each zone if no shared block is large enough", () => {
    const large = { ...pods, addressesPerZone: { single: 0, prefixes: 900 } };
    assert.throws(() => planPodAddresses(large), {
      setting: "podCidr",
      message:
        "expected podCidrs with a /17 for each zone: 14400 addresses for pods in a zone, 20% kept free; a /18 has 16379",
    });
    assert.ok(
      planPodAddresses({
        ...large,
        ...blocks,
        podCidrs: ["100.64.0.0/17", "100.65.0.0/17", "100.66.0.0/17"],
      }),
    );
  });

  it("says so if no subnet is large enough", () => {
    assert.throws(() => planPodAddresses({ ...pods, addressesPerZone: { single: 60_000, prefixes: 0 } }), {
      setting: "podCidr",
      message:
        "no subnet holds 60000 addresses for pods in a zone, 20% kept free; lower the maxSize of the node pools",
    });
  });
});

describe("the upper half of a block", () => {
  it("starts in the middle", () => {
    assert.equal(upperHalf("10.0.32.0/19"), "10.0.48.0/20");
    assert.equal(upperHalf("100.64.0.0/16"), "100.64.128.0/17");
  });
});
