import assert from "node:assert/strict";

import { isRelease } from "../../../policies/src/cluster/workloads/helm-release.ts";
import { ResourceView } from "../../../policies/src/rule/resource-view.ts";

const release = (chart: string): ResourceView =>
  new ResourceView(
    { type: "kubernetes:helm.sh/v3:Release", name: "dns", urn: "urn" },
    { chart },
    {
      undetermined: () => assert.fail("puts nothing on record"),
    },
  );

describe("isRelease", () => {
  for (const chart of [
    "coredns",
    "coredns/coredns",
    "oci://registry-1.docker.io/example/coredns",
    "./charts/coredns",
    "./charts/coredns/",
    "coredns-1.43.3.tgz",
    "https://example.com/charts/coredns-v1.43.3-rc.1+build.tgz",
    "charts/coredns.tgz",
  ]) {
    it(`recognizes the chart coredns in ${chart}`, () => {
      assert.equal(isRelease(release(chart), "coredns"), true);
    });
  }
  for (const chart of ["coredns-crd", "coredns-crd-1.0.0.tgz", "my-coredns", "coredns/other", ""]) {
    it(`treats ${JSON.stringify(chart)} as a different chart`, () => {
      assert.equal(isRelease(release(chart), "coredns"), false);
    });
  }
});
