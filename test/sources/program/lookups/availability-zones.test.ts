import assert from "node:assert/strict";

import { availabilityZones } from "../../../../policies/src/sources/program/lookups/availability-zones.ts";

const zoneIds = (region: string, args = {}) => availabilityZones(region, args)["zoneIds"];

describe("availabilityZones", () => {
  for (const [region, ids] of [
    ["eu-west-1", ["euw1-az1", "euw1-az2", "euw1-az3"]],
    ["ap-southeast-2", ["apse2-az1", "apse2-az2", "apse2-az3"]],
    ["ap-northeast-1", ["apne1-az1", "apne1-az2", "apne1-az4"]],
    ["us-west-1", ["usw1-az1", "usw1-az3"]],
    ["us-gov-west-1", ["usgw1-az1", "usgw1-az2", "usgw1-az3"]],
    ["il-central-1", ["ilc1-az1", "ilc1-az2", "ilc1-az3"]],
  ] as const) {
    it(`knows the zones of ${region}`, () => {
      assert.deepEqual(zoneIds(region), ids);
    });
  }

  it("omits zones that the program excludes", () => {
    assert.deepEqual(zoneIds("us-east-1", { excludeZoneIds: ["use1-az3"], excludeNames: ["us-east-1f"] }), [
      "use1-az1",
      "use1-az2",
      "use1-az4",
      "use1-az5",
    ]);
  });

  it("returns as many names as IDs", () => {
    assert.deepEqual(availabilityZones("us-west-2", {})["names"], [
      "us-west-2a",
      "us-west-2b",
      "us-west-2c",
      "us-west-2d",
    ]);
  });

  it("requires a Region", () => {
    assert.throws(
      () => availabilityZones(undefined, {}),
      /^Error: the AWS Region is not known; set aws:region in the stack file, or AWS_REGION$/,
    );
  });
});
