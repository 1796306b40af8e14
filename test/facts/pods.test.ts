import assert from "node:assert/strict";

import fc from "fast-check";
import {
  addressablePods,
  architectureOf,
  cooldownHeadroom,
  findInstanceType,
  HOST_NETWORK_PODS,
  isStandardVersion,
  maxPodsForHeadroom,
  maxPodsLimit,
  poolSize,
  recommendedPods,
  subnetAddressesOfNode,
  type InstanceType,
} from "productionproof-eks-policies/facts";

const SECONDARY = { prefixDelegation: false, customNetworking: false };
const PREFIX = { prefixDelegation: true, customNetworking: false };

function type(name: string): InstanceType {
  return findInstanceType(name) ?? assert.fail(`${name} is not in the table`);
}

describe("pods of an instance type", () => {
  for (const [name, pods] of [
    ["t3.nano", 4],
    ["t3.small", 11],
    ["t3.medium", 17],
    ["m5.large", 29],
    ["m5.xlarge", 58],
    ["m5.4xlarge", 234],
    ["m5.24xlarge", 737],
    ["m8i.large", 59],
    ["p5.48xlarge", 100],
  ] as const) {
    it(`${name} carries the ${pods} that AWS publishes`, () => {
      assert.equal(addressablePods(type(name), SECONDARY), pods);
    });
  }

  it("custom networking costs one interface", () => {
    assert.equal(addressablePods(type("m5.large"), { prefixDelegation: false, customNetworking: true }), 20);
  });

  it("prefix delegation is limited by what EKS recommends: 110, and 250 above 30 vCPUs", () => {
    assert.equal(maxPodsLimit(type("m5.large"), PREFIX), 110);
    assert.equal(recommendedPods(type("m5.4xlarge")), 110);
    assert.equal(recommendedPods(type("m5.8xlarge")), 250);
    assert.equal(maxPodsLimit(type("t3.nano"), PREFIX), 34);
  });

  it("knows Nitro from Xen, and Graviton from the rest", () => {
    assert.deepEqual(
      ["m7i.large", "c5.metal", "t2.large", "m4.xlarge"].map((name) => type(name).isNitro),
      [true, true, false, false],
    );
    assert.deepEqual(
      [
        "m7g.large",
        "c7gn.xlarge",
        "a1.large",
        "t4g.small",
        "g5.xlarge",
        "g5g.xlarge",
        "m7i.large",
        "gr6.4xlarge",
      ].map(architectureOf),
      ["arm64", "arm64", "arm64", "arm64", "x86_64", "arm64", "x86_64", "x86_64"],
    );
  });

  it("knows no type that is not in the table", () => {
    assert.equal(findInstanceType("m99.large"), undefined);
  });
});

describe("the address pool of a node with prefix delegation", () => {
  const pool = (maxPods: number, warmPrefixTarget = 1) => ({
    instanceType: type("m5.xlarge"),
    maxPods,
    warmPrefixTarget,
  });

  for (const [maxPods, size, onFullNode, worst] of [
    [110, 112, 4, 4],
    [104, 112, 10, 10],
    [97, 112, 17, 16],
    [96, 96, 2, 2],
  ] as const) {
    it(`with maxPods ${maxPods} ends at ${size} addresses, ${onFullNode} of them free, ${worst} at worst`, () => {
      const full = maxPods - HOST_NETWORK_PODS;
      assert.equal(poolSize(pool(maxPods), full), size);
      assert.equal(poolSize(pool(maxPods), full) - full, onFullNode);
      assert.equal(cooldownHeadroom(pool(maxPods)), worst);
    });
  }

  it("grows by whole steps: eight warm prefixes overshoot maxPods", () => {
    assert.equal(poolSize(pool(110, 8), 108), 128);
  });

  it("stops where the interfaces are full", () => {
    const small = { instanceType: type("t3.nano"), maxPods: 110, warmPrefixTarget: 1 };
    assert.equal(poolSize(small, 108), 32);
  });

  it("the largest maxPods with a headroom has it, and none larger does", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("m5.large", "m7i.xlarge", "c7g.4xlarge"),
        fc.integer({ min: 1, max: 17 }),
        (name, needed) => {
          const fixed = { instanceType: type(name), warmPrefixTarget: 1 };
          const best = maxPodsForHeadroom(fixed, needed, 110);
          for (let maxPods = (best ?? HOST_NETWORK_PODS) + 1; maxPods <= 110; maxPods++) {
            assert.ok(cooldownHeadroom({ ...fixed, maxPods }) < needed);
          }
          if (best !== undefined) assert.ok(cooldownHeadroom({ ...fixed, maxPods: best }) >= needed);
        },
      ),
      { numRuns: 30 },
    );
    const fixed = { instanceType: type("m5.xlarge"), warmPrefixTarget: 1 };
    assert.equal(maxPodsForHeadroom(fixed, 16, 110), 98);
    assert.equal(maxPodsForHeadroom(fixed, 17, 110), undefined);
  });

  it("a full node takes its prefixes from the subnet, and an address for each interface they need", () => {
    assert.equal(subnetAddressesOfNode(pool(97)), 113);
    assert.equal(
      subnetAddressesOfNode({ instanceType: type("m5.large"), maxPods: 250, warmPrefixTarget: 1 }),
      256 + 2,
    );
  });
});

describe("Kubernetes versions", () => {
  it("are those in standard support, and newer ones", () => {
    assert.deepEqual(["1.32", "1.33", "1.34", "1.40"].map(isStandardVersion), [false, false, true, true]);
    assert.deepEqual(["1.9", "2.0", "1.36.1", "latest", ""].map(isStandardVersion), [
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
