import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import fc from "fast-check";
import {
  addressCount,
  addressesPerSlot,
  cooldownHeadroom,
  findInstanceType,
  mostDemandingPool,
  instanceTypes,
  largestPool,
  leastAddressesOfNode,
  maxPodsForHeadroom,
  maxPodsLimit,
  maxPodsOfTypes,
  mostAddressesOfNode,
  podInterfaces,
  podsWithAddress,
  podsWithRoom,
  poolSizes,
  slotsPerInterface,
  targetsForHeadroom,
  UNKNOWN_INSTANCE_TYPE,
  type AddressPool,
  type CniMode,
  type InstanceType,
  type WarmTargets,
} from "productionproof-eks-policies/facts";

import { grownPool } from "../../policies/src/facts/address-pool.ts";

const SECONDARY = { prefixDelegation: false, customNetworking: false };
const PREFIX = { prefixDelegation: true, customNetworking: false };
const TRUNK = { ...SECONDARY, podEni: true };

function type(name: string): InstanceType {
  return findInstanceType(name) ?? assert.fail(`${name} is not in the table`);
}

/** The article's nodes. */
function xlarge(maxPods: number, targets: WarmTargets = {}, cni: CniMode = PREFIX): AddressPool {
  return { instanceType: type("m5.xlarge"), cni, targets, maxPods };
}

