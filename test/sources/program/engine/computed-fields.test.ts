import assert from "node:assert/strict";

import { UNKNOWN } from "../../../../policies/src/rule/property-value.ts";
import { withComputedFields } from "../../../../policies/src/sources/program/engine/computed-fields.ts";

describe("fields that AWS fills in", () => {
  it("are unknown in a block that the program sets, unless it sets them", () => {
    assert.deepEqual(
      withComputedFields("aws:eks/cluster:Cluster", {
        name: "shop",
        vpcConfig: { subnetIds: ["subnet-1"], publicAccessCidrs: ["198.51.100.0/24"], vpcId: null },
        kubernetesNetworkConfig: { ipFamily: "ipv4" },
      }),
      {
        name: "shop",
        vpcConfig: {
          clusterSecurityGroupId: UNKNOWN,
          publicAccessCidrs: ["198.51.100.0/24"],
          subnetIds: ["subnet-1"],
          vpcId: UNKNOWN,
        },
        kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: UNKNOWN, serviceIpv6Cidr: UNKNOWN },
      },
    );
  });

  it("are not added to blocks that are unknown or not set, or to other resources", () => {
    for (const [type, outputs] of [
      ["aws:eks/cluster:Cluster", { vpcConfig: UNKNOWN }],
      ["aws:eks/cluster:Cluster", { name: "shop" }],
      ["aws:lambda/function:Function", { vpcConfig: { subnetIds: [] } }],
    ] as const) {
      assert.deepEqual(withComputedFields(type, outputs), outputs);
    }
  });
});
