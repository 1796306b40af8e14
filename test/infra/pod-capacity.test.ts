import assert from "node:assert/strict";

import { RunError } from "@pulumi/pulumi";
import { instanceTypes } from "productionproof-eks-policies/facts";

import { addressesPerNode, addressesPerZone, maxPodsOf } from "../../infra/nodes/pod-capacity.ts";
import { planBlocks } from "../../infra/plan.ts";
import { parseSettings, type NodePoolSettings, type Settings } from "../../infra/settings.ts";

const FILE = "stacks/Pulumi.test.yaml";

/** Settings of a stack with one pool, and what the test says about it. */
function settings(
  pool: Readonly<Record<string, unknown>>,
  network: Readonly<Record<string, unknown>> = {},
): Settings {
  const values = {
    cluster: { name: "platform" },
    network,
    nodePools: { jobs: { instanceTypes: ["m7i.xlarge"], minSize: 1, maxSize: 3, ...pool } },
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

function pool(values: Readonly<Record<string, unknown>>): NodePoolSettings {
  return settings(values).nodePools["jobs"] ?? assert.fail();
}

describe("a pool's pods", () => {
  it("are left to EKS where no address has to stay free", () => {
    assert.equal(maxPodsOf(pool({})), undefined);
  });

  it("are as many as leave the addresses free on each of its instance types", () => {
    assert.equal(maxPodsOf(pool({ coolingAddressesPerNode: 16 })), 98);
    assert.equal(
      maxPodsOf(pool({ coolingAddressesPerNode: 16, instanceTypes: ["m7i.xlarge", "t3.nano"] })),
      18,
    );
  });

  it("can leave as many free as a setting may ask for, on every instance type with prefix delegation", () => {
    for (const { name } of instanceTypes().filter(({ isNitro }) => isNitro)) {
      const maxPods = maxPodsOf({ ...pool({ coolingAddressesPerNode: 16 }), instanceTypes: [name] });
      assert.ok(maxPods !== undefined && maxPods >= 18, name);
    }
  });
});

describe("a pool's addresses", () => {
  it("are its prefixes and network interfaces at the most pods", () => {
    assert.equal(addressesPerNode(pool({})), 113);
    assert.equal(addressesPerNode(pool({ instanceTypes: ["m7i.xlarge", "m7i.16xlarge"] })), 257);
  });

  it("are counted high for an instance type that nobody knows yet", () => {
    const unknown = addressesPerNode(pool({ instanceTypes: ["m99.large"] }));
    assert.equal(unknown, 258);
    for (const { name } of instanceTypes().filter(({ isNitro }) => isNitro)) {
      assert.ok(addressesPerNode(pool({ instanceTypes: [name] })) <= unknown, name);
    }
  });

  it("of a zone hold while another zone is shifted away and an update runs", () => {
    // An update adds a third of 30 nodes; to less than 18, it adds two nodes a zone. Two zones are left.
    assert.deepEqual(addressesPerZone([pool({ maxSize: 30 })], 3), nodes(40 / 2));
    assert.deepEqual(addressesPerZone([pool({ maxSize: 3 }), pool({ maxSize: 4 })], 3), nodes(5 + 5));
    function nodes(count: number) {
      return { single: count, prefixes: 7 * count };
    }
  });

  it("that do not fit are refused in terms of the stack's file", () => {
    assert.throws(
      () => planBlocks(settings({ maxSize: 30 }, { nodeSubnetPrefixLength: 22 }), 3, FILE),
      new RunError(
        `${FILE}: productionproof-eks:network.nodeSubnetPrefixLength is 22; expected 20 or less: 2260 addresses for nodes and pods of a zone, 20 % kept free; a /22 has 1019`,
      ),
    );
  });
});