describe("the address pool of a node", () => {
  it("matches an independent simulation of ipamd", () => {
    const recording = readFileSync(new URL("../fixtures/facts/ipamd-pool.txt", import.meta.url), "utf8");
    const lines = recording.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    assert.ok(lines.length > 500);
    for (const line of lines) {
      const [name = "", mode, network, maxPods, size, fewestFree, ...variables] = line.split(/ +/);
      const pool = {
        instanceType: type(name),
        cni: {
          prefixDelegation: mode === "prefix",
          customNetworking: network?.includes("custom") ?? false,
          podEni: network?.includes("trunk") ?? false,
        },
        targets: targetsOf(variables),
        maxPods: Number(maxPods),
      };
      assert.deepEqual(
        [poolSizes(pool).at(-1), cooldownHeadroom(pool)],
        [Number(size), Number(fewestFree)],
        line,
      );
    }
  });

  for (const [maxPods, size, onFullNode, worst] of [
    [110, 112, 4, 4],
    [104, 112, 10, 10],
    [97, 112, 17, 16],
    [96, 96, 2, 2],
  ] as const) {
    it(`with prefixes and maxPods ${maxPods} ends at ${size} addresses, ${onFullNode} of them free, ${worst} at worst`, () => {
      const sizes = poolSizes(xlarge(maxPods));
      assert.equal(sizes.at(-1), size);
      assert.equal(size - podsWithAddress(xlarge(maxPods)), onFullNode);
      assert.equal(cooldownHeadroom(xlarge(maxPods)), worst);
    });
  }

  for (const [maxPods, size, worst] of [
    [58, 56, 0],
    [50, 56, 8],
    [43, 56, 14],
  ] as const) {
    it(`with single addresses and maxPods ${maxPods} ends at ${size}, ${worst} of them free at worst`, () => {
      assert.equal(largestPool(xlarge(maxPods, {}, SECONDARY)), size);
      assert.equal(cooldownHeadroom(xlarge(maxPods, {}, SECONDARY)), worst);
    });
  }

  it("is at its worst on a node that is not full: at 64 pods with maxPods 97", () => {
    const free = poolSizes(xlarge(97)).map((size, pods) => size - pods);
    assert.deepEqual([free[64], free.at(-1)], [16, 17]);
  });

  it("keeps one address free with WARM_ENI_TARGET 0, and ends above maxPods with eight warm prefixes", () => {
    assert.equal(cooldownHeadroom(xlarge(43, { warmEniTarget: 0 }, SECONDARY)), 1);
    assert.equal(largestPool(xlarge(110, { warmPrefixTarget: 8 })), 128);
  });

  it("grows to a MINIMUM_IP_TARGET above maxPods", () => {
    assert.equal(cooldownHeadroom(xlarge(97, { minimumIpTarget: 144, warmIpTarget: 5 })), 49);
    assert.equal(cooldownHeadroom(xlarge(110, { minimumIpTarget: 160, warmIpTarget: 5 })), 52);
    assert.equal(cooldownHeadroom(xlarge(43, { minimumIpTarget: 56, warmIpTarget: 5 }, SECONDARY)), 15);
  });

  it("never grows above a MINIMUM_IP_TARGET without WARM_IP_TARGET", () => {
    const frozen = xlarge(58, { minimumIpTarget: 10 }, SECONDARY);
    assert.equal(largestPool(frozen), 10);
    assert.deepEqual([poolSizes(frozen).at(-1), podsWithRoom(frozen), cooldownHeadroom(frozen)], [10, 10, 0]);
    const thawed = { ...frozen, targets: { minimumIpTarget: 10, warmIpTarget: 1 } };
    assert.equal(podsWithRoom(thawed), 56);
  });

  it("stops when the interfaces are full", () => {
    const nano = { instanceType: type("t3.nano"), cni: PREFIX, targets: {}, maxPods: 110 };
    assert.equal(largestPool(nano), 32);
    assert.equal(cooldownHeadroom(nano), 0);
    assert.equal(largestPool({ ...nano, cni: { ...PREFIX, maxEni: 1, customNetworking: true } }), 0);
  });

  it("has no room on a trunk, on a type that can have one", () => {
    // 3 × 14 of 4 × 14: 41 pods leave one free, and a second can't come from IP targets.
    assert.deepEqual([largestPool(xlarge(43, {}, TRUNK)), cooldownHeadroom(xlarge(43, {}, TRUNK))], [42, 1]);
    assert.equal(targetsForHeadroom(xlarge(43, {}, TRUNK), 2), undefined);
    assert.equal(maxPodsForHeadroom(xlarge(58, {}, TRUNK), 14, 58), 30);
    const burstable = { ...xlarge(43, {}, TRUNK), instanceType: type("t3.xlarge") };
    assert.deepEqual([largestPool(burstable), cooldownHeadroom(burstable)], [56, 14]);
    // Two interfaces of 9 prefixes hold 160 addresses, the one next to a trunk 144.
    const large = { instanceType: type("m5.large"), targets: {}, maxPods: 150 };
    assert.equal(largestPool({ ...large, cni: { ...PREFIX, maxEni: 2 } }), 160);
    assert.equal(largestPool({ ...large, cni: { ...PREFIX, maxEni: 2, podEni: true } }), 144);
  });

  it("fills an interface before it grows to the next, and stops there if maxPods is reached", () => {
    assert.equal(grownPool(xlarge(14, { warmIpTarget: 5 }, SECONDARY), 12, 12), 14);
    assert.equal(grownPool(xlarge(15, { warmIpTarget: 5 }, SECONDARY), 12, 12), 17);
  });

  it("is larger if pods start together and two prefixes are warm", () => {
    const pool = xlarge(97, { warmPrefixTarget: 2 });
    assert.deepEqual([poolSizes(pool).at(-1), largestPool(pool)], [112, 128]);
  });
});

