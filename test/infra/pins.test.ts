import assert from "node:assert/strict";

import { choicesToPin } from "../../infra/pins.ts";
import { parseSettings } from "../../infra/settings/parse-settings.ts";

const ZONES = ["euw1-az1", "euw1-az2", "euw1-az3"];

/** The lines for a stack whose file has this network, without those for add-ons and nodes. */
function pins(others: Readonly<Record<string, object>>): Promise<string> {
  const settings = parseSettings(
    {
      "aws:region": "eu-west-1",
      "productionproof-eks:cluster": JSON.stringify({ name: "platform", version: "1.36" }),
      "productionproof-eks:nodePools": JSON.stringify({
        general: { instanceTypes: ["m7i.large"], minSize: 1, maxSize: 3 },
      }),
      ...Object.fromEntries(Object.entries(others).map(([key, value]) => [key, JSON.stringify(value)])),
    },
    "stacks/Pulumi.test.yaml",
  );
  return new Promise((resolve) => choicesToPin(settings, ZONES, [], []).apply(resolve));
}

describe("the lines that pin what AWS chose", () => {
  it("name the zones, so that another choice of a newer version of this program moves no subnet", async () => {
    assert.equal(
      await pins({}),
      `\
productionproof-eks:network:
  availabilityZoneIds:
    - euw1-az1
    - euw1-az2
    - euw1-az3
`,
    );
  });

  it("are empty if the file names the zones, or existing subnets", async () => {
    assert.equal(await pins({ "productionproof-eks:network": { availabilityZoneIds: ZONES } }), "");
    const subnet = (number: number) => ({
      subnetId: `subnet-0000000${number}`,
      cidr: `10.1.${number * 32}.0/19`,
    });
    const zone = (number: number) => ({
      zoneId: `euw1-az${number}`,
      nodes: subnet(number),
      controlPlane: subnet(number),
    });
    const existing = { vpcId: "vpc-00000001", zones: [zone(1), zone(2)] };
    assert.equal(await pins({ "productionproof-eks:existingNetwork": existing }), "");
  });
});
