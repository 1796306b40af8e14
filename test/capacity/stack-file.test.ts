import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { worstAddressesOfZone } from "productionproof-eks-policies/facts";
import { parse } from "yaml";

import { CNI_MODE, WARM_PREFIX_TARGET } from "../../infra/addons/vpc-cni.ts";
import { addressesPerZone, maxPodsOf, MAX_UNAVAILABLE_PERCENTAGE } from "../../infra/nodes/pod-capacity.ts";
import { parseSettings } from "../../infra/settings.ts";
import { planOfStackFile, PROGRAM_DEFAULTS } from "../../policies/src/capacity/stack-file.ts";

const STACKS = fileURLToPath(new URL("../../stacks/", import.meta.url));

describe("the plan in a stack file", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "productionproof-"));
    file = path.join(folder, "Pulumi.test.yaml");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const stacks = [
    ["the prod stack", readFileSync(`${STACKS}Pulumi.prod.yaml`, "utf8")],
    ["the dev stack", readFileSync(`${STACKS}Pulumi.dev.yaml`, "utf8")],
    [
      "a stack with everything set",
      `config:
  aws:region: eu-west-1
  productionproof-eks:cluster:
    name: platform
  productionproof-eks:network:
    availabilityZoneIds: [euw1-az1, euw1-az3]
    nodeSubnetPrefixLength: 20
    headroomPercent: 35
  productionproof-eks:nodePools:
    small: { instanceTypes: [t3.nano, m7i.xlarge], minSize: 1, maxSize: 3, coolingAddressesPerNode: 12 }
    new: { instanceTypes: [m99.large], minSize: 0, maxSize: 41 }
`,
    ],
  ] as const;
  for (const [title, text] of stacks) {
    it(`is what the program makes of it: ${title}`, () => {
      writeFileSync(file, text);
      const plan = planOfStackFile(file);
      const { config } = parse(text) as { config: Record<string, unknown> };
      const values = Object.entries(config).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
      ]);
      const { network, nodePools } = parseSettings(
        Object.fromEntries(values) as Record<string, string>,
        file,
      );
      const zoneCount = network.availabilityZoneIds?.length ?? PROGRAM_DEFAULTS.zoneCount;
      assert.equal(plan.zones.length, zoneCount);
      if (network.availabilityZoneIds) {
        assert.deepEqual(
          plan.zones.map(({ name }) => name),
          network.availabilityZoneIds,
        );
      }
      for (const zone of plan.zones)
        assert.equal(zone.nodeSubnetPrefixLength, network.nodeSubnetPrefixLength);
      assert.equal(plan.headroomPercent, network.headroomPercent);
      assert.deepEqual(
        worstAddressesOfZone(plan.nodeGroups, zoneCount).nodeSubnet,
        addressesPerZone(Object.values(nodePools), zoneCount),
      );
      for (const { name, pool, minNodes, maxNodes, coolingAddressesPerNode } of plan.nodeGroups) {
        const settings = nodePools[name] ?? assert.fail(name);
        assert.deepEqual(pool.cni, CNI_MODE);
        assert.deepEqual(pool.targets, { warmPrefixTarget: WARM_PREFIX_TARGET });
        assert.equal(pool.maxPods, maxPodsOf(settings) ?? pool.maxPods);
        assert.deepEqual([minNodes, maxNodes], [settings.minSize, settings.maxSize]);
        assert.equal(coolingAddressesPerNode, settings.coolingAddressesPerNode ?? 0);
      }
    });
  }

  it("has the program's own share of nodes that an update takes away", () => {
    assert.equal(PROGRAM_DEFAULTS.maxUnavailablePercentage, MAX_UNAVAILABLE_PERCENTAGE);
  });

  for (const [mistake, text, message] of [
    ["no YAML", "config: [", /Pulumi\.test\.yaml: .* at line 1/],
    [
      "another program's",
      "config:\n  shop:size: 3\n",
      /^Pulumi\.test\.yaml has no productionproof-eks:nodePools; expected/,
    ],
    [
      "empty",
      "",
      /^Pulumi\.test\.yaml has no config; expected a stack file of the productionproof-eks program/,
    ],
    [
      "without a size",
      "config:\n  productionproof-eks:nodePools:\n    a: { instanceTypes: [m7i.large], minSize: 1 }\n",
      /^Pulumi\.test\.yaml: productionproof-eks:nodePools\.a\.maxSize: expected a whole number$/,
    ],
    [
      "with a type that is no list",
      "config:\n  productionproof-eks:nodePools:\n    a: { instanceTypes: m7i.large, minSize: 1, maxSize: 2 }\n",
      /nodePools\.a\.instanceTypes: expected a list of texts$/,
    ],
    [
      "without a type",
      "config:\n  productionproof-eks:nodePools:\n    a: { instanceTypes: [], minSize: 1, maxSize: 2 }\n",
      /nodePools\.a\.instanceTypes: expected a list of instance types$/,
    ],
    [
      "encrypted",
      "config:\n  productionproof-eks:nodePools:\n    secure: v1:abc\n",
      /^Pulumi\.test\.yaml has no productionproof-eks:nodePools\.secure; /,
    ],
  ] as const) {
    it(`says what is wrong with a file that is ${mistake}`, () => {
      writeFileSync(file, text);
      assert.throws(() => planOfStackFile(file), { name: "UsageError", message });
    });
  }
});