describe("closed forms for the address pool, on every instance type", () => {
  for (const [customNetworking, podEni] of [
    [false, false],
    [true, false],
    [false, true],
  ] as const) {
    for (const prefixDelegation of [false, true]) {
      const title = `${prefixDelegation ? "prefixes" : "single addresses"}${customNetworking ? ", custom networking" : ""}${podEni ? ", a trunk" : ""}`;
      it(`match the simulation: ${title}`, () => {
        for (const instanceType of kinds()) {
          const cni = { prefixDelegation, customNetworking, podEni };
          const limit = maxPodsLimit(instanceType, cni);
          for (const maxPods of [limit, limit - 1, limit - 7, limit - 13, Math.floor(limit / 2), 97, 43]) {
            if (maxPods < 3 || maxPods > limit) continue;
            for (const targets of [
              {},
              { warmIpTarget: 5 },
              { warmIpTarget: 5, minimumIpTarget: maxPods + 10 },
            ]) {
              assertClosedForms({ instanceType, cni, targets, maxPods });
            }
          }
        }
      });
    }
  }

  /** The size at which growth stops, and the headroom: the free addresses of a full node, or the warm ones before. */
  function assertClosedForms(pool: AddressPool): void {
    const { warmIpTarget = 0, minimumIpTarget = 0 } = pool.targets;
    const step = addressesPerSlot(pool.instanceType, pool.cni);
    const perInterface = slotsPerInterface(pool.instanceType);
    const unit = step > 1 || warmIpTarget > 0 ? step : perInterface;
    const room = perInterface * step * podInterfaces(pool.instanceType, pool.cni);
    const pods = podsWithAddress(pool);
    const atLeast = warmIpTarget > 0 ? Math.min(pool.maxPods, pods + warmIpTarget) : pool.maxPods;
    const wanted = Math.max(minimumIpTarget, warmIpTarget, atLeast);
    // At most, the first interface on which maxPods is reached is filled, even for a MINIMUM_IP_TARGET above that.
    const boundary = Math.ceil(pool.maxPods / (perInterface * step)) * perInterface * step;
    const size = Math.min(room, boundary, Math.ceil(wanted / unit) * unit);
    const warm = warmIpTarget > 0 ? warmIpTarget : unit;
    const free = Math.max(0, size - pods);
    const headroom = size >= pool.maxPods && minimumIpTarget > 0 ? free : Math.min(free, warm);
    const text = JSON.stringify(pool);
    assert.equal(poolSizes(pool).at(-1), size, text);
    if (warmIpTarget === 0 || step === 1) assert.equal(cooldownHeadroom(pool), headroom, text);
    // One prefix more or less, depending on how close the number of pods is to the next prefix.
    else assert.ok(cooldownHeadroom(pool) >= headroom, text);
  }

  /** One type for each distinct set of limits. */
  function kinds(): readonly InstanceType[] {
    const byLimits = instanceTypes().map((one) => {
      const { networkInterfaces, ipv4PerInterface, isNitro, vcpus, branchInterfaces } = one;
      const limits = [networkInterfaces, ipv4PerInterface, isNitro, vcpus, branchInterfaces === 0];
      return [limits.join(" "), one] as const;
    });
    return [...new Map(byLimits).values()];
  }
});

describe("headroom for cooling addresses", () => {
  const pools = fc
    .record({
      name: fc.constantFrom("t3.small", "m5.large", "m7i.xlarge", "m4.xlarge", "c7g.4xlarge"),
      prefixDelegation: fc.boolean(),
      targets: fc.record({
        warmEniTarget: fc.integer({ min: 0, max: 3 }),
        warmPrefixTarget: fc.integer({ min: 0, max: 4 }),
        warmIpTarget: fc.constantFrom(0, 0, 3, 16),
        minimumIpTarget: fc.constantFrom(0, 0, 20, 120),
      }),
      maxPods: fc.integer({ min: 3, max: 120 }),
    })
    .map(({ name, prefixDelegation, targets, maxPods }) => {
      const instanceType = type(name);
      const cni = { prefixDelegation, customNetworking: false };
      return { instanceType, cni, targets, maxPods: Math.min(maxPods, maxPodsLimit(instanceType, cni)) };
    });

  it("remains, and the largest pool is not exceeded, in whatever order pods started and ended", () => {
    fc.assert(
      fc.property(pools, fc.array(fc.nat(120), { minLength: 1, maxLength: 30 }), (pool, history) => {
        let size = grownPool(pool, 0, 0);
        for (const wanted of history) {
          // A pod without an address waits for the pool to grow.
          const pods = Math.min(wanted, podsWithAddress(pool), size);
          size = grownPool(pool, size, pods);
          assert.ok(size - pods >= cooldownHeadroom(pool));
          assert.ok(size <= largestPool(pool));
        }
      }),
    );
  });

  it("results from the proposed maxPods, and from no larger one", () => {
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 40 }), (pool, needed) => {
        const best = maxPodsForHeadroom(pool, needed, pool.maxPods);
        for (let maxPods = (best ?? 2) + 1; maxPods <= pool.maxPods; maxPods++) {
          assert.ok(cooldownHeadroom({ ...pool, maxPods }) < needed);
        }
        if (best !== undefined) assert.ok(cooldownHeadroom({ ...pool, maxPods: best }) >= needed);
      }),
      { numRuns: 50 },
    );
    assert.equal(maxPodsForHeadroom(xlarge(110), 16, 110), 98);
    assert.equal(maxPodsForHeadroom(xlarge(110), 17, 110), undefined);
  });

  it("results from the proposed IP targets if the interfaces have room", () => {
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 60 }), (pool, needed) => {
        const targets = targetsForHeadroom(pool, needed);
        if (targets) {
          assert.ok(cooldownHeadroom({ ...pool, targets }) >= needed);
          return;
        }
        for (let minimumIpTarget = 1; minimumIpTarget < 200; minimumIpTarget++) {
          const other = { minimumIpTarget, warmIpTarget: 5 };
          assert.ok(cooldownHeadroom({ ...pool, targets: other }) < needed);
        }
      }),
    );
    assert.deepEqual(targetsForHeadroom(xlarge(97), 40), { minimumIpTarget: 144, warmIpTarget: 5 });
    assert.deepEqual(targetsForHeadroom(xlarge(43, {}, SECONDARY), 15), {
      minimumIpTarget: 56,
      warmIpTarget: 5,
    });
    assert.equal(targetsForHeadroom(xlarge(43, {}, SECONDARY), 16), undefined);
  });
});

