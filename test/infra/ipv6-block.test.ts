import assert from "node:assert/strict";

import fc from "fast-check";
import { parseIpBlock } from "productionproof-eks-policies/facts";

import { subnetIpv6Block } from "../../infra/network/ipv6-block.ts";

/** Blocks of /56, many of them with groups of zeros. */
const vpcBlocks = fc
  .tuple(
    fc.integer({ min: 0x2000, max: 0x3fff }),
    fc.constantFrom(0, 1, 0x1f13, 0xffff),
    fc.constantFrom(0, 0x6c4, 0xffff),
    fc.constantFrom(0, 1, 0xa7, 0xff),
  )
  .map(([a, b, c, d]) => [a, b, c, d * 256].map((group) => group.toString(16)).join(":") + "::/56");

const indices = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));

describe("the n-th /64 of a /56", () => {
  it("has the number after the block's first 56 bits", () => {
    assert.equal(subnetIpv6Block("2600:1f13:6c4:a700::/56", 0), "2600:1f13:6c4:a700::/64");
    assert.equal(subnetIpv6Block("2600:1f13:6c4:a700::/56", 10), "2600:1f13:6c4:a70a::/64");
    assert.equal(subnetIpv6Block("2600:1f13:6c4:a700::/56", 255), "2600:1f13:6c4:a7ff::/64");
    assert.equal(subnetIpv6Block("2600:1F13::/56", 3), "2600:1f13:0:3::/64");
  });

  it("is inside the block, of the size of a subnet, and different for every number", () => {
    fc.assert(
      fc.property(vpcBlocks, indices, indices, (vpcBlock, one, other) => {
        const vpc = parseIpBlock(vpcBlock) ?? assert.fail(vpcBlock);
        const subnet = parseIpBlock(subnetIpv6Block(vpcBlock, one)) ?? assert.fail(vpcBlock);
        assert.equal(subnet.size, 1n << 64n);
        assert.equal(subnet.first, vpc.first + BigInt(one) * subnet.size);
        assert.equal(subnetIpv6Block(vpcBlock, one) === subnetIpv6Block(vpcBlock, other), one === other);
      }),
    );
  });

  it("is written in the format of RFC 5952, as AWS writes it, so that nothing appears changed", () => {
    fc.assert(
      fc.property(vpcBlocks, indices, (vpcBlock, index) => {
        const [address = ""] = subnetIpv6Block(vpcBlock, index).split("/");
        // URLs use this format for their hosts, too.
        assert.equal(new URL(`https://[${address}]/`).hostname, `[${address}]`);
      }),
    );
  });

  for (const [what, block, index] of [
    ["a block of another size", "2600:1f13:6c4:a700::/60", 0],
    ["an IPv4 block", "10.0.0.0/16", 0],
    ["no block", "", 0],
    ["a number after the last", "2600:1f13:6c4:a700::/56", 256],
    ["a number before the first", "2600:1f13:6c4:a700::/56", -1],
    ["a fraction", "2600:1f13:6c4:a700::/56", 0.5],
  ] as const) {
    it(`throws for ${what}`, () => {
      assert.throws(() => subnetIpv6Block(block, index), RangeError);
    });
  }
});
