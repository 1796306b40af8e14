import assert from "node:assert/strict";

import {
  daysOfSupportLeft,
  findKubernetesVersion,
  isSupportedVersion,
  KUBERNETES_VERSIONS,
  OLDEST_SUPPORTED_VERSION,
  supportOf,
} from "productionproof-eks-policies/facts";

describe("Kubernetes versions", () => {
  it("are supported until the end of extended support, and so are newer ones", () => {
    assert.equal(OLDEST_SUPPORTED_VERSION, "1.31");
    assert.deepEqual(["1.29", "1.30", "1.31", "1.40"].map(isSupportedVersion), [false, false, true, true]);
    assert.deepEqual(["1.9", "2.0", "1.36.1", "latest", ""].map(isSupportedVersion), [
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it("have the dates that AWS documents", () => {
    assert.deepEqual(findKubernetesVersion("1.31"), {
      version: "1.31",
      released: "2024-09-26",
      standardSupportEnds: "2025-11-26",
      extendedSupportEnds: "2026-11-26",
    });
    assert.equal(findKubernetesVersion("1.99"), undefined);
  });

  for (const [version, day, support] of [
    ["1.34", "2026-12-01", "standard"],
    ["1.34", "2026-12-02", "extended"],
    ["1.31", "2026-11-25", "extended"],
    ["1.31", "2026-11-26", "ended"],
    ["1.19", "2026-11-26", "ended"],
    ["1.99", "2026-11-26", "unknown"],
    ["latest", "2026-11-26", "unknown"],
  ] as const) {
    it(`${version} is in support "${support}" on ${day}`, () => {
      assert.equal(supportOf(version, new Date(day)), support);
    });
  }

  it("have days of support left, counted from midnight to midnight in UTC", () => {
    assert.deepEqual(daysOfSupportLeft("1.34", new Date("2026-11-22T23:59:00Z")), {
      standard: 10,
      extended: 375,
    });
    assert.deepEqual(daysOfSupportLeft("1.31", new Date("2026-11-22")), { standard: -361, extended: 4 });
    assert.equal(daysOfSupportLeft("1.99", new Date("2026-11-22")), undefined);
  });

  it("have 14 months of standard support and 12 months of extended support, and are released in order", () => {
    const minors = KUBERNETES_VERSIONS.map(({ version }) => Number(version.slice(2)));
    assert.deepEqual(
      minors,
      minors.map((_, index) => (minors[0] ?? 0) - index),
    );
    for (const { standardSupportEnds, extendedSupportEnds } of KUBERNETES_VERSIONS) {
      assert.equal(Number(extendedSupportEnds.slice(0, 4)), Number(standardSupportEnds.slice(0, 4)) + 1);
      assert.equal(extendedSupportEnds.slice(4), standardSupportEnds.slice(4));
    }
  });
});
