import assert from "node:assert/strict";

import { partitionOf } from "../../policies/src/facts/partitions.ts";

describe("the partition of a region", () => {
  it("is known by the region's name", () => {
    const regions = ["eu-west-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-isob-east-1", ""];
    assert.deepEqual(
      regions.map((region) => partitionOf(region).id),
      ["aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso-b", "aws"],
    );
  });
});
