import assert from "node:assert/strict";

import fc from "fast-check";
import {
  blockSize,
  blocksOverlap,
  formatIpv4Block,
  parseIpv4Block,
  prefixSlots,
  subnetHolds,
  subnetPrefixLengthFor,
  usableAddresses,
  zoneSlotBits,
} from "productionproof-eks-policies/facts";

describe("IPv4 blocks", () => {
  it("are read and written in CIDR notation", () => {
    assert.deepEqual(parseIpv4Block("10.0.32.0/19"), { first: 10 * 2 ** 24 + 32 * 2 ** 8, prefixLength: 19 });
    assert.deepEqual(parseIpv4Block("255.255.255.255/32"), { first: 2 ** 32 - 1, prefixLength: 32 });
    assert.equal(formatIpv4Block({ first: 0, prefixLength: 0 }), "0.0.0.0/0");
  });

  it("come back as they were written", () => {
    const block = fc
      .record({ address: fc.nat(2 ** 31 - 1), prefixLength: fc.integer({ min: 0, max: 32 }) })
      .map(({ address, prefixLength }) => ({
        first: address - (address % blockSize(prefixLength)),
        prefixLength,
      }));
    fc.assert(
      fc.property(block, (original) => {
        assert.deepEqual(parseIpv4Block(formatIpv4Block(original)), original);
      }),
    );
  });

  it("overlap if they have an address in common, whichever comes first", () => {
    const overlap = (one: string, other: string): boolean => {
      const [a, b] = [parseIpv4Block(one), parseIpv4Block(other)];
      return a && b ? blocksOverlap(a, b) : assert.fail();
    };
    for (const [one, other, expected] of [
      ["10.0.0.0/16", "10.0.0.0/16", true],
      ["10.0.0.0/16", "10.0.255.255/32", true],
      ["10.0.0.0/16", "10.1.0.0/32", false],
      ["10.0.0.0/8", "10.200.0.0/20", true],
      ["10.0.1.0/24", "10.0.2.0/24", false],
    ] as const) {
      assert.equal(overlap(one, other), expected);
      assert.equal(overlap(other, one), expected);
    }
  });

  for (const text of [
    "",
    "10.0.0.0",
    "10.0.0/16",
    "10.0.0.256/24",
    "10.0.0.0/33",
    "10.0.0.1/24",
    "10.0.0.0/24 ",
    "::/0",
  ]) {
    it(`are not "${text}"`, () => {
      assert.equal(parseIpv4Block(text), undefined);
    });
  }
});

describe("subnet sizes", () => {
  for (const [prefixLength, addresses] of [
    [28, 11],
    [27, 27],
    [26, 59],
    [24, 251],
    [22, 1019],
    [20, 4091],
    [19, 8187],
  ] as const) {
    it(`/${prefixLength} has the ${addresses} usable addresses that AWS documents`, () => {
      assert.equal(usableAddresses(prefixLength), addresses);
    });
  }

  it("a subnet of exactly the size fits, and one more address requires the next larger size", () => {
    assert.equal(subnetPrefixLengthFor(251, 0), 24);
    assert.equal(subnetPrefixLengthFor(252, 0), 23);
    assert.equal(subnetPrefixLengthFor(200, 20), 24);
    assert.equal(subnetPrefixLengthFor(201, 20), 23);
    assert.equal(subnetPrefixLengthFor(65531, 0), 16);
    assert.equal(subnetPrefixLengthFor(65532, 0), undefined);
    assert.equal(subnetPrefixLengthFor(0, 0), 28);
  });

  it("prefixes need whole blocks, which the first and the last are not", () => {
    assert.deepEqual([24, 26, 27, 28].map(prefixSlots), [14, 2, 0, 0]);
    assert.ok(subnetHolds(24, { single: 27, prefixes: 14 }, 0));
    assert.ok(!subnetHolds(24, { single: 28, prefixes: 14 }, 0));
    assert.ok(!subnetHolds(24, { single: 5, prefixes: 15 }, 0));
    assert.ok(subnetHolds(24, { single: 28, prefixes: 13 }, 0));
    assert.ok(!subnetHolds(24, { single: 28, prefixes: 13 }, 10));
    assert.ok(subnetHolds(28, { single: 11, prefixes: 0 }, 0));
    assert.equal(subnetPrefixLengthFor({ single: 0, prefixes: 1 }, 0), 26);
  });

  it("a VPC has a slot for each zone, and one for everything else", () => {
    assert.deepEqual([1, 2, 3, 4, 7, 8].map(zoneSlotBits), [1, 2, 2, 3, 3, 4]);
  });

  it("the proposed subnet has the addresses, and the next smaller one doesn't", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: 60_000 }),
        fc.integer({ min: 0, max: 60 }),
        (addresses, headroom) => {
          const prefixLength = subnetPrefixLengthFor(addresses, headroom);
          const fits = (length: number): boolean =>
            usableAddresses(length) * (1 - headroom / 100) >= addresses - 1e-6;
          if (prefixLength === undefined) assert.ok(!fits(16));
          else assert.ok(fits(prefixLength) && (prefixLength === 28 || !fits(prefixLength + 1)));
        },
      ),
    );
  });
});
