import assert from "node:assert/strict";

import fc from "fast-check";

import { addressCount, holdsBlock, parseIpBlock, type IpBlock } from "../../policies/src/facts/ip-block.ts";

const blocks = (...cidrs: readonly string[]): IpBlock[] =>
  cidrs.map((cidr) => parseIpBlock(cidr) ?? assert.fail(cidr));

describe("parseIpBlock", () => {
  it("reads both versions", () => {
    assert.deepEqual(blocks("198.51.100.0/24", "2001:db8::/32", "::/0", "::ffff:192.0.2.128/121"), [
      { version: 4, first: 0xc6336400n, size: 256n },
      { version: 6, first: 0x20010db8n << 96n, size: 1n << 96n },
      { version: 6, first: 0n, size: 1n << 128n },
      { version: 6, first: 0xffffc0000280n, size: 128n },
    ]);
  });

  it("rejects anything else", () => {
    for (const text of [
      "",
      "::",
      "::/129",
      "2001:db8::1/64",
      "10.0.0.1/8",
      "1::2::3/128",
      "fe80::1%en0/128",
    ]) {
      assert.equal(parseIpBlock(text), undefined, text);
    }
  });

  it("reads the single address of any eight groups", () => {
    const group = fc.nat(0xffff);
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const hex = groups.map((each) => each.toString(16));
        const first = BigInt(`0x${hex.map((each) => each.padStart(4, "0")).join("")}`);
        assert.deepEqual(parseIpBlock(`${hex.join(":")}/128`), { version: 6, first, size: 1n });
      }),
    );
  });
});

describe("addressCount", () => {
  it("counts two halves of the internet as the internet", () => {
    assert.equal(addressCount(blocks("0.0.0.0/1", "128.0.0.0/1")), 1n << 32n);
    assert.equal(addressCount(blocks("8000::/1", "::/1")), 1n << 128n);
  });

  it("counts each address once, in whatever order the blocks come", () => {
    // Small enough to count one by one: prefixes of 10.0.0.0/24.
    const block = fc.integer({ min: 24, max: 32 }).chain((length) => {
      const size = 2 ** (32 - length);
      return fc.nat(256 / size - 1).map((index) => ({ first: index * size, size }));
    });
    fc.assert(
      fc.property(fc.array(block), (list) => {
        const counted = new Set(
          list.flatMap(({ first, size }) => Array.from({ length: size }, (_, at) => first + at)),
        );
        const given = list.map(({ first, size }): IpBlock => ({
          version: 4,
          first: BigInt(first),
          size: BigInt(size),
        }));
        assert.equal(addressCount(given), BigInt(counted.size));
      }),
    );
  });
});

describe("holdsBlock", () => {
  const holds = (outer: string, inner: string): boolean => {
    const [block, other] = blocks(outer, inner);
    return holdsBlock(block ?? assert.fail(), other ?? assert.fail());
  };

  it("is true for the block itself, and for its first and last address", () => {
    for (const inner of ["198.51.100.0/30", "198.51.100.0/32", "198.51.100.3/32"]) {
      assert.ok(holds("198.51.100.0/30", inner), inner);
    }
  });

  it("is false for adjacent addresses, larger blocks, and the other version", () => {
    for (const inner of ["198.51.99.255/32", "198.51.100.4/32", "198.51.100.0/29", "::c633:6400/128"]) {
      assert.ok(!holds("198.51.100.0/30", inner), inner);
    }
  });
});
