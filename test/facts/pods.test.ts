import assert from "node:assert/strict";

import {
  addressablePods,
  addressesForPods,
  addressesPerSlot,
  architectureOf,
  autoModePods,
  findInstanceType,
  instanceTypes,
  maxPodsLimit,
  podInterfaces,
  recommendedPods,
  roomForPods,
  UNKNOWN_INSTANCE_TYPE,
  type InstanceType,
} from "productionproof-eks-policies/facts";

const SECONDARY = { prefixDelegation: false, customNetworking: false };
const PREFIX = { prefixDelegation: true, customNetworking: false };
const TRUNK = { ...SECONDARY, podEni: true };

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
    it(`${name} runs the ${pods} that AWS publishes`, () => {
      assert.equal(addressablePods(type(name), SECONDARY), pods);
    });
  }

  it("custom networking takes one interface", () => {
    assert.equal(addressablePods(type("m5.large"), { prefixDelegation: false, customNetworking: true }), 20);
  });

  it("MAX_ENI removes the interfaces above it", () => {
    const large = type("m5.large");
    assert.equal(podInterfaces(large, { ...SECONDARY, maxEni: 2, customNetworking: true }), 1);
    assert.equal(podInterfaces(large, { ...SECONDARY, maxEni: 99 }), 3);
    assert.equal(podInterfaces(large, { ...SECONDARY, maxEni: 1, customNetworking: true }), 0);
  });

  it("a trunk for security groups for pods takes one interface, on types that can have one", () => {
    const [large, burstable] = [type("m5.large"), type("t3.large")];
    assert.deepEqual([large.branchInterfaces, burstable.branchInterfaces], [9, 0]);
    assert.deepEqual([podInterfaces(large, TRUNK), podInterfaces(burstable, TRUNK)], [2, 3]);
    // The CNI assumes that a type that is in no table can have a trunk.
    assert.equal(podInterfaces(UNKNOWN_INSTANCE_TYPE, TRUNK), 3);
    assert.equal(podInterfaces(large, { ...TRUNK, customNetworking: true }), 1);
    assert.equal(podInterfaces(large, { ...TRUNK, customNetworking: true, maxEni: 2 }), 0);
    // The first interface is the node's, and can't be a trunk.
    assert.equal(podInterfaces(large, { ...TRUNK, maxEni: 1 }), 1);
  });

  it("a trunk has branches for pods, on most types as many as an interface has addresses", () => {
    const room = (name: string) => roomForPods(type(name), TRUNK);
    assert.deepEqual(["m5.large", "m5.4xlarge", "m7i-flex.large", "t3.large"].map(room), [
      2 * 9 + 9,
      7 * 29 + 54,
      2 * 9 + 3,
      3 * 11,
    ]);
    const unlisted = instanceTypes().filter((one) => one.branchInterfaces === undefined);
    assert.ok(unlisted.length > 0);
    for (const one of [...unlisted, UNKNOWN_INSTANCE_TYPE]) {
      assert.equal(roomForPods(one, TRUNK), addressesForPods(one, TRUNK), one.name);
    }
    const fewer = instanceTypes().filter((one) => roomForPods(one, TRUNK) < roomForPods(one, SECONDARY));
    assert.ok(fewer.length > 0 && fewer.length < instanceTypes().length / 8);
  });

  it("the number that AWS publishes and EKS sets ignores trunks", () => {
    for (const one of instanceTypes()) {
      for (const mode of [SECONDARY, PREFIX, { ...SECONDARY, customNetworking: true }]) {
        assert.equal(maxPodsLimit(one, { ...mode, podEni: true }), maxPodsLimit(one, mode), one.name);
        assert.equal(addressablePods(one, { ...mode, podEni: true }), addressablePods(one, mode), one.name);
      }
    }
  });

  it("prefix delegation has no effect on a Xen instance, where the CNI falls back to single addresses", () => {
    assert.equal(addressesPerSlot(type("m4.large"), PREFIX), 1);
    assert.equal(addressablePods(type("m4.large"), PREFIX), addressablePods(type("m4.large"), SECONDARY));
  });

  it("Auto Mode stops at 110", () => {
    assert.equal(autoModePods(type("m5.large")), 27);
    assert.equal(autoModePods(type("m5.24xlarge")), 110);
  });

  it("prefix delegation is limited by the recommendation of EKS: 110, and 250 above 30 vCPUs", () => {
    assert.equal(maxPodsLimit(type("m5.large"), PREFIX), 110);
    assert.equal(recommendedPods(type("m5.4xlarge")), 110);
    assert.equal(recommendedPods(type("m5.8xlarge")), 250);
    assert.equal(maxPodsLimit(type("t3.nano"), PREFIX), 34);
  });

  it("distinguishes Nitro from Xen, and Graviton from the rest", () => {
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
        "p6e-gb200.36xlarge",
        "p6-b200.48xlarge",
      ].map(architectureOf),
      ["arm64", "arm64", "arm64", "arm64", "x86_64", "arm64", "x86_64", "x86_64", "arm64", "x86_64"],
    );
  });

  it("finds no type that is not in the table", () => {
    assert.equal(findInstanceType("m99.large"), undefined);
  });
});
