import assert from "node:assert/strict";

import { Secret, UNKNOWN } from "../../../../policies/src/rule/property-value.ts";
import { withComputedFields } from "../../../../policies/src/sources/program/engine/computed-fields.ts";

const CLUSTER = "aws:eks/cluster:Cluster";
const INSTANCE = "aws:ec2/instance:Instance";

describe("fields that AWS fills in", () => {
  it("are unknown in a block that the program sets, unless it sets them", async () => {
    assert.deepEqual(
      await withComputedFields(CLUSTER, {
        name: "shop",
        vpcConfig: { subnetIds: ["subnet-1"], publicAccessCidrs: ["198.51.100.0/24"], vpcId: null },
        kubernetesNetworkConfig: { ipFamily: "ipv4" },
      }),
      {
        name: "shop",
        vpcConfig: {
          clusterSecurityGroupId: UNKNOWN,
          controlPlaneEgressMode: UNKNOWN,
          publicAccessCidrs: ["198.51.100.0/24"],
          subnetIds: ["subnet-1"],
          vpcId: UNKNOWN,
        },
        kubernetesNetworkConfig: {
          elasticLoadBalancing: UNKNOWN,
          ipFamily: "ipv4",
          serviceIpv4Cidr: UNKNOWN,
          serviceIpv6Cidr: UNKNOWN,
        },
      },
    );
  });

  it("are unknown in each block of a list, and in a secret block", async () => {
    const { ebsBlockDevices, rootBlockDevice } = await withComputedFields(INSTANCE, {
      ebsBlockDevices: [{ deviceName: "/dev/sdb" }, { deviceName: "/dev/sdc", volumeSize: 20 }, UNKNOWN],
      rootBlockDevice: new Secret({ volumeSize: 50 }),
    });
    const [first, second, third] = ebsBlockDevices as readonly Record<string, unknown>[];
    assert.equal(first?.["volumeId"], UNKNOWN);
    assert.deepEqual([second?.["volumeId"], second?.["volumeSize"]], [UNKNOWN, 20]);
    assert.equal(third, UNKNOWN);
    assert.ok(rootBlockDevice instanceof Secret);
    const { volumeId, volumeSize } = rootBlockDevice.value as Record<string, unknown>;
    assert.deepEqual([volumeId, volumeSize], [UNKNOWN, 50]);
  });

  it("are unknown in a block in a block", async () => {
    const { outpostConfig } = await withComputedFields(CLUSTER, {
      outpostConfig: { outpostArns: [], controlPlanePlacement: {} },
    });
    assert.deepEqual(outpostConfig, {
      controlPlanePlacement: { spreadLevel: UNKNOWN },
      etcdInstanceType: UNKNOWN,
      etcdPlacement: UNKNOWN,
      outpostArns: [],
    });
  });

  it("are not added to blocks that are unknown or not set, or to other resources", async () => {
    for (const [type, outputs] of [
      [CLUSTER, { vpcConfig: UNKNOWN }],
      [CLUSTER, { vpcConfig: "subnet-1", tags: { clusterSecurityGroupId: "mine" } }],
      [CLUSTER, { name: "shop" }],
      ["aws:sqs/queue:Queue", { vpcConfig: { subnetIds: [] } }],
      ["acme:eks/cluster:Cluster", { vpcConfig: { subnetIds: [] } }],
      ["pulumi:providers:aws", { defaultTags: { tags: {} } }],
    ] as const) {
      assert.deepEqual(await withComputedFields(type, outputs), outputs);
    }
  });
});
