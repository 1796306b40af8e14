import assert from "node:assert/strict";

import { Secret, UNKNOWN, type PropertyObject } from "../../../policies/src/rule/property-value.ts";
import { atTargetVersion } from "../../../policies/src/run/upgrade/target-version.ts";

const resource = (props: PropertyObject, type = "aws:eks/cluster:Cluster") => ({
  type,
  name: "shop",
  urn: `urn:pulumi:dev::shop::${type}::shop`,
  props,
});
const versionAt = (version: PropertyObject[string], target: string | undefined) =>
  atTargetVersion(resource({ version }), target).props["version"];

describe("atTargetVersion", () => {
  it("gives a cluster the version that is older, not set or not known", () => {
    assert.equal(versionAt("1.35", "1.37"), "1.37");
    assert.equal(versionAt(1.35, "1.37"), "1.37");
    assert.equal(versionAt(undefined, "1.37"), "1.37");
    assert.equal(versionAt(UNKNOWN, "1.37"), "1.37");
    assert.equal(versionAt(new Secret("1.35"), "1.37"), "1.37");
  });

  it("leaves a cluster with the version or a newer one as it is, and one that EKS rejects", () => {
    assert.equal(versionAt("1.37", "1.37"), "1.37");
    assert.equal(versionAt("1.38", "1.37"), "1.38");
    assert.equal(versionAt("latest", "1.37"), "latest");
  });

  it("leaves everything as it is without a target, and resources that are not clusters", () => {
    assert.equal(versionAt("1.35", undefined), "1.35");
    const group = resource({ version: "1.35" }, "aws:eks/nodeGroup:NodeGroup");
    assert.equal(atTargetVersion(group, "1.37"), group);
  });
});