describe("a group of several instance types", () => {
  const settings = { cni: PREFIX, targets: {} };

  it("has the largest maxPods that each of them supports, and none if one of them can't", () => {
    assert.equal(maxPodsOfTypes([type("m5.xlarge"), type("t3.nano")], settings, 16), 18);
    assert.equal(maxPodsOfTypes([type("m5.xlarge")], settings, 12), 102);
    // A Xen instance keeps one interface of 9 addresses warm.
    assert.equal(maxPodsOfTypes([type("m5.xlarge"), type("m4.large")], settings, 12), undefined);
  });

  it("takes as many addresses as the type among them that takes the most", () => {
    const types = [type("m5.large"), type("m5.24xlarge"), type("t3.nano")] as const;
    const { instanceType, maxPods } = mostDemandingPool([...types], settings);
    assert.deepEqual([instanceType.name, maxPods], ["m5.24xlarge", 250]);
    assert.equal(mostDemandingPool([...types], settings, 98).maxPods, 98);
  });
});

describe("the substitute for an instance type that is not in the table", () => {
  const nitro = instanceTypes().filter(({ isNitro }) => isNitro);
  for (const targets of [{ warmPrefixTarget: 1 }, { minimumIpTarget: 272, warmIpTarget: 16 }]) {
    for (const cni of [PREFIX, { ...PREFIX, customNetworking: true }]) {
      it(`takes no less than any Nitro type with prefixes: ${JSON.stringify({ ...cni, ...targets })}`, () => {
        for (const type of nitro) {
          const pool = mostDemandingPool([UNKNOWN_INSTANCE_TYPE, type], { cni, targets });
          assert.equal(pool.instanceType, UNKNOWN_INSTANCE_TYPE);
        }
      });
    }
  }

  it("takes less than large types without", () => {
    const types = [UNKNOWN_INSTANCE_TYPE, type("m5.24xlarge")] as const;
    assert.equal(mostDemandingPool([...types], { cni: SECONDARY, targets: {} }).instanceType, types[1]);
  });
});

describe("addresses of a node", () => {
  const held = (pool: AddressPool) => {
    const { nodeSubnet, podSubnet } = mostAddressesOfNode(pool);
    return [addressCount(nodeSubnet), addressCount(podSubnet)];
  };

  it("are its pool and one for each network interface", () => {
    assert.deepEqual(held(xlarge(97)), [113, 0]);
    assert.deepEqual(held(xlarge(58, {}, SECONDARY)), [60, 0]);
    const large = { instanceType: type("m5.large"), cni: PREFIX, targets: {}, maxPods: 250 };
    assert.deepEqual(held(large), [256 + 2, 0]);
  });

  it("are the worked examples for 15 nodes: 900 with every interface, 1695 with prefixes, 450 with few pods", () => {
    assert.equal(15 * (held(xlarge(58, { warmEniTarget: 20 }, SECONDARY))[0] ?? 0), 900);
    assert.equal(15 * (held(xlarge(97))[0] ?? 0), 1695);
    // With the first pod, the first interface is no longer completely free, and a second is attached.
    const withOnePod = poolSizes(xlarge(58, {}, SECONDARY))[1] ?? 0;
    assert.equal(15 * (withOnePod + withOnePod / 14), 450);
  });

  it("are in two subnets with custom networking", () => {
    const custom = { prefixDelegation: false, customNetworking: true };
    assert.deepEqual(held(xlarge(44, {}, custom)), [1, 42 + 3]);
  });

  it("include those of a trunk, and of its branches for the pods that have no other room", () => {
    // 3 × 14 in the pool, 4 interfaces with the trunk, and 14 of the 18 branches: as many as without one.
    assert.deepEqual(held(xlarge(58, {}, TRUNK)), [42 + 4 + 14, 0]);
    assert.deepEqual(held(xlarge(97, {}, { ...PREFIX, podEni: true })), [112 + 2, 0]);
    // The trunk is in the pod subnet.
    assert.deepEqual(held(xlarge(44, {}, { ...TRUNK, customNetworking: true })), [1, 28 + 3 + 14]);
    // 2 × 9, 3 interfaces, and 3 branches; 6 of its 27 pods get no address.
    const flex = { ...xlarge(29, {}, TRUNK), instanceType: type("m7i-flex.large") };
    assert.deepEqual([held(flex), podsWithRoom(flex)], [[18 + 3 + 3, 0], 21]);
    const burstable = { ...xlarge(58, {}, TRUNK), instanceType: type("t3.xlarge") };
    assert.deepEqual(held(burstable), [56 + 4, 0]);
    assert.deepEqual(held(xlarge(58, {}, { ...PREFIX, ipv6: true, podEni: true })), [2, 0]);
    const least = (pods: number) => leastAddressesOfNode(xlarge(58, {}, TRUNK), pods).nodeSubnet.single;
    // A new interface has all of its addresses.
    assert.deepEqual([0, 14, 15, 42, 43].map(least), [2, 16, 31, 46, 47]);
    // With prefixes as well, a pod on a branch takes a single address: 3 × 16 of a1.medium, and 10 branches.
    const medium = { ...xlarge(98, {}, { ...PREFIX, podEni: true }), instanceType: type("a1.medium") };
    assert.deepEqual(leastAddressesOfNode(medium, 50).nodeSubnet, { single: 1 + 1 + 2, prefixes: 3 });
    assert.equal(podsWithRoom(medium), 58);
  });

  it("are never less than its pods need, and never more than its interfaces hold", () => {
    const { nodeSubnet } = leastAddressesOfNode(xlarge(97), 17);
    assert.deepEqual(nodeSubnet, { single: 1, prefixes: 2 });
    assert.deepEqual(leastAddressesOfNode(xlarge(58, {}, SECONDARY), 0).nodeSubnet, {
      single: 1,
      prefixes: 0,
    });
    assert.deepEqual(leastAddressesOfNode(xlarge(58, {}, SECONDARY), 15).nodeSubnet, {
      single: 30,
      prefixes: 0,
    });
    // An interface that is created to meet an IP target has only the addresses that this takes.
    const withTarget = xlarge(58, { warmIpTarget: 1 }, SECONDARY);
    assert.deepEqual(leastAddressesOfNode(withTarget, 15).nodeSubnet, { single: 17, prefixes: 0 });
    // With custom networking, the first interface has no pods.
    const custom = xlarge(44, {}, { prefixDelegation: false, customNetworking: true });
    assert.deepEqual(leastAddressesOfNode(custom, 1).podSubnet, { single: 15, prefixes: 0 });
  });
});

function targetsOf(variables: readonly string[]): WarmTargets {
  const names: Readonly<Record<string, keyof WarmTargets>> = {
    WARM_ENI_TARGET: "warmEniTarget",
    WARM_PREFIX_TARGET: "warmPrefixTarget",
    WARM_IP_TARGET: "warmIpTarget",
    MINIMUM_IP_TARGET: "minimumIpTarget",
  };
  return Object.fromEntries(
    variables.map((variable) => {
      const [name = "", value] = variable.split("=");
      return [names[name] ?? assert.fail(name), Number(value)];
    }),
  );
}
